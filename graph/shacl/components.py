"""The constraint components of SHACL Core (section 4), each a function from its parameter to a check.

A check takes the values of a node and gives those that break the rule, or None for a result without a value. Where the
specification leaves room, the checks do what pySHACL does: it is the judge. Where it leaves none and pySHACL departs
from it, pySHACL is given these checks (`graph.check.judge`).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.shacl.data import Data, Statements, Term
from graph.shacl.paths import items
from graph.shacl.patterns import compiled
from graph.shacl.vocabulary import SH, Unsupported

Check = Callable[[Data, Term, Statements, Sequence[Term]], Iterable[Term | None]]
"""From data, the focus node, what is stated of it and the values to what breaks the rule."""
Conforms = Callable[[Data, Term], bool]
"""Whether a node conforms to a shape."""


@dataclass(frozen=True, slots=True)
class Literals:
    """What is said of values: whether a literal is well-formed; how two compare (None where they do not)."""

    is_valid: Callable[[Literal], bool]
    compare: Callable[[Literal, Literal], int | None]


@dataclass(slots=True)
class Context:
    """What components need beside their parameter: the shapes, literals, classes, and a way to compile inner shapes."""

    shapes: Data
    literals: Literals
    inner: Callable[[Term], Conforms]
    supers: dict[Term, frozenset[Term]]


def _each(holds: Callable[[Term], bool]) -> Check:
    return lambda data, focus, stated, values: [value for value in values if not holds(value)]


def _whole(breaks: Callable[[Sequence[Term]], bool]) -> Check:
    return lambda data, focus, stated, values: (None,) if breaks(values) else ()


def _min_count(context: Context, parameter: Term, shape: Statements) -> Check:
    least = _number(parameter)
    return _whole(lambda values: len(values) < least)


def _max_count(context: Context, parameter: Term, shape: Statements) -> Check:
    most = _number(parameter)
    return _whole(lambda values: len(values) > most)


def _node_kind(context: Context, parameter: Term, shape: Statements) -> Check:
    kinds = {
        SH("IRI"): (NamedNode,),
        SH("BlankNode"): (BlankNode,),
        SH("Literal"): (Literal,),
        SH("BlankNodeOrIRI"): (BlankNode, NamedNode),
        SH("BlankNodeOrLiteral"): (BlankNode, Literal),
        SH("IRIOrLiteral"): (NamedNode, Literal),
    }
    allowed = kinds.get(parameter) if isinstance(parameter, NamedNode) else None
    if allowed is None:
        raise Unsupported(f"the kind of node {parameter}")
    return _each(lambda value: isinstance(value, allowed))


def _datatype(context: Context, parameter: Term, shape: Statements) -> Check:
    valid = context.literals.is_valid
    return _each(lambda value: isinstance(value, Literal) and value.datatype == parameter and valid(value))


def _class(context: Context, parameter: Term, shape: Statements) -> Check:
    supers = context.supers

    def is_of_it(data: Data, value: Term) -> bool:
        types = data.types(value)
        return parameter in types or any(parameter in supers.get(one, ()) for one in types)

    return lambda data, focus, stated, values: [value for value in values if not is_of_it(data, value)]


def _pattern(context: Context, parameter: Term, shape: Statements) -> Check:
    flags = "".join(map(_text, shape.get(SH("flags"), ())[:1]))
    try:
        grammar = compiled(_text(parameter), flags)
    except (re.error, ValueError) as error:
        raise Unsupported(f"the pattern {parameter}: {error}") from error
    return _each(lambda value: isinstance(value, NamedNode | Literal) and grammar.search(value.value) is not None)


def _min_length(context: Context, parameter: Term, shape: Statements) -> Check:
    least = _number(parameter)
    return _each(lambda value: isinstance(value, NamedNode | Literal) and len(value.value) >= least)


def _max_length(context: Context, parameter: Term, shape: Statements) -> Check:
    most = _number(parameter)
    return _each(lambda value: isinstance(value, NamedNode | Literal) and len(value.value) <= most)


def _compared(context: Context, parameter: Term, holds: Callable[[int], bool]) -> Check:
    if not isinstance(parameter, Literal):
        raise Unsupported(f"a bound that is no literal: {parameter}")
    return _each(lambda value: _stands(context, value, parameter, holds))


def _stands(context: Context, value: Term, bound: Term, holds: Callable[[int], bool]) -> bool:
    """Whether two values compare, and as they should."""
    if not isinstance(value, Literal) or not isinstance(bound, Literal):
        return False
    order = context.literals.compare(value, bound)
    return order is not None and holds(order)


def _min_inclusive(context: Context, parameter: Term, shape: Statements) -> Check:
    return _compared(context, parameter, lambda order: order >= 0)


def _max_inclusive(context: Context, parameter: Term, shape: Statements) -> Check:
    return _compared(context, parameter, lambda order: order <= 0)


def _min_exclusive(context: Context, parameter: Term, shape: Statements) -> Check:
    return _compared(context, parameter, lambda order: order > 0)


def _max_exclusive(context: Context, parameter: Term, shape: Statements) -> Check:
    return _compared(context, parameter, lambda order: order < 0)


def _has_value(context: Context, parameter: Term, shape: Statements) -> Check:
    return _whole(lambda values: parameter not in values)


def _in(context: Context, parameter: Term, shape: Statements) -> Check:
    allowed = frozenset(items(context.shapes, parameter))
    return _each(lambda value: value in allowed)


def _language_in(context: Context, parameter: Term, shape: Statements) -> Check:
    ranges = [_text(one).lower() for one in items(context.shapes, parameter)]

    def is_in(value: Term) -> bool:
        tag = (value.language or "").lower() if isinstance(value, Literal) else ""
        return bool(tag) and any(one == "*" or f"{tag}-".startswith(f"{one}-") for one in ranges)

    return _each(is_in)


def _unique_lang(context: Context, parameter: Term, shape: Statements) -> Check:
    if _text(parameter) != "true":
        return lambda data, focus, stated, values: ()

    def repeated(data: Data, focus: Term, stated: Statements, values: Sequence[Term]) -> Iterator[None]:
        tags = Counter(value.language for value in values if isinstance(value, Literal) and value.language)
        return (None for count in tags.values() if count > 1)

    return repeated


def _equals(context: Context, parameter: Term, shape: Statements) -> Check:
    other = _predicate(parameter)
    return lambda data, focus, stated, values: set(values) ^ set(stated.get(other, ()))


def _disjoint(context: Context, parameter: Term, shape: Statements) -> Check:
    other = _predicate(parameter)
    return lambda data, focus, stated, values: set(values) & set(stated.get(other, ()))


def _less_than(context: Context, parameter: Term, shape: Statements) -> Check:
    return _before(context, parameter, lambda order: order < 0)


def _less_than_or_equals(context: Context, parameter: Term, shape: Statements) -> Check:
    return _before(context, parameter, lambda order: order <= 0)


def _before(context: Context, parameter: Term, holds: Callable[[int], bool]) -> Check:
    """A value is at fault once for each value that it should come before: section 4.5.3."""
    other = _predicate(parameter)
    return lambda data, focus, stated, values: [
        value for value in values for bound in stated.get(other, ()) if not _stands(context, value, bound, holds)
    ]


def _not(context: Context, parameter: Term, shape: Statements) -> Check:
    conforms = context.inner(parameter)
    return lambda data, focus, stated, values: [value for value in values if conforms(data, value)]


def _or(context: Context, parameter: Term, shape: Statements) -> Check:
    choices = [context.inner(one) for one in items(context.shapes, parameter)]
    return lambda data, focus, stated, values: [
        value for value in values if not any(conforms(data, value) for conforms in choices)
    ]


def _and(context: Context, parameter: Term, shape: Statements) -> Check:
    parts = [context.inner(one) for one in items(context.shapes, parameter)]
    return lambda data, focus, stated, values: [
        value for value in values if not all(conforms(data, value) for conforms in parts)
    ]


def _xone(context: Context, parameter: Term, shape: Statements) -> Check:
    choices = [context.inner(one) for one in items(context.shapes, parameter)]
    return lambda data, focus, stated, values: [
        value for value in values if sum(conforms(data, value) for conforms in choices) != 1
    ]


def _qualified(context: Context, shape: Statements, breaks: Callable[[int], bool]) -> Check:
    inner = shape.get(SH("qualifiedValueShape"), ())
    if len(inner) != 1 or SH("path") not in shape:
        raise Unsupported("sh:qualifiedValueShape that is not said once, of a property shape")
    conforms = context.inner(inner[0])
    return lambda data, focus, stated, values: (None,) if breaks(sum(conforms(data, value) for value in values)) else ()


def _qualified_min(context: Context, parameter: Term, shape: Statements) -> Check:
    least = _number(parameter)
    return _qualified(context, shape, lambda count: count < least)


def _qualified_max(context: Context, parameter: Term, shape: Statements) -> Check:
    most = _number(parameter)
    return _qualified(context, shape, lambda count: count > most)


Component = Callable[[Context, Term, Statements], Check]
COMPONENTS: Mapping[str, tuple[str, Component]] = {
    "minCount": ("MinCount", _min_count),
    "maxCount": ("MaxCount", _max_count),
    "nodeKind": ("NodeKind", _node_kind),
    "datatype": ("Datatype", _datatype),
    "class": ("Class", _class),
    "pattern": ("Pattern", _pattern),
    "minLength": ("MinLength", _min_length),
    "maxLength": ("MaxLength", _max_length),
    "minInclusive": ("MinInclusive", _min_inclusive),
    "maxInclusive": ("MaxInclusive", _max_inclusive),
    "minExclusive": ("MinExclusive", _min_exclusive),
    "maxExclusive": ("MaxExclusive", _max_exclusive),
    "hasValue": ("HasValue", _has_value),
    "in": ("In", _in),
    "languageIn": ("LanguageIn", _language_in),
    "uniqueLang": ("UniqueLang", _unique_lang),
    "equals": ("Equals", _equals),
    "disjoint": ("Disjoint", _disjoint),
    "lessThan": ("LessThan", _less_than),
    "lessThanOrEquals": ("LessThanOrEquals", _less_than_or_equals),
    "not": ("Not", _not),
    "or": ("Or", _or),
    "and": ("And", _and),
    "xone": ("Xone", _xone),
    "qualifiedMinCount": ("QualifiedMinCount", _qualified_min),
    "qualifiedMaxCount": ("QualifiedMaxCount", _qualified_max),
}
"""For each parameter the name of its component, and what makes a check of it."""


def _number(parameter: Term) -> int:
    try:
        return int(_text(parameter))
    except ValueError:
        raise Unsupported(f"the count {parameter}") from None


def _text(parameter: Term) -> str:
    if not isinstance(parameter, Literal):
        raise Unsupported(f"the parameter {parameter}, which is no literal")
    return parameter.value


def _predicate(parameter: Term) -> NamedNode:
    if not isinstance(parameter, NamedNode):
        raise Unsupported(f"the property {parameter}, which is no IRI")
    return parameter
