"""What is wrong, grouped so that it can be worked through: results of validation by shape, findings by rule; and what
facts kept by hand rest on.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode

from endpoint.documents.documents import exists
from endpoint.links import Link
from endpoint.serving.store import Serving
from endpoint.views.measures import Dimension, measures
from endpoint.views.show import Show
from endpoint.views.trend import Trend, trends
from graph import vocabulary as v

# What /quality leads to; the page itself counts by look-ups, as all pages do.
GROUNDINGS: Final = """PREFIX osce: <https://w3id.org/osce-graph/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?thing ?property ?value ?basis ?certainty ?note {
  ?grounding a rdf:Statement ; osce:basis/rdfs:label ?basis ; osce:certainty ?certainty ;
    rdf:subject ?thing ; rdf:predicate ?property ; rdf:object ?value .
  OPTIONAL { ?grounding skos:note ?note }
}
ORDER BY ?basis ?certainty ?thing ?property"""

# All that was found, a row each: what groups above show the first of.
FINDINGS: Final = """PREFIX osce: <https://w3id.org/osce-graph/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>

SELECT ?kind ?rule ?severity ?about ?value ?message ?remedy ?input ?page {
  {
    ?finding a sh:ValidationResult ; sh:sourceShape ?rule ; sh:resultSeverity ?severity ; sh:resultMessage ?message ;
      sh:focusNode ?about .
    OPTIONAL { ?finding sh:value ?value }
    BIND("result of validation" AS ?kind)
  } UNION {
    VALUES (?class ?kind) { (osce:Rejection "left out") (osce:Notice "notice") }
    ?finding a ?class ; osce:rule ?rule ; rdfs:comment ?message ; osce:remedy ?remedy ; osce:input ?input .
    OPTIONAL { ?finding prov:used ?page }
    OPTIONAL { ?finding osce:concerns ?about }
  }
}"""

_SHOWN = 20
_COUNTS = ("releases", "withheld", "rejections", "notices", "violation", "warning", "info", "pages", "inputs", "quads")
_SEVERITIES = (v.SH_VIOLATION, v.SH_WARNING, v.SH_INFO)


@dataclass(slots=True)
class Results:
    """The results of one shape with one severity: what they are about, each thing once, and how many of them are about
    what is left out.
    """

    shape: Link
    severity: str
    messages: set[str] = field(default_factory=set)
    focus: list[Link] = field(default_factory=list)
    count: int = 0
    left_out: int = 0
    about: set[NamedNode] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rejection or a notice."""

    link: Link
    message: str
    remedy: str
    input: str
    page: Link | None
    release: Link | None


@dataclass(slots=True)
class Rule:
    """The findings of one rule, and the files that they are about."""

    code: str
    findings: list[Finding] = field(default_factory=list)
    count: int = 0
    inputs: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Basis:
    """A kind of ground, what it means, and how many statements rest on it with each certainty, in `CERTAINTIES`."""

    link: Link
    meaning: str
    counts: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


CERTAINTIES: Final = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Quality:
    """All that the template needs."""

    conforms: bool
    counts: dict[str, int]
    trend: Trend | None
    measures: list[Dimension]
    results: list[Results]
    bases: list[Basis]
    groundings: str
    findings: str
    rejections: list[Rule]
    notices: list[Rule]

    @property
    def left_out(self) -> tuple[int, int]:
        """How many findings leave something out, and of how many files."""
        files = set().union(*(one.inputs for one in self.rejections))
        return sum(one.count for one in self.rejections), len(files)


def quality(serving: Serving, show: Show) -> Quality:
    """The report of the snapshot. Of every group the first twenty are shown, and how many there are."""
    return Quality(
        conforms=bool(serving.snapshot.report.get("conforms", False)),
        counts=_ordered(serving.counts),
        trend=trends(serving),
        measures=measures(serving, show),
        results=_results(show),
        bases=_bases(show),
        groundings=GROUNDINGS,
        findings=FINDINGS,
        rejections=_rules(show, v.REJECTION),
        notices=_rules(show, v.NOTICE),
    )


def _ordered(counts: dict[str, int]) -> dict[str, int]:
    """What matters first; counts that are not known here come last."""
    known = {name: counts[name] for name in _COUNTS if name in counts}
    return known | counts


def _results(show: Show) -> list[Results]:
    reader = show.reader
    groups: dict[tuple[str, str], Results] = {}
    for one in reader.subjects(v.RDF_TYPE, v.SH_VALIDATION_RESULT):
        severity, shape = reader.text(one, v.SH_RESULT_SEVERITY), reader.text(one, v.SH_SOURCE_SHAPE)
        group = groups.setdefault((severity, shape), Results(_named(show, shape), severity.rpartition("#")[2].lower()))
        group.count += 1
        group.messages.add(reader.text(one, v.SH_RESULT_MESSAGE))
        for focus in reader.nodes(one, v.SH_FOCUS_NODE) if len(group.about) < _SHOWN else ():
            if focus not in group.about:
                group.focus.append(show.link(focus))
                group.about.add(focus)
    for one in _about_left_out(show):
        groups[reader.text(one, v.SH_RESULT_SEVERITY), reader.text(one, v.SH_SOURCE_SHAPE)].left_out += 1
    order = {severity.value: place for place, severity in enumerate(_SEVERITIES)}
    return [groups[key] for key in sorted(groups, key=lambda key: (order.get(key[0], 9), -groups[key].count, key[1]))]


def _about_left_out(show: Show) -> set[NamedNode]:
    """The results of the check about releases that are left out."""
    reader = show.reader
    rejections = reader.subjects(v.RDF_TYPE, v.REJECTION)
    releases = {release for one in rejections for release in reader.nodes(one, v.CONCERNS)}
    gone = [one for one in releases if not exists(reader, one)]
    concerning = {one for release in gone for one in reader.subjects(v.CONCERNS, release)}
    return {one for one in concerning if v.SH_VALIDATION_RESULT in reader.types(one)}


def _bases(show: Show) -> list[Basis]:
    """The groundings by basis, the most frequent first."""
    reader = show.reader
    found: dict[NamedNode, Counter[str]] = {}
    for one, _, basis in reader.look(None, v.BASIS, None):
        if isinstance(basis, NamedNode) and v.RDF_STATEMENT in reader.types(one):
            found.setdefault(basis, Counter())[reader.text(one, v.CERTAINTY)] += 1
    made = [
        Basis(show.link(basis), reader.text(basis, v.SKOS_DEFINITION), [counts[one] for one in CERTAINTIES])
        for basis, counts in found.items()
    ]
    return sorted(made, key=lambda one: (-one.total, one.link.text))


def _named(show: Show, iri: str) -> Link:
    link = show.link(NamedNode(iri)) if iri else Link("no shape named", None, "")
    # Shapes are not part of the served data, so their names lead nowhere.
    return Link(link.text.removeprefix("oshapes:"), None, iri)


def _rules(show: Show, cls: NamedNode) -> list[Rule]:
    rules: dict[str, Rule] = {}
    for one in show.reader.subjects(v.RDF_TYPE, cls):
        rule = rules.setdefault(show.reader.text(one, v.RULE), Rule(show.reader.text(one, v.RULE)))
        rule.count += 1
        rule.inputs.add(show.reader.text(one, v.INPUT))
        if rule.count <= _SHOWN:
            rule.findings.append(_finding(show, one))
    return sorted(rules.values(), key=lambda rule: (-rule.count, rule.code))


def _finding(show: Show, one: NamedNode) -> Finding:
    reader = show.reader
    pages, releases = reader.nodes(one, v.PROV_USED), reader.nodes(one, v.CONCERNS)
    return Finding(
        show.link(one),
        reader.text(one, v.RDFS_COMMENT),
        reader.text(one, v.REMEDY),
        reader.text(one, v.INPUT),
        show.page(pages[0]) if pages and reader.is_subject(pages[0]) else None,
        show.link(releases[0]) if releases and reader.is_subject(releases[0]) else None,
    )
