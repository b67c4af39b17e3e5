"""What was measured of the snapshot, by dimension: what each metric gave, how it moved, its course by version."""

from dataclasses import dataclass

from markupsafe import Markup
from pyoxigraph import NamedNode

from endpoint.documents.versions import Version, versions
from endpoint.links import Link
from endpoint.serving.store import Serving
from endpoint.views.show import Show, capital
from endpoint.views.trend import course
from graph import vocabulary as v

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Measure:
    """What a metric gave; `moved` says how far from the version before, or is empty where that is not known."""

    link: Link
    meaning: str
    value: str
    population: str
    moved: str
    svg: Markup


@dataclass(frozen=True, slots=True)
class Dimension:
    """The measures of one side of quality."""

    name: str
    meaning: str
    measures: list[Measure]


def measures(serving: Serving, show: Show) -> list[Dimension]:
    """All measurements, dimensions by their names; nothing where the snapshot was sealed without."""
    reader, kept = show.reader, versions(serving)[:_SHOWN]
    found: dict[NamedNode, list[Measure]] = {}
    for one in reader.subjects(v.RDF_TYPE, v.DQV_QUALITY_MEASUREMENT):
        for metric in reader.nodes(one, v.DQV_IS_MEASUREMENT_OF):
            for dimension in reader.nodes(metric, v.DQV_IN_DIMENSION):
                found.setdefault(dimension, []).append(_measure(show, one, metric, kept))
    made = [
        Dimension(
            capital(show.link(dimension).text),
            capital(reader.text(dimension, v.SKOS_DEFINITION)),
            sorted(of_it, key=lambda one: one.link.text),
        )
        for dimension, of_it in found.items()
    ]
    return sorted(made, key=lambda one: one.name)


def _measure(show: Show, one: NamedNode, metric: NamedNode, kept: list[Version]) -> Measure:
    reader, key = show.reader, metric.value.rpartition("/")[2]
    share = reader.text(metric, v.DQV_EXPECTED_DATA_TYPE) == v.XSD_DECIMAL.value
    now = float(reader.text(one, v.DQV_VALUE) or 0)
    link = show.link(metric)
    points = [(at.time, value) for at in reversed(kept) if (value := _value(at, key)) is not None]
    before = _value(kept[1], key) if len(kept) > 1 else None
    said = f"{len(points)} versions, the last one {_said(now, share=share)}."
    return Measure(
        link,
        capital(reader.text(metric, v.SKOS_DEFINITION)),
        _said(now, share=share),
        reader.text(one, v.POPULATION),
        "" if before is None else _moved(now - before, share=share),
        course(points, f"measure-{key}", f"{capital(link.text)} by version", said),
    )


def _value(at: Version, key: str) -> float | None:
    found = at.measures.get(key)
    return float(found) if isinstance(found, int | float) else None


def _said(value: float, *, share: bool) -> str:
    return f"{value:.1%}" if share else f"{value:,.0f}"


def _moved(by: float, *, share: bool) -> str:
    if abs(by) < (0.0005 if share else 0.5):
        return "as before"
    # With the sign that is as wide as the plus, so that a column of them stands in line.
    return (f"{100 * by:+.1f} points" if share else f"{by:+,.0f}").replace("-", "−")
