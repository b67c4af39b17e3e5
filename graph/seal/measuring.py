"""The quality of a snapshot in numbers: what each metric of the vocabularies gives, as the W3C's DQV states it.

What is measured, and by which query, stands in `ontology/vocabularies/metrics.ttl`; nothing here knows a metric.

Decision 2026-11-28: a snapshot states its own measurements; how they moved since the one before is in the manifests,
on `/quality` and in `/quality.csv`. Alternative: the change as statements. Chosen because the same pages give the same
digest, whatever was published before. Cost: who asks SPARQL for a change asks two versions.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, QuerySolution, QuerySolutions, Store

from graph import vocabulary as v
from graph.iri import BASE, DATASET, QUALITY_GRAPH, thing
from graph.state.provenance import Triple, in_graph

_METRICS = f"{BASE}metric/"


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a metric (its key) gave: a number, or the share of a population, None where there is nobody to count."""

    metric: str
    label: str
    number: int
    population: int | None = None
    share: bool = False

    @property
    def value(self) -> float | int | None:
        """The share, to four decimals, or the number; None for a share of nothing."""
        if not self.share:
            return self.number
        return round(self.number / self.population, 4) if self.population else None


def measured(store: Store, vocabularies: Iterable[Quad]) -> list[Measurement]:
    """What the metrics of the vocabularies give of `store`, whose default graph is the merge of all, by their keys."""
    said: dict[str, dict[NamedNode, str]] = {}
    for quad in vocabularies:
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(_METRICS):
            key = quad.subject.value.removeprefix(_METRICS)
            said.setdefault(key, {})[quad.predicate] = getattr(quad.object, "value", "")
    return [
        _measured(store, key, of_it[v.RDFS_LABEL], of_it[v.SH_SELECT], of_it[v.DQV_EXPECTED_DATA_TYPE])
        for key, of_it in sorted(said.items())
    ]


def _measured(store: Store, key: str, label: str, query: str, datatype: str) -> Measurement:
    rows = store.query(query)
    assert isinstance(rows, QuerySolutions)
    (row,) = rows
    share = datatype == v.XSD_DECIMAL.value
    return Measurement(key, label, _number(row, "number"), _number(row, "of") if share else None, share)


def _number(row: QuerySolution, name: str) -> int:
    found = row[name]
    return int(found.value) if isinstance(found, Literal) else 0


def measurement_quads(measurements: Iterable[Measurement]) -> Iterator[Quad]:
    """The measurements that gave a value, as statements of the quality graph."""

    def triples(one: Measurement) -> Iterator[Triple]:
        iri, datatype = thing("measurement", one.metric), v.XSD_DECIMAL if one.share else v.XSD_INTEGER
        yield iri, v.RDF_TYPE, v.DQV_QUALITY_MEASUREMENT
        yield iri, v.RDFS_LABEL, Literal(f"measurement: {one.label}", language="en")
        yield iri, v.DQV_IS_MEASUREMENT_OF, thing("metric", one.metric)
        yield iri, v.DQV_COMPUTED_ON, DATASET
        yield iri, v.DQV_VALUE, Literal(f"{one.value:.4f}" if one.share else str(one.value), datatype=datatype)
        if one.population is not None:
            yield iri, v.POPULATION, Literal(one.population)

    for one in measurements:
        if one.value is not None:
            yield from in_graph(triples(one), QUALITY_GRAPH)
