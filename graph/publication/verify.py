"""Whether a dump is what was published: by the digest of the file, for whole graphs also of the canonical quads."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse

from graph import packed, snapshot
from graph.canonical import lines_as_written
from graph.errors import InputError
from graph.publication.files import sha256

_SPDX, _DCAT = "http://spdx.org/rdf/terms#", "http://www.w3.org/ns/dcat#"
_WHOLE = {".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG}


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of the file from elsewhere: its digest, and that of the graph."""

    sha256: str | None
    graph: str | None


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found, and where it differs from what was expected."""

    sha256: str
    graph: str | None
    quads: int | None
    problems: tuple[str, ...]


def verify(dump: Path, against: Path | None) -> Verified:
    """Reads the dump. `against` is a published folder, a snapshot, or a saved description of the dataset (Turtle).

    Raises InputError where the dump cannot be read or `against` does not know it.
    """
    if not dump.is_file():
        raise _wrong(dump, "is not a file", "DUMP is a file that the endpoint offers under /dump/", "name the file")
    form = _WHOLE.get(Path(dump.name.removesuffix(".gz")).suffix)
    if against is None and form is None:
        raise _wrong(
            dump,
            "says nothing by itself about the graph it comes from",
            "only whole graphs (.nq, .trig) can be verified alone",
            "name with --against the folder or the saved description (/dataset.ttl) that lists it",
        )
    expected = _expected(against, dump.name) if against else Expected(None, None)
    digest = sha256(dump)
    problems = [] if expected.sha256 in (None, digest) else [f"the file's SHA-256 is {digest}, not {expected.sha256}"]
    graph = quads = None
    if form:
        graph, quads, faults = _graph(dump, form)
        problems += faults
        if expected.graph and graph != expected.graph and not faults:
            problems.append(f"the graph's digest is {graph}, not {expected.graph}")
    return Verified(digest, graph, quads, tuple(problems))


def _graph(dump: Path, form: RdfFormat) -> tuple[str | None, int | None, list[str]]:
    """The digest of the canonical quads, their number, and what is wrong with them."""
    try:
        with packed.opened(dump) as file:
            if form == RdfFormat.N_QUADS:
                return _lines(file)
            data = b"".join(lines_as_written(quad for quad in parse(file, format=form) if isinstance(quad, Quad)))
    except (OSError, SyntaxError, ValueError) as fault:
        return None, None, [f"it cannot be read to its end: {fault}"]
    return hashlib.sha256(data).hexdigest(), data.count(b"\n"), []


def _lines(file: BinaryIO) -> tuple[str | None, int | None, list[str]]:
    """Canonical N-Quads are read line by line, in memory that does not grow."""
    whole, before, number = hashlib.sha256(), b"", 0
    for number, line in enumerate(_whole_lines(file), 1):
        if line <= before:
            return None, None, [f"line {number} is not in canonical order"]
        whole.update(line)
        before = line
    return whole.hexdigest(), number, []


def _whole_lines(file: BinaryIO) -> Iterator[bytes]:
    for line in file:
        if not line.endswith(b" .\n"):
            raise ValueError(f"a line ends in {line[-20:]!r}")
        yield line


def _expected(against: Path, name: str) -> Expected:
    if against.is_dir():
        found = snapshot.named(against)
        listed = {one["name"]: one["sha256"] for one in found.manifest.get("dumps", [])}
        if name not in listed:
            raise _unlisted(against, name)
        return Expected(listed[name], found.digest)
    return _described(against, name)


def _described(against: Path, name: str) -> Expected:
    """From DCAT: the checksum of the distribution whose download address ends with the name."""
    try:
        said = list(parse(path=str(against), format=RdfFormat.TURTLE))
    except (OSError, SyntaxError) as fault:
        raise _wrong(against, f"cannot be read: {fault}", "--against is a folder or Turtle", "save it again") from None
    url, checksum, value, version = (
        NamedNode(one)
        for one in (_DCAT + "downloadURL", _SPDX + "checksum", _SPDX + "checksumValue", _DCAT + "version")
    )
    values: dict[NamedNode, dict[NamedNode, str | NamedNode]] = {}
    for one in said:
        if isinstance(one.subject, NamedNode) and not isinstance(one.object, BlankNode | Triple):
            term = one.object if isinstance(one.object, NamedNode) else one.object.value
            values.setdefault(one.subject, {})[one.predicate] = term
    graph = next((str(about[version]) for about in values.values() if version in about), None)
    for about in values.values():
        place, sum_ = about.get(url), about.get(checksum)
        if isinstance(place, NamedNode) and place.value.endswith("/" + name) and isinstance(sum_, NamedNode):
            stated = values.get(sum_, {}).get(value)
            if stated is not None:
                return Expected(str(stated).lower(), graph)
    raise _unlisted(against, name)


def _unlisted(against: Path, name: str) -> InputError:
    return _wrong(
        against,
        f"does not list {name}",
        "a dump is known by its file name",
        "give the file the name it was published under, or name the right folder",
    )


def _wrong(source: Path, problem: str, rule: str, remedy: str) -> InputError:
    return InputError(problem, source=str(source), rule=rule, remedy=remedy)
