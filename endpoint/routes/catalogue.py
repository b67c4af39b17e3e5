"""The graph described as a dataset: VoID, DCAT-AP 3 and schema.org, from the counts and files of the snapshot.

What never changes stands in `catalogue.ttl`. IRIs are those of the data, addresses those of the host that was asked.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from endpoint.serving.reader import Statement
from endpoint.serving.store import Serving
from endpoint.views.index import index
from endpoint.views.questions import questions
from graph import vocabulary as v
from graph.iri import BASE, DATASET, LICENCE

PREFIXES: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "dcatap": "http://data.europa.eu/r5r/",
    "ldes": "https://w3id.org/ldes#",
    "tree": "https://w3id.org/tree#",
}
_DCAT, _VOID, _SPDX, _VCARD, _DCAT_AP, _LDES, _TREE = PREFIXES.values()
_EU: Final = "http://publications.europa.eu/resource/authority/file-type/"
_IANA: Final = "https://www.iana.org/assignments/media-types/"
_FILE_TYPES: Final = {
    "application/n-quads": "RDF_N_QUADS",
    "application/trig": "RDF_TRIG",
    "text/turtle": "RDF_TURTLE",
    "text/csv": "CSV",
    "application/vnd.apache.parquet": "PARQUET",
    "application/csvm+json": "JSON",
    "application/rdf-patch": "RDF",
}
# Made anew with every snapshot, at the same address.
_AVAILABLE: Final = NamedNode("http://publications.europa.eu/resource/authority/planned-availability/AVAILABLE")
_SERVICE: Final = NamedNode(f"{DATASET.value}#sparql")
_CATALOGUE: Final = NamedNode(f"{BASE}catalogue")
STREAM: Final = NamedNode(BASE + "ldes#stream")
"""The releases as a stream of versions (`stream.py`)."""
_QUESTIONS: Final = 5
_WORD: Final = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Dump:
    """A file of the snapshot that may be taken away."""

    name: str
    title: str
    media_type: str
    count: int
    counted: str
    table: str
    packed: bool
    bytes: int
    sha256: str

    @property
    def node(self) -> NamedNode:
        """Its name as a distribution of the dataset."""
        return NamedNode(f"{DATASET.value}#{self.name}")


def dumps(serving: Serving) -> dict[str, Dump]:
    """The files of the snapshot by name; nothing else is ever served as a file of it."""
    return serving.once(
        "dumps", lambda: {one["name"]: Dump(**one) for one in serving.snapshot.manifest.get("dumps", [])}
    )


def described(serving: Serving, site: str, contact: str = "") -> list[Statement]:
    """The description of the dataset on the site at the address `site`, which ends in a slash. No blank nodes.

    `contact` is the address of those who answer questions, where there is one.
    """
    said = [
        *_always(),
        # What the graph itself says of the dataset: its name, and what readers must know.
        *sorted(serving.reader.statements(DATASET), key=str),
        *_contact(contact),
        *_snapshot(serving, site),
        *_counts(serving.statistics),
        *(one for dump in dumps(serving).values() for one in _distribution(dump, site)),
        *(_stream(site, contact) if dumps(serving) else ()),
    ]
    return list(dict.fromkeys(said))


@lru_cache(maxsize=1)
def _always() -> tuple[Statement, ...]:
    said = parse(path=str(Path(__file__).with_name("catalogue.ttl")), format=RdfFormat.TURTLE)
    return tuple((one.subject, one.predicate, one.object) for one in said)


def _contact(address: str) -> Iterator[Statement]:
    if not address:
        return
    node, mail = NamedNode(f"{DATASET.value}#contact"), address.startswith("mailto:")
    for one in (DATASET, _SERVICE):
        yield one, NamedNode(_DCAT + "contactPoint"), node
    yield node, v.RDF_TYPE, NamedNode(_VCARD + "Organization")
    yield node, NamedNode(_VCARD + "fn"), Literal("OSCE Graph", language="en")
    yield node, NamedNode(_VCARD + ("hasEmail" if mail else "hasURL")), NamedNode(address)


def _snapshot(serving: Serving, site: str) -> Iterator[Statement]:
    dcat, void = _word(_DCAT), _word(_VOID)
    sparql = NamedNode(site + "sparql")
    yield DATASET, dcat("version"), Literal(serving.digest)
    if serving.created:
        for predicate in (v.DCTERMS_ISSUED, v.DCTERMS_MODIFIED):
            for one in (DATASET, _CATALOGUE):
                yield one, predicate, Literal(serving.created, datatype=v.XSD_DATE_TIME)
    yield DATASET, dcat("landingPage"), NamedNode(site + "dataset")
    yield DATASET, void("sparqlEndpoint"), sparql
    yield DATASET, void("openSearchDescription"), NamedNode(site + "opensearch.xml")
    yield _SERVICE, dcat("endpointURL"), sparql
    yield _SERVICE, dcat("endpointDescription"), sparql
    yield _CATALOGUE, NamedNode(v.PREFIXES["foaf"] + "homepage"), NamedNode(site)
    for example in examples(serving):
        yield DATASET, void("exampleResource"), example
    days = sorted(day for day in index(serving).dates.values() if len(day) == 10)
    if days:
        period = NamedNode(f"{DATASET.value}#period")
        yield DATASET, NamedNode(v.DCTERMS + "temporal"), period
        yield period, v.RDF_TYPE, NamedNode(v.DCTERMS + "PeriodOfTime")
        yield period, dcat("startDate"), Literal(days[0], datatype=v.XSD_DATE)
        yield period, dcat("endDate"), Literal(days[-1], datatype=v.XSD_DATE)


def examples(serving: Serving) -> list[NamedNode]:
    """One thing of each kind that people ask for most, the one that most releases speak of or the newest.

    Questions come after them: their documents hold the query.
    """
    at, reader = index(serving), serving.reader
    found = list(at.dates)[:1]
    for cls, predicate in (
        (v.STATE, v.SCHEMA_MENTIONS),
        (v.FOAF_PERSON, v.SCHEMA_MENTIONS),
        (v.FIELD_OPERATION, v.DCTERMS_PUBLISHER),
        (v.FIELD_OF_WORK, v.DCTERMS_SUBJECT),
    ):
        counts = at.counts(predicate)
        things = reader.subjects(v.RDF_TYPE, cls)
        found += sorted(things, key=lambda one, counts=counts: (-counts[one], one.value))[:1]  # type: ignore[misc]
    return [*found, *(one.node for one in questions(serving).handful(_QUESTIONS))]


def _counts(counted: Mapping[str, Any]) -> Iterator[Statement]:
    void = _word(_VOID)
    for name in ("triples", "entities", "distinctSubjects", "distinctObjects"):
        if name in counted:
            yield DATASET, void(name), Literal(counted[name])
    for kind, property_, of, number in (
        ("classes", "classPartition", "class", "entities"),
        ("properties", "propertyPartition", "property", "triples"),
    ):
        each: dict[str, int] = counted.get(kind, {})
        if each:
            yield DATASET, void(kind), Literal(len(each))
        for iri, count in each.items():
            part = NamedNode(f"{DATASET.value}#{of}-{_WORD.sub('-', iri.partition('://')[2])}")
            yield DATASET, void(property_), part
            yield part, v.RDF_TYPE, void("Dataset")
            yield part, void(of), NamedNode(iri)
            yield part, void(number), Literal(count)


def _distribution(dump: Dump, site: str) -> Iterator[Statement]:
    dcat, spdx = _word(_DCAT), _word(_SPDX)
    node, address = dump.node, NamedNode(f"{site}dump/{dump.name}")
    yield DATASET, dcat("distribution"), node
    if dump.media_type in ("application/n-quads", "application/trig"):
        yield DATASET, NamedNode(_VOID + "dataDump"), address
    yield node, v.RDF_TYPE, dcat("Distribution")
    yield node, v.DCTERMS_TITLE, Literal(f"{dump.title}: {dump.name}", language="en")
    yield node, NamedNode(v.DCTERMS + "description"), Literal(f"{dump.count:,} {dump.counted}.", language="en")
    yield node, NamedNode(_DCAT_AP + "availability"), _AVAILABLE
    yield node, v.DCTERMS_LICENSE, LICENCE
    yield node, dcat("accessURL"), NamedNode(site + "dataset")
    yield node, dcat("downloadURL"), address
    yield node, dcat("mediaType"), NamedNode(_IANA + dump.media_type)
    if dump.media_type in _FILE_TYPES:
        yield node, NamedNode(v.DCTERMS + "format"), NamedNode(_EU + _FILE_TYPES[dump.media_type])
    if dump.packed:
        yield node, dcat("compressFormat"), NamedNode(_IANA + "application/gzip")
    yield node, dcat("byteSize"), Literal(str(dump.bytes), datatype=NamedNode(v.XSD + "nonNegativeInteger"))
    checksum = NamedNode(f"{node.value}-checksum")
    yield node, spdx("checksum"), checksum
    yield checksum, v.RDF_TYPE, spdx("Checksum")
    yield checksum, spdx("algorithm"), spdx("checksumAlgorithm_sha256")
    yield checksum, spdx("checksumValue"), Literal(dump.sha256, datatype=NamedNode(v.XSD + "hexBinary"))


def _stream(site: str, contact: str) -> Iterator[Statement]:
    """The stream as one more service of the dataset, so that its clients find it from here."""
    dcat, view, dcterms = _word(_DCAT), NamedNode(site + "ldes"), _word(v.DCTERMS)
    node = NamedNode(f"{DATASET.value}#ldes")
    yield STREAM, v.RDF_TYPE, NamedNode(_LDES + "EventStream")
    yield STREAM, NamedNode(_TREE + "view"), view
    yield _CATALOGUE, dcat("service"), node
    # What holds of the endpoint as a service of this publisher holds of the stream.
    alike = {dcterms("publisher"), dcterms("license"), dcterms("accessRights"), dcat("theme"), dcat("servesDataset")}
    yield from (
        (node, predicate, value) for one, predicate, value in _always() if one == _SERVICE and predicate in alike
    )
    yield node, v.RDF_TYPE, dcat("DataService")
    yield node, v.DCTERMS_TITLE, Literal("OSCE Graph as a stream of versions", language="en")
    text = "Linked Data Event Stream: each release as every snapshot brought or changed it, for those who keep a copy."
    yield node, dcterms("description"), Literal(text, language="en")
    yield node, dcat("keyword"), Literal("event stream", language="en")
    yield node, dcterms("conformsTo"), NamedNode("https://w3id.org/ldes/specification")
    for word in ("endpointURL", "endpointDescription"):
        yield node, dcat(word), view
    if contact:
        yield node, dcat("contactPoint"), NamedNode(f"{DATASET.value}#contact")


def _word(stem: str) -> Any:
    return lambda name: NamedNode(stem + name)


def schema_org(serving: Serving, site: str) -> dict[str, Any]:
    """The dataset as search engines read it."""
    text = {predicate: value.value for subject, predicate, value in _always() if subject == DATASET}
    keywords = [value.value for s, p, value in _always() if s == DATASET and p.value == _DCAT + "keyword"]
    days = sorted(day for day in index(serving).dates.values() if len(day) == 10)
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": DATASET.value,
        "url": site + "dataset",
        "name": text[v.DCTERMS_TITLE],
        "description": text[NamedNode(v.DCTERMS + "description")],
        "license": LICENCE.value,
        "isAccessibleForFree": True,
        "keywords": sorted(keywords),
        "version": serving.digest,
        "dateModified": serving.created,
        "temporalCoverage": f"{days[0]}/{days[-1]}" if days else None,
        "creator": {"@type": "Organization", "name": "OSCE Graph", "url": BASE},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": dump.title,
                "contentUrl": f"{site}dump/{dump.name}",
                "encodingFormat": ["application/gzip", dump.media_type] if dump.packed else dump.media_type,
                "contentSize": f"{dump.bytes} B",
                "sha256": dump.sha256,
            }
            for dump in dumps(serving).values()
        ],
    }
