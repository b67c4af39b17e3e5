"""What operators and functions of SPARQL make of values: while a validation runs, rdflib leaves that to Oxigraph.

Which of the two holds the data depends on their letters (`written`); what a constraint finds must not. So rdflib
matches patterns and looks at letters (STR, DATATYPE, sameTerm); what depends on values alone (comparisons, numbers,
days, casts, regular expressions, effective boolean values, aggregates, order) is asked of Oxigraph, value by value.

Decision 2026-11-29: one engine for values. Alternatives: our own operators for rdflib, which are one more thing that
can differ; refusing whatever the two see differently, which is every third FILTER. Cost: some 30 µs for each new pair
of values, and a dozen names of rdflib's to look at when it changes.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final, cast

import rdflib
from pyparsing import ParseResults
from rdflib.namespace import XSD
from rdflib.plugins.sparql import algebra, evaluate, evalutils, operators, parser
from rdflib.plugins.sparql.aggregates import Aggregator
from rdflib.plugins.sparql.parserutils import Expr
from rdflib.plugins.sparql.sparql import SPARQLError

from graph.check.judge import replaced
from graph.validation.aggregates import ACCUMULATORS, grouped, ordered
from graph.validation.values import called, term_of, value_of

_TRUE: Final = "true"
_OF_ONE: Final = (
    *("LCASE", "UCASE", "STRLEN", "ENCODE_FOR_URI", "ABS", "CEIL", "FLOOR", "ROUND", "MD5", "SHA1", "SHA256", "SHA384"),
    *("SHA512", "YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "TIMEZONE", "TZ"),
)
_OF_TWO: Final = ("STRSTARTS", "STRENDS", "CONTAINS", "STRBEFORE", "STRAFTER", "LANGMATCHES", "STRLANG")
# The parts of a call in their order, as rdflib's parser names them; those that may be left out come last.
_CALLS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    **{f"Builtin_{name}": (name, ("arg",)) for name in _OF_ONE},
    **{f"Builtin_{name}": (name, ("arg1", "arg2")) for name in _OF_TWO},
    "Builtin_CONCAT": ("CONCAT", ("arg",)),
    "Builtin_SUBSTR": ("SUBSTR", ("arg", "start", "length")),
    "Builtin_REGEX": ("REGEX", ("text", "pattern", "flags")),
    "Builtin_REPLACE": ("REPLACE", ("arg", "pattern", "replacement", "flags")),
    "UnaryMinus": ("-", ("expr",)),
    "UnaryPlus": ("+", ("expr",)),
}


@contextmanager
def one_engine_for_values() -> Iterator[None]:
    """rdflib with Oxigraph's values, without services, and with one kind of plain string (RDF 1.1, section 3.3)."""
    with ExitStack() as changes:
        for owner, attributes in (
            (rdflib.Literal, {"__new__": _one_kind_of_string(rdflib.Literal.__new__)}),
            (Expr, {"eval": _evaluated(Expr.eval)}),
            (operators, {"EBV": _is_true}),
            (evalutils, {"EBV": _is_true}),
            (evaluate, {"evalOrderBy": ordered, "evalAggregateJoin": grouped, "evalServiceQuery": _no_service}),
            (algebra, {"collectAndRemoveFilters": _filters(algebra.collectAndRemoveFilters)}),
            # Escapes are written out before (`queries`); rdflib would read them a second time.
            (parser, {"expandUnicodeEscapes": lambda query: query}),
            (Aggregator, {"accumulator_classes": {**Aggregator.accumulator_classes, **ACCUMULATORS}}),
        ):
            changes.enter_context(replaced(owner, **cast(dict[str, Any], attributes)))
        yield


def _no_service(*_: Any) -> Any:
    raise PermissionError("the query says SERVICE")


def _one_kind_of_string(make: Callable[..., Any]) -> Callable[..., Any]:
    def new(cls: Any, *rest: Any, **named: Any) -> Any:
        made = make(cls, *rest, **named)
        if made._datatype == XSD.string:
            made._datatype = None
        return made

    return new


def _evaluated(evaluation: Callable[..., Any]) -> Callable[..., Any]:
    def evaluated(self: Any, ctx: Any = {}) -> Any:  # noqa: B006 - as rdflib has it, which only reads it
        name = self.name
        try:
            if name in _CALLS:
                word, parts = _CALLS[name]
                return called(word, *_arguments(self, ctx, parts))
            if name in _WAYS:
                return _WAYS[name](self, ctx)
            if name in _ITS_OWN:
                for part in ("arg", "arg1", "arg2"):
                    term_of(ctx, dict.get(self, part))
            return evaluation(self, ctx)
        except SPARQLError as error:
            return error

    return evaluated


def _arguments(call: Any, ctx: Any, parts: Iterable[str]) -> Iterator[Any]:
    for part in parts:
        given = dict.get(call, part)
        for one in _list(given):
            yield term_of(ctx, one)


def _filters(collect: Callable[..., Any]) -> Callable[..., Any]:
    """rdflib's filters of a group, where `FILTER (false)` counts: it asks Python whether there is a filter at all."""

    def collected(parts: Any) -> Any:
        found = collect(parts)
        return Expr("Constant", lambda *_: found, expr=found) if isinstance(found, rdflib.Literal) else found

    return collected


def _members(parts: Any, ctx: Any, say: Callable[[Any], bool]) -> Iterator[bool | SPARQLError]:
    """What is said of each part, an error where it has none: one of many does not speak for the others."""
    for part in parts:
        try:
            yield say(term_of(ctx, part))
        except SPARQLError as error:
            yield error


def _any(said: Iterable[bool | SPARQLError]) -> bool:
    """Whether one is true; raises the error of another where none is (SPARQL 1.1, section 17.2)."""
    errors = []
    for one in said:
        if one is True:
            return True
        if isinstance(one, SPARQLError):
            errors.append(one)
    if errors:
        raise errors[0]
    return False


def _not(said: bool | SPARQLError) -> bool | SPARQLError:
    return said if isinstance(said, SPARQLError) else not said


def _is_true(term: Any) -> bool:
    """The effective boolean value (SPARQL 1.1, section 17.2.2)."""
    if isinstance(term, SPARQLError):
        raise term
    if not isinstance(term, rdflib.Literal):
        raise SPARQLError(f"{term!r} is neither true nor false")
    return _yes("!(!?a)", term)


def _yes(expression: str, *terms: Any) -> bool:
    return str(value_of(expression, *terms)) == _TRUE


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, rdflib.BNode) or isinstance(right, rdflib.BNode):
        return bool(left == right)
    return _yes("?a = ?b", left, right)


def _operands(call: Any) -> list[Any]:
    return [dict.get(call, "expr"), *_list(dict.get(call, "other"))]


def _list(given: Any) -> list[Any]:
    return [] if given is None else list(given) if isinstance(given, list | ParseResults) else [given]


def _or(call: Any, ctx: Any) -> Any:
    return rdflib.Literal(_any(_members(_operands(call), ctx, _is_true)))


def _and(call: Any, ctx: Any) -> Any:
    return rdflib.Literal(not _any(map(_not, _members(_operands(call), ctx, _is_true))))


def _compared(call: Any, ctx: Any) -> Any:
    operator, right = dict.get(call, "op"), dict.get(call, "other")
    left = term_of(ctx, dict.get(call, "expr"))
    if operator in ("IN", "NOT IN"):
        members = [] if right == rdflib.RDF.nil else _list(right)
        return rdflib.Literal(_any(_members(members, ctx, lambda one: _equal(left, one))) == (operator == "IN"))
    right = term_of(ctx, right)
    if operator in ("=", "!="):
        return rdflib.Literal(_equal(left, right) == (operator == "="))
    if left == right and isinstance(left, rdflib.BNode):
        left = right = rdflib.URIRef("urn:itself")
    return value_of(f"?a {operator} ?b", left, right)


def _chained(call: Any, ctx: Any) -> Any:
    """Sums and products, from left to right."""
    made, *others = (term_of(ctx, part) for part in _operands(call))
    for operator, other in zip(_list(dict.get(call, "op")), others, strict=True):
        made = value_of(f"?a {operator} ?b", made, other)
    return made


def _cast(call: Any, ctx: Any) -> Any:
    """A cast, which is the only kind of call by IRI that `queries` lets through."""
    return called(f"<{dict.get(call, 'iri')}>", *_arguments(call, ctx, ("expr",)))


def _is_numeric(call: Any, ctx: Any) -> Any:
    term = term_of(ctx, dict.get(call, "arg"))
    return rdflib.Literal(isinstance(term, rdflib.Literal) and _yes("isNumeric(?a)", term))


def _iri_of(call: Any, ctx: Any) -> Any:
    term = term_of(ctx, dict.get(call, "arg"))
    if isinstance(term, rdflib.URIRef):
        return term
    prologue = ctx.prologue
    if prologue is not None and prologue.base:
        term = rdflib.Literal(prologue.absolutize(rdflib.URIRef(term)))
    return value_of("IRI(?a)", term)


def _letters(call: Any, ctx: Any) -> Any:
    term = term_of(ctx, dict.get(call, "arg"))
    if isinstance(term, rdflib.BNode):
        raise SPARQLError("a blank node has no letters")
    return rdflib.Literal(str(term))


_WAYS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "ConditionalOrExpression": _or,
    "ConditionalAndExpression": _and,
    "RelationalExpression": _compared,
    "AdditiveExpression": _chained,
    "MultiplicativeExpression": _chained,
    "Function": _cast,
    "Builtin_isNUMERIC": _is_numeric,
    "Builtin_STR": _letters,
    "Builtin_IRI": _iri_of,
    "Builtin_URI": _iri_of,
}
# What rdflib itself knows well, but for errors, which it takes for terms.
_ITS_OWN: Final = frozenset(
    f"Builtin_{name}" for name in ("isIRI", "isURI", "isBLANK", "isLITERAL", "LANG", "DATATYPE", "sameTerm", "STRDT")
)
