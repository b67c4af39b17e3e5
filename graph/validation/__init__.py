"""Validation for everybody: any RDF against any shapes, with a report for people, programs and build servers.

    report = validate("release.ttl")
    report.conforms, report.findings
    print(report.to_turtle())

`sources` and `remote` read the data, `written` keeps them as they stand, `rules` reads foreign shapes and refuses what
cannot be applied faithfully, `queries` does so with what they ask, `operators` has one engine say what values are and
`paths` follows paths,
`engine` applies them with the reference engine, but for those that are `known` to ours; `fast` applies our shapes,
`telling` says what happens meanwhile, `limits` does all that in a process of its own, `findings` say what came of it,
`writers` how.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from pyoxigraph import NamedNode, Store

from graph import rooms, snapshot
from graph.check.pieces import Part, parts
from graph.check.shapes import Shapes, load_shapes
from graph.counting import counted
from graph.errors import InputError
from graph.report import SEVERITIES, Resource, Severity
from graph.shacl import Engine, Indexed
from graph.validation import changed, engine, fast, remote, rules, sources, written
from graph.validation.depth import within_reach
from graph.validation.findings import Checked, Finding, Idle, Threshold, Validation, local
from graph.validation.telling import Event, Portion, Progress

__all__ = ["Finding", "Request", "Validation", "assemble", "events", "validate"]

_ORDER = tuple(SEVERITIES)
_IDLE: dict[Idle, str] = {
    "deactivated": "since all that they say is deactivated",
    "unsaid": "since what they say of their nodes is not said in SHACL",
}
KEEP = 100_000
"""Findings that are listed, unless told otherwise; the others are counted."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to validate against which shapes, and within which bounds.

    `what` is a folder, a file, the address of a SPARQL endpoint or a store; `form` one of `sources.FORMATS` where the
    name of the file does not tell; `called` the name in messages where it is not that of `what`. `engine` is `own`,
    which leaves to pySHACL the foreign shapes that only it knows, or `pyshacl` for all shapes. `processes` share a
    snapshot between them. `since` is an older snapshot: then only what changed since then is checked, and what that
    reaches.
    """

    what: Store | Path | str
    shapes: Path | None = None
    form: str | None = None
    called: str | None = None
    keep: int = KEEP
    fail_on: Threshold = "violation"
    engine: Literal["own", "pyshacl"] = "own"
    statements: int = remote.STATEMENTS
    page: int = remote.PAGE
    processes: int = 1
    since: Path | None = None

    @property
    def name(self) -> str:
        """What messages call the data."""
        return self.called or ("a store" if isinstance(self.what, Store) else str(self.what))


def validate(
    what: Store | str | os.PathLike[str],
    shapes: str | os.PathLike[str] | None = None,
    *,
    fail_on: Threshold = "violation",
    keep: int = KEEP,
    processes: int = 1,
    since: str | os.PathLike[str] | None = None,
) -> Validation:
    """Holds a store, a published folder, a file of RDF or a SPARQL endpoint against shapes; ours by default.

    A published folder stays on the disk, and `processes` share it. With `since`, an older snapshot of it, only what
    changed since then and what that reaches is held against our shapes.

    Runs in this process and without a limit of time, for data and shapes that you trust; `osce-graph validate` runs
    within limits. Raises InputError for what cannot be read or applied.
    """
    data = what if isinstance(what, Store) else str(what) if remote.is_endpoint(str(what)) else Path(what)
    request = Request(
        data,
        Path(shapes) if shapes is not None else None,
        fail_on=fail_on,
        keep=keep,
        processes=processes,
        since=Path(since) if since is not None else None,
    )
    return assemble(request, events(request))


@dataclass(frozen=True, slots=True)
class Loaded:
    """The data are read: so many statements. What the shapes import from elsewhere was not, and constraints of others
    that they name are not applied.
    """

    statements: int
    not_loaded: tuple[str, ...] = ()
    since: changed.Since | None = None
    not_applied: tuple[str, ...] = ()


def events(request: Request) -> Iterator[Event | Loaded]:
    """What happens while `request` is carried out, in order."""
    with within_reach(str(request.shapes or request.name)), written.as_written():
        if request.since is not None and not (
            _is_folder(request) and request.shapes is None and request.engine == "own"
        ):
            raise _not_since(request)
        # Our own shapes need no looking through: the tests hold them to more than `rules` asks.
        ours = load_shapes(rooms.shapes()) if request.shapes is None else None
        shapes = ours.graph if ours else rules.load(cast(Path, request.shapes))
        own = request.engine == "own"
        if ours and ours.engine and own:
            store, found, loaded = _in_parts(request, ours, ours.engine)
            yield loaded
            yield from fast.run(store, shapes, ours.engine, found, request.keep)
        else:
            source = _source(request)
            missing, unknown = ((), ()) if ours else (rules.not_loaded(shapes), rules.unknown_elsewhere(shapes))
            yield Loaded(len(source.store), missing, not_applied=unknown)
            again = source.written if ours is None else None
            yield from engine.run(source.store, shapes, request.keep, again, own and ours is None)


def _source(request: Request) -> sources.Source:
    if isinstance(request.what, Store):
        return sources.Source(request.what)
    if isinstance(request.what, str):
        return sources.Source(remote.read(request.what, request.statements, request.page))
    return sources.read(request.what, request.form, called=request.called)


def _in_parts(request: Request, shapes: Shapes, ours: Engine) -> tuple[Store, Iterable[Part], Loaded]:
    """The data for our own shapes, what is found in it, and the number of its statements.

    A snapshot stays on the disk, however large it is; anything else is one part, in memory.
    """
    if _is_folder(request):
        sealed = snapshot.named(cast(Path, request.what))
        store, statements = Store.read_only(str(sealed.store_path)), sealed.manifest["counts"]["quads"]
        told = nodes = None
        if request.since is not None:
            told, nodes = changed.reached(snapshot.named(request.since), sealed, store, shapes)
        found = (
            parts(store, sealed.store_path, sealed.data_path, shapes, request.processes)
            if nodes is None
            else changed.parts(nodes, store, ours)
        )
        return store, found, Loaded(statements, since=told)
    store, held = _source(request).store, Counter[NamedNode]()
    whole = [Part((), Counter(), 0, 1), Part(ours.check(Indexed(store), held), held, 1, 1)]
    return store, whole, Loaded(len(store))


def _is_folder(request: Request) -> bool:
    return isinstance(request.what, Path) and request.what.is_dir()


def _not_since(request: Request) -> InputError:
    return InputError(
        "what changed since a snapshot is known only between two snapshots, and how far rules look only of our own",
        source=request.name,
        rule="since-snapshots",
        remedy="name a folder that `build` sealed into, without --shapes and --engine; or check all, without --since",
    )


def assemble(
    request: Request,
    told: Iterable[Event | Loaded],
    tell: Callable[[int, int], None] = lambda done, of: None,
    stopped: Callable[[], str | None] = lambda: None,
) -> Validation:
    """The outcome of what was `told`. `tell` hears of the progress; `stopped` says why nothing more was told."""
    findings: list[Finding] = []
    counts: Counter[Severity] = Counter()
    met: Counter[Resource] = Counter()
    worst: dict[Resource, Severity] = {}
    nodes: dict[Resource, int] = {}
    off: set[Resource] = set()
    idle: dict[Resource, Idle] = {}
    ways: dict[Resource, tuple[Literal["own", "pyshacl"], str]] = {}
    loaded, last = Loaded(0), Progress(0, 0, "")
    for event in told:
        if isinstance(event, Loaded):
            loaded = event
        elif isinstance(event, Progress):
            last = event
            tell(event.done, event.of)
        elif isinstance(event, Portion):
            nodes[event.shape] = nodes.get(event.shape, 0) + event.nodes
            ways[event.shape] = event.by, event.why
            off |= {event.shape} if event.switched_off else set()
            # Our own are spread before they run: what a node shape said is then said by others.
            idle |= {event.shape: event.idle} if event.idle and request.shapes else {}
            findings += event.findings
            for (shape, severity), number in event.met.items():
                counts[severity] += number
                met[shape] += number
                worst[shape] = min(severity, worst.get(shape, severity), key=_ORDER.index)
    why = stopped()
    checked = tuple(
        Checked(
            shape,
            nodes.get(shape, 0),
            met[shape],
            shape in off,
            worst.get(shape),
            idle.get(shape),
            *ways.get(shape, ()),
        )
        for shape in sorted({*nodes, *met}, key=str)
    )
    return Validation(
        findings=tuple(sorted(findings, key=lambda finding: finding.key)),
        counts={severity: counts[severity] for severity in SEVERITIES},
        checked=checked,
        notes=tuple(_notes(request, loaded, nodes, off, idle, sum(counts.values()) - len(findings), why, last)),
        complete=why is None,
        source=request.name,
        shapes=str(request.shapes) if request.shapes else "the shapes of OSCE Graph",
        statements=loaded.statements,
        fail_on=request.fail_on,
    )


def _notes(
    request: Request,
    loaded: Loaded,
    nodes: dict[Resource, int],
    off: set[Resource],
    idle: dict[Resource, Idle],
    unlisted: int,
    why: str | None,
    last: Progress,
) -> Iterator[str]:
    if why is not None:
        yield f"stopped: {why}; {last.done:,} of {last.of:,} {last.what}, the findings are those met so far"
        if last.shape:
            yield f"it was stopped at {last.shape}"
    if loaded.since is not None:
        yield loaded.since.note
    if loaded.not_loaded:
        yield f"the shapes import what was not loaded, since nothing is fetched: {', '.join(loaded.not_loaded)}"
    if loaded.not_applied:
        yield f"not applied, since nothing here declares what they constrain: {', '.join(loaded.not_applied)}"
    if unlisted:
        yield f"counted but not listed: {counted(unlisted, 'finding')}"
    if why is None and not loaded.statements:
        of_these = "only nodes that shapes name were checked" if sum(nodes.values()) else "nothing was checked"
        yield f"the data hold no statement: {of_these}"
    elif why is None and nodes and off.issuperset(nodes):
        yield "every shape that has a target is deactivated: nothing was checked"
    elif why is None and not sum(nodes.values()):
        fit = "" if loaded.since else "; see that the targets of the shapes fit the data"
        yield f"no shape found anything to check: nothing was checked{fit}"
    # A file about releases rightly says nothing of States: only foreign shapes are meant to fit all of the data.
    elif request.shapes and (
        empty := sorted(local(shape) for shape, number in nodes.items() if not number and shape not in off)
    ):
        yield f"{counted(len(empty), 'shape')} found nothing to check: {_few(empty)}"
    for why_idle, words in _IDLE.items():
        if named := sorted(local(shape) for shape, each in idle.items() if each == why_idle):
            yield f"nothing is constrained by {counted(len(named), 'shape')}, {words}: {_few(named)}"
    met = [shape for shape, number in nodes.items() if number]
    if why is None and met and all(idle.get(shape) for shape in met):
        yield "no shape that found something to check constrains it: nothing was checked"


def _few(names: list[str]) -> str:
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
