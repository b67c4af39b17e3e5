"""What a validation says: each finding in SHACL's own terms, what was checked, and how far it came."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from pyoxigraph import BlankNode, NamedNode, Triple
from pyoxigraph import Literal as RdfLiteral

from graph.counting import counted
from graph.report import SEVERITIES, Resource, Severity, Term

Threshold = Literal["violation", "warning"]
Idle = Literal["deactivated", "unsaid"]
"""Why a shape constrains nothing: all that it says is deactivated, or it says nothing in terms of SHACL."""
_NAMED: Final = 10
_ORDER: Final = tuple(SEVERITIES)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a finding's value comes from: the page, and the sentence with the words the value rests on.

    `place` is where the words begin and end on the page, where the evidence says it.
    """

    page: NamedNode
    before: str
    words: str
    after: str
    place: tuple[RdfLiteral, RdfLiteral] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that breaks one rule: a result of SHACL 1.0, section 3.6.2.

    Unlike `report.Result`, which knows the gate's shapes alone, it can say what any shapes may: focus nodes that are
    literals, shapes without an IRI, paths of several properties (`path` in SPARQL's notation, `path_node` with
    `path_triples` in RDF) and severities of one's own, which count as violations. `constraint` is the one in SPARQL
    that was asked (section 5.3.2).
    """

    focus: Term
    shape: Resource
    component: NamedNode
    severity: Severity
    severity_iri: NamedNode
    messages: tuple[RdfLiteral, ...] = ()
    value: Term | None = None
    path: str = ""
    path_node: Resource | None = None
    path_triples: tuple[Triple, ...] = ()
    ground: Ground | None = None
    constraint: Resource | None = None

    @property
    def message(self) -> str:
        """What is expected and what to do, in one line; English or without a language where there is a choice."""
        chosen = sorted(self.messages, key=lambda text: ((text.language or "en") != "en", text.value))
        return chosen[0].value if chosen else f"breaks {local(self.component)}"

    @property
    def key(self) -> tuple[str, ...]:
        """The order in which findings are listed: worst first, then by shape and focus node."""
        rank = str(_ORDER.index(self.severity))
        value = "" if self.value is None else str(self.value)
        return rank, str(self.shape), str(self.focus), self.path, value, str(self.component), self.message


@dataclass(frozen=True, slots=True)
class Checked:
    """One shape: to how many focus nodes it was applied, with how many findings; or that it is deactivated.

    `by` says who applied it, None for a shape inside others; `why` what of it only pySHACL knows. `worst` is the
    gravest severity among its findings, listed or not. `idle` says why it holds its focus nodes against nothing.
    """

    shape: Resource
    nodes: int
    findings: int
    switched_off: bool = False
    worst: Severity | None = None
    idle: Idle | None = None
    by: Literal["own", "pyshacl"] | None = None
    why: str = ""


@dataclass(frozen=True)
class Validation:
    """The outcome of one validation; the same data and shapes give the same outcome.

    `findings` are listed up to a limit; `counts` and `checked` count every one that was met. `complete` says that all
    shapes were applied to all their focus nodes. `notes` say what a reader must know before trusting the outcome: that
    it is bounded, that it was stopped, that a shape or the whole run met nothing to check.
    """

    findings: tuple[Finding, ...]
    counts: dict[Severity, int]
    checked: tuple[Checked, ...]
    notes: tuple[str, ...] = ()
    complete: bool = True
    source: str = "-"
    shapes: str = "the shapes of OSCE Graph"
    statements: int = 0
    fail_on: Threshold = "violation"

    @property
    def conforms(self) -> bool:
        """Whether the data passed: all was checked, something was, and nothing as grave as `fail_on` was found.

        With `fail_on="violation"` warnings and advice pass. SHACL's own `sh:conforms`, which no result passes, stands
        in the RDF forms of the report.
        """
        failing = _ORDER[: _ORDER.index(self.fail_on) + 1]
        return self.complete and self.earned and not any(self.counts[severity] for severity in failing)

    @cached_property
    def nodes(self) -> int:
        """How many times a focus node was held against a shape; 0 says that nothing was checked."""
        return sum(each.nodes for each in self.checked)

    @property
    def earned(self) -> bool:
        """Whether something was checked: a node was held against what a shape says of it."""
        return any(each.nodes and each.idle is None for each in self.checked)

    @property
    def total(self) -> int:
        """How many findings there are, listed or not."""
        return sum(self.counts.values())

    @property
    def ways(self) -> str:
        """Which engine checked how many shapes, and what of the others only pySHACL knows; empty where none was."""
        ours = sum(each.by == "own" for each in self.checked)
        left = [each for each in self.checked if each.by == "pyshacl"]
        if not left:
            return f"our engine checked {counted(ours, 'shape')}" if ours else ""
        named = [local(each.shape) + (f" ({each.why})" if each.why else "") for each in left[:_NAMED]]
        more = " …" if len(left) > _NAMED else ""
        said = f"our engine checked {ours} of {counted(ours + len(left), 'shape')}, pySHACL {len(left)}"
        return f"{said}: {', '.join(named)}{more}"

    def by_shape(self) -> dict[Resource, tuple[Finding, ...]]:
        """The listed findings of each shape, those with most findings of the gravest severity first."""
        grouped: dict[Resource, list[Finding]] = {}
        for finding in self.findings:
            grouped.setdefault(finding.shape, []).append(finding)
        worst = {shape: min(_ORDER.index(found.severity) for found in group) for shape, group in grouped.items()}
        met = self.met()
        order = sorted(grouped, key=lambda shape: (worst[shape], -met[shape], str(shape)))
        return {shape: tuple(grouped[shape]) for shape in order}

    def met(self) -> Counter[Resource]:
        """How many findings name each shape, listed or not."""
        return Counter({each.shape: each.findings for each in self.checked})

    def write(self, form: str) -> str:
        """The outcome in one of the forms of `writers.FORMS`."""
        from graph.validation.writers import FORMS  # the writers know findings, not the other way round

        return FORMS[form](self)

    def to_turtle(self) -> str:
        """The SHACL report in Turtle."""
        return self.write("turtle")


def local(name: Resource) -> str:
    """The part of an IRI that people read: what follows the last `#` or `/`."""
    if isinstance(name, BlankNode):
        return str(name)
    return name.value.rstrip("#/").replace("#", "/").rpartition("/")[2] or name.value
