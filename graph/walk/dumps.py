"""The files that a dataset can be taken away in: downloaded, hashed, read and counted."""

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable
from typing import Final

from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse

from graph import packed
from graph.walk.http import head
from graph.walk.rdf import FILES, RDF_TYPE, Triple, instances, node_of, values
from graph.walk.site import Site
from graph.walk.visit import Answer

_VOID: Final = "http://rdfs.org/ns/void#"
_DCAT: Final = "http://www.w3.org/ns/dcat#"
_SPDX: Final = "http://spdx.org/rdf/terms#"
_PACKED: Final = ("application/gzip", "application/x-gzip")
_ENDINGS: Final = {
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".ttl": "text/turtle",
    ".trig": "application/trig",
    ".rdf": "application/rdf+xml",
    ".jsonld": "application/ld+json",
    ".csv": "text/csv",
    ".json": "application/json",
}


def dumps(site: Site, url: str, datasets: Iterable[NamedNode]) -> None:
    """Checks every file of this host that the description at `url` lists."""
    said = site.description
    whole = {one for dataset in datasets for one in values(said, dataset, _VOID + "dataDump")}
    stated: dict[str, NamedNode | BlankNode | None] = dict.fromkeys(sorted(whole))
    for one in instances(said, _DCAT + "Distribution"):
        files = values(said, one, _DCAT + "downloadURL")
        site.expect(files or values(said, one, _DCAT + "accessURL"), "distribution", url, f"{one} leads nowhere")
        stated |= dict.fromkeys(files, one)
    if not stated:
        site.absent.append("dumps")
    for place, distribution in stated.items():
        if not site.inside(place):
            continue
        size = next(iter(_numbers(site, place, "dump-size", values(said, distribution, _DCAT + "byteSize"))), 0)
        if size > site.dump_bytes:
            site.unasked["files larger than allowed"] += 1
            continue
        answer = site.visitor.ask(place)
        if not site.expect(answer.status == 200, "dump-answers", place, answer.fault or f"it answers {answer.status}"):
            continue
        if distribution is not None:
            _as_stated(site, answer, distribution)
        _parts(site, answer)
        head(site, answer, None)
        triples = _read(site, answer, (values(said, distribution, _DCAT + "mediaType") or [""])[0], place in whole)
        if triples is not None:
            for dataset in datasets:
                if place in values(said, dataset, _VOID + "dataDump"):
                    _counts(site, place, dataset, *triples)


def _numbers(site: Site, place: str, rule: str, said: list[str]) -> list[int]:
    """The whole numbers among what is stated of a file; what is none breaks the rule."""
    found = []
    for one in said:
        if site.expect(one.isascii() and one.isdigit(), rule, place, f"{one!r} is stated, which is no number"):
            found.append(int(one))
    return found


def _as_stated(site: Site, answer: Answer, distribution: NamedNode | BlankNode) -> None:
    said, place = site.description, answer.url
    digest = hashlib.sha256(answer.body).hexdigest()
    for checksum in values(said, distribution, _SPDX + "checksum"):
        node = next((one[2] for one in said if one[0] == distribution and one[1].value == _SPDX + "checksum"), checksum)
        if any("sha256" in one.lower() for one in values(said, node, _SPDX + "algorithm")):
            wanted = [one.lower() for one in values(said, node, _SPDX + "checksumValue")]
            site.expect(digest in wanted, "dump-digest", place, f"its SHA-256 is {digest}, not {', '.join(wanted)}")
    for size in _numbers(site, place, "dump-size", values(said, distribution, _DCAT + "byteSize")):
        site.expect(size == len(answer.body), "dump-digest", place, f"it has {len(answer.body)} bytes, not {size}")
    types = [one.rpartition("/media-types/")[2] for one in values(said, distribution, _DCAT + "mediaType")]
    wanted = [
        one.rpartition("/media-types/")[2] for one in values(said, distribution, _DCAT + "compressFormat")
    ] or types
    if wanted:
        site.expect(
            answer.media_type in wanted, "dump-type", place, f"it is sent as {answer.media_type}, not {wanted[0]}"
        )


def _parts(site: Site, answer: Answer) -> None:
    if answer.headers.get("accept-ranges") != "bytes" or len(answer.body) < 10:
        return
    part = site.visitor.ask(answer.url, range="bytes=0-9")
    well = part.status == 206 and part.body == answer.body[:10]
    site.expect(well, "dump-answers", answer.url, f"the first ten bytes are answered {part.status}")


def _read(site: Site, answer: Answer, stated: str, whole: bool) -> tuple[set[Triple], int] | None:
    """The triples of a whole dump and the number of its quads; other files are read to their end."""
    name = answer.url.rpartition("/")[2]
    is_packed = answer.media_type in _PACKED or name.endswith(".gz")
    ending = "." + name.removesuffix(".gz").rpartition(".")[2]
    kind = stated.rpartition("/media-types/")[2] or _ENDINGS.get(ending, answer.media_type)
    try:
        body = _unpacked(answer.body, 20 * site.dump_bytes) if is_packed else answer.body
        if kind in FILES:
            triples = _quads(body, FILES[kind], whole)
            site.expect(True, "dump-reads", answer.url, "")
            return triples
        if kind == "text/csv":
            widths = {len(row) for row in csv.reader(io.StringIO(body.decode()))}
            if len(widths) != 1:
                raise ValueError(f"its rows have {' or '.join(map(str, sorted(widths)))} columns")
        elif kind.endswith("json"):
            json.loads(body)
        elif kind == "application/vnd.apache.parquet" and not body[:4] == body[-4:] == b"PAR1":
            raise ValueError("it is no Parquet")
    except (OSError, EOFError, ValueError, SyntaxError, csv.Error) as fault:
        site.expect(False, "dump-reads", answer.url, str(fault))
    else:
        site.expect(True, "dump-reads", answer.url, "")
    return None


def _unpacked(raw: bytes, most: int) -> bytes:
    """What was packed by gzip. Raises ValueError beyond `most` bytes, and where more than zeros stands behind it."""
    found = packed.members(raw, most)
    if not found.whole:
        raise ValueError(f"it unpacks to more than {most >> 20} MB")
    if raw[found.end :].strip(b"\0"):
        raise ValueError("what stands behind it is not packed")
    return found.content


def _quads(body: bytes, form: RdfFormat, whole: bool) -> tuple[set[Triple], int] | None:
    found: set[Triple] = set()
    count = 0
    for quad in parse(body, format=form):
        count += 1
        if whole:
            found.add((quad.subject, quad.predicate, quad.object))
    return (found, count) if whole else None


def _counts(site: Site, place: str, dataset: NamedNode, triples: set[Triple], quads: int) -> None:
    """Compares what is stated of the dataset with the merge of its graphs, where a triple counts once."""
    said = site.description
    for stated in _numbers(site, place, "void-counts", values(said, dataset, _VOID + "triples")):
        # VoID does not say whether a triple in two graphs is one; both are taken.
        well = stated in (len(triples), quads)
        site.expect(well, "void-counts", place, f"it has {len(triples):,} triples, {stated:,} are stated")
    classes = Counter(one[2].value for one in triples if one[1] == RDF_TYPE and isinstance(one[2], NamedNode))
    properties = Counter(one[1].value for one in triples)
    subjects = {one[0] for one in triples}
    # An entity has an IRI that begins as the dataset says, where it says so; a site may ask more of one (VoID 4.6.1).
    spaces = tuple(values(said, dataset, _VOID + "uriSpace")) or ("",)
    entities = sum(isinstance(one, NamedNode) and one.value.startswith(spaces) for one in subjects)
    for stated in _numbers(site, place, "void-counts", values(said, dataset, _VOID + "entities")):
        well = stated <= entities
        site.expect(well, "void-counts", place, f"it speaks of {entities:,} things of its own, {stated:,} are stated")
    for name, what, count in (
        ("properties", "properties", len(properties)),
        ("distinctSubjects", "subjects", len(subjects)),
        ("distinctObjects", "objects", len({one[2] for one in triples})),
    ):
        for stated in _numbers(site, place, "void-counts", values(said, dataset, _VOID + name)):
            well = stated == count
            site.expect(well, "void-counts", place, f"it has {count:,} {what}, {stated:,} are stated")
    for link, of, number, counted in (
        ("classPartition", "class", "entities", classes),
        ("propertyPartition", "property", "triples", properties),
    ):
        for part in values(said, dataset, _VOID + link):
            node = node_of(part)
            for name in values(said, node, _VOID + of):
                for stated in _numbers(site, place, "void-counts", values(said, node, _VOID + number)):
                    well = stated == counted[name]
                    site.expect(well, "void-counts", place, f"{name}: {counted[name]:,}, {stated:,} are stated")
