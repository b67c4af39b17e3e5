"""Groups, aggregates and order of rdflib's, as Oxigraph has them (`operators` says why)."""

from collections.abc import Iterator
from typing import Any, Final, cast

import pyoxigraph as ox
import rdflib
from pyshacl.graph_abstraction import to_ox, to_rdf
from rdflib.plugins.sparql import evaluate
from rdflib.plugins.sparql.aggregates import Accumulator, Aggregator
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import FrozenBindings, SPARQLError

from graph.shacl import as_stored
from graph.validation.values import solutions, term_of, text_of

_UNBOUND: Final = "UNDEF"


class _Gathered(Accumulator):
    """An aggregate whose members are gathered; Oxigraph says what they make."""

    word = ""
    letters = False

    def __init__(self, aggregation: CompValue) -> None:
        super().__init__(aggregation)
        self.members: list[Any] = []
        separator = aggregation.separator
        self.end = "" if separator is None else f"; SEPARATOR = {ox.Literal(str(separator))}"

    def use_row(self, row: Any) -> bool:
        return True

    def update(self, row: Any, aggregator: Any) -> None:
        self.take(_member(self.expr, row))

    def take(self, member: Any) -> None:
        if self.distinct and member in self.seen:
            return
        self.members.append(member)
        if self.distinct:
            self.seen.add(member)

    def set_value(self, bindings: Any) -> None:
        blank = sorted(one for one in self.members if isinstance(one, rdflib.BNode))
        if self.letters and blank and (self.word == "MIN" or len(blank) == len(self.members)):
            bindings[self.var] = blank[0]
            return
        if self.letters:
            self.members = [one for one in self.members if not isinstance(one, rdflib.BNode)]
        texts = " ".join(map(_key, self.members))
        query = f"SELECT ({self.word}(?v{self.end}) AS ?r) {{ VALUES ?v {{ {texts} }} }}"
        [solution] = solutions(query)
        if solution[0] is None:
            return
        same = (one for one in self.members if one is not None and as_stored(cast(Any, to_ox(one))) == solution[0])
        # The least and the greatest are members, and keep their letters.
        bindings[self.var] = next(same, None) if self.letters else to_rdf(solution[0])


def _member(expression: Any, row: Any) -> Any:
    try:
        return term_of(row, expression)
    except SPARQLError:
        return None


class _Count(_Gathered):
    """How many rows there are, or members that are no error."""

    def update(self, row: Any, aggregator: Any) -> None:
        self.take(row if self.expr == "*" else _member(self.expr, row))

    def set_value(self, bindings: Any) -> None:
        # To Oxigraph what is unbound does not count, and an error spoils the count.
        if isinstance(self.expr, rdflib.Variable) or None not in self.members:
            bindings[self.var] = rdflib.Literal(sum(one is not None for one in self.members))


def _gathering(word: str, letters: bool = False) -> type[_Gathered]:
    return type(f"_{word}", (_Gathered,), {"word": word, "letters": letters})


ACCUMULATORS: Final[dict[str, type[_Gathered]]] = {
    "Aggregate_Count": _Count,
    "Aggregate_Sum": _gathering("SUM"),
    "Aggregate_Avg": _gathering("AVG"),
    "Aggregate_Min": _gathering("MIN", letters=True),
    "Aggregate_Max": _gathering("MAX", letters=True),
    "Aggregate_GroupConcat": _gathering("GROUP_CONCAT"),
}


def grouped(ctx: Any, part: Any) -> Iterator[Any]:
    """One solution for each group; none for no group at all, which rdflib takes for one."""
    by = part.p.expr
    groups = {} if by is not None else {(): Aggregator(aggregations=part.A)}
    for row in evaluate.evalPart(ctx, part.p):
        key = tuple(_member(one, row) for one in by or ())
        if key not in groups:
            groups[key] = Aggregator(aggregations=part.A)
        groups[key].update(row)
    for group in groups.values():
        yield FrozenBindings(ctx, group.get_bindings())


def ordered(ctx: Any, part: Any) -> list[Any]:
    """The solutions in the order that Oxigraph gives them."""
    rows = list(evaluate.evalPart(ctx, part.p))
    names = [f"?k{number}" for number in range(len(part.expr))]
    keys = [[_key(_member(condition.expr, row)) for condition in part.expr] for row in rows]
    values = " ".join(f"({number} {' '.join(each)})" for number, each in enumerate(keys))
    order = " ".join(
        f"{'DESC' if condition.order == 'DESC' else 'ASC'}({name})"
        for condition, name in zip(part.expr, names, strict=True)
    )
    query = f"SELECT ?n {{ VALUES (?n {' '.join(names)}) {{ {values} }} }} ORDER BY {order} ?n"
    return [rows[int(solution[0].value)] for solution in solutions(query)]


def _key(term: Any) -> str:
    return _UNBOUND if term is None or isinstance(term, rdflib.BNode) else text_of(term)
