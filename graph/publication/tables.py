"""The graph as tables, for people who do not speak SPARQL: CSV with its description (CSVW), and Parquet.

Columns are data: name, what it says, type, the property it comes from, the table that it leads to. Lists stand in one
cell, parted by `|`.

Decision 2026-11-28: pyarrow writes Parquet. Alternative: fastparquet, which needs pandas. Cost: a wheel of 45 MB.
"""

import csv
import datetime
import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph import vocabulary as v
from graph.iri import BASE
from graph.publication.csvw import IRI, SEPARATOR, Column, metadata
from graph.publication.files import File
from graph.publication.things import instances

METADATA: Final = "csv-metadata.json"
_BATCH: Final = 20_000
"""Rows that are in memory at a time."""
_LABELS: Final = 20_000

Cell = str | int | list[str] | None
Row = tuple[Cell, ...]


class Lookup:
    """What the tables ask of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.label = lru_cache(maxsize=_LABELS)(self._label)

    def instances(self, cls: NamedNode) -> list[NamedNode]:
        """The instances of a class, by IRI."""
        return instances(self._store, cls)

    def values(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode | Literal]:
        """The values of a property, in the order of their text."""
        found = {quad.object for quad in self._store.quads_for_pattern(subject, predicate, None, DefaultGraph())}
        return sorted((one for one in found if isinstance(one, NamedNode | Literal)), key=lambda one: one.value)

    def nodes(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """The values that are things."""
        return [one for one in self.values(subject, predicate) if isinstance(one, NamedNode)]

    def text(self, subject: NamedNode, predicate: NamedNode) -> str | None:
        """The first value, if any."""
        return next((one.value for one in self.values(subject, predicate)), None)

    def number(self, subject: NamedNode, predicate: NamedNode) -> int | None:
        """The first value as a number, if it is one."""
        text = self.text(subject, predicate)
        return int(text) if text and text.isdecimal() else None

    def _label(self, node: NamedNode) -> str:
        """The English label, else any, else the IRI."""
        found = [one for one in self.values(node, v.RDFS_LABEL) if isinstance(one, Literal)]
        return min(found, key=lambda one: (one.language != "en", one.value)).value if found else node.value

    def labels(self, subject: NamedNode, predicate: NamedNode) -> list[str]:
        """The labels of the things that are values."""
        return [self.label(one) for one in self.nodes(subject, predicate)]

    def iris(self, subject: NamedNode, predicate: NamedNode) -> list[str]:
        """The IRIs of the same, in the same order."""
        return [one.value for one in self.nodes(subject, predicate)]

    def count(self, predicate: NamedNode, value: NamedNode) -> int:
        """How many things have that value."""
        return sum(1 for _ in self._store.quads_for_pattern(None, predicate, value, DefaultGraph()))

    def count_of(self, cls: NamedNode, predicate: NamedNode, value: NamedNode) -> int:
        """How many things of a class have that value."""
        found = (quad.subject for quad in self._store.quads_for_pattern(None, predicate, value, DefaultGraph()))
        return sum(1 for one in found if Quad(one, v.RDF_TYPE, cls) in self._store)


def _releases(at: Lookup) -> Iterator[Row]:
    for one in at.instances(v.RELEASE):
        pages = at.nodes(one, v.PROV_WAS_DERIVED_FROM)
        yield (
            one.value,
            at.number(one, v.NODE_NUMBER),
            at.text(one, v.DCTERMS_TITLE),
            at.text(one, v.SCHEMA_IN_LANGUAGE),
            at.text(one, v.DCTERMS_ISSUED),
            at.text(one, v.DATELINED),
            next(iter(at.labels(one, v.DCTERMS_TYPE)), None),
            at.labels(one, v.DCTERMS_PUBLISHER),
            at.labels(one, v.DCTERMS_SUBJECT),
            at.labels(one, v.DCTERMS_SPATIAL),
            [url.value for page in pages for url in at.nodes(page, v.SCHEMA_URL)],
            next(iter(at.iris(one, v.DCTERMS_TYPE)), None),
            at.iris(one, v.DCTERMS_PUBLISHER),
            at.iris(one, v.DCTERMS_SUBJECT),
            at.iris(one, v.DCTERMS_SPATIAL),
        )


def _people(at: Lookup) -> Iterator[Row]:
    for one in at.instances(v.FOAF_PERSON):
        honorifics = [value.value for value in at.values(one, v.SCHEMA_HONORIFIC_PREFIX)]
        posts = [at.count_of(cls, v.ORG_MEMBER, one) for cls in (v.ROLE, v.TENURE)]
        yield (one.value, at.label(one), honorifics, at.count(v.SCHEMA_MENTIONS, one), *posts)


def _roles(at: Lookup) -> Iterator[Row]:
    for one in at.instances(v.ROLE):
        person = next(iter(at.nodes(one, v.ORG_MEMBER)), None)
        body = next(iter(at.nodes(one, v.ORG_HAS_ORGANIZATION)), None)
        yield (
            one.value,
            person.value if person else None,
            at.label(person) if person else None,
            at.text(one, v.ROLE_TITLE),
            body.value if body else None,
            at.label(body) if body else None,
            at.text(one, v.ATTESTED_IN),
            at.text(one, v.ATTESTED_ON),
        )


def _quotes(at: Lookup) -> Iterator[Row]:
    for one in at.instances(v.SCHEMA_QUOTATION):
        speaker = next(iter(at.nodes(one, v.SCHEMA_SPOKEN_BY_CHARACTER)), None)
        yield (
            one.value,
            at.text(one, v.SCHEMA_TEXT),
            speaker.value if speaker else None,
            at.label(speaker) if speaker else None,
            at.text(one, v.SCHEMA_IS_PART_OF),
            at.number(one, v.POSITION),
        )


def _mentions(at: Lookup) -> Iterator[Row]:
    for release in at.instances(v.RELEASE):
        for one in at.nodes(release, v.SCHEMA_MENTIONS):
            yield release.value, one.value, at.label(one), one.value.removeprefix(BASE).partition("/")[0]


TABLES: Final[dict[str, tuple[str, tuple[Column, ...], Callable[[Lookup], Iterator[Row]]]]] = {
    "releases": (
        "Releases",
        (
            Column("release", "IRI of the release", IRI, key=True),
            Column("node_number", "number at osce.org", "integer", of=v.NODE_NUMBER),
            Column("title", "title as printed", of=v.DCTERMS_TITLE),
            Column("language", "language of the release", "language", of=v.SCHEMA_IN_LANGUAGE),
            Column("issued", "day on which it came out", "date", of=v.DCTERMS_ISSUED),
            Column("datelined", "day printed in the dateline", "date", of=v.DATELINED),
            Column("content_type", "kind of text"),
            Column("sources", "structures and field operations it comes from", many=True),
            Column("fields_of_work", "fields of work it is filed under", many=True),
            Column("places", "places it is datelined from", many=True),
            Column("pages", "addresses of the pages that show it", IRI, many=True),
            Column("content_type_iri", "IRI of the kind of text", IRI, of=v.DCTERMS_TYPE),
            Column("source_iris", "IRIs of the sources, in their order", IRI, many=True),
            Column("field_of_work_iris", "IRIs of the fields of work, in their order", IRI, many=True),
            Column("place_iris", "IRIs of the places, in their order", IRI, many=True),
        ),
        _releases,
    ),
    "people": (
        "People",
        (
            Column("person", "IRI of the person", IRI, key=True),
            Column("name", "name", of=v.RDFS_LABEL),
            Column("honorifics", "honorifics before the name", many=True, of=v.SCHEMA_HONORIFIC_PREFIX),
            Column("releases", "releases that name the person", "integer"),
            Column("roles", "roles of the person in all releases, the rows of roles.csv", "integer"),
            Column("tenures", "tenures of the person, which are kept by hand", "integer"),
        ),
        _people,
    ),
    "roles": (
        "Roles of people, as releases attest them",
        (
            Column("role", "IRI of the role", IRI, key=True),
            Column("person", "IRI of the person", IRI, of=v.ORG_MEMBER, to="people"),
            Column("name", "name of the person"),
            Column("title", "title of the role, as printed", of=v.ROLE_TITLE),
            Column("organisation", "IRI of the organisation", IRI, of=v.ORG_HAS_ORGANIZATION),
            Column("organisation_name", "name of the organisation"),
            Column("release", "IRI of the release that attests it", IRI, of=v.ATTESTED_IN, to="releases"),
            Column("attested_on", "day of that release", "date", of=v.ATTESTED_ON),
        ),
        _roles,
    ),
    "quotes": (
        "Quotations",
        (
            Column("quote", "IRI of the quotation", IRI, key=True),
            Column("text", "words as printed, bounded", of=v.SCHEMA_TEXT),
            Column("speaker", "IRI of the speaker", IRI, of=v.SCHEMA_SPOKEN_BY_CHARACTER),
            Column("speaker_name", "name of the speaker"),
            Column("release", "IRI of the release", IRI, of=v.SCHEMA_IS_PART_OF, to="releases"),
            Column("position", "place in the order of the quotations of the release", "integer", of=v.POSITION),
        ),
        _quotes,
    ),
    "mentions": (
        "What releases mention",
        (
            Column("release", "IRI of the release", IRI, key=True, to="releases"),
            Column("thing", "IRI of what it mentions", IRI, of=v.SCHEMA_MENTIONS, key=True),
            Column("name", "name of what it mentions"),
            Column("kind", "kind of thing, as its IRI says it"),
        ),
        _mentions,
    ),
}


def tables(store: Store, folder: Path) -> Iterator[File]:
    """Writes every table as CSV and as Parquet into `folder`, then the description of the CSV files."""
    at = Lookup(store)
    for name, (title, columns, make) in TABLES.items():
        count = _write(folder, name, columns, make(at))
        yield File(f"{name}.csv", title, "text/csv", count, "rows", name)
        yield File(f"{name}.parquet", title, "application/vnd.apache.parquet", count, "rows", name)
    (folder / METADATA).write_text(json.dumps(metadata(TABLES), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    yield File(
        METADATA, "What the columns of the CSV files mean (CSVW)", "application/csvm+json", len(TABLES), "tables"
    )


def _write(folder: Path, name: str, columns: tuple[Column, ...], rows: Iterator[Row]) -> int:
    """Writes a table in both forms, some rows at a time; returns how many there are."""
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    count = 0
    schema = arrow.schema([(column.name, _kind(column)) for column in columns])
    with (
        (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out,
        parquet.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd") as writer,
    ):
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow(column.name for column in columns)
        while batch := list(islice(rows, _BATCH)):
            lines.writerows([SEPARATOR.join(cell) if isinstance(cell, list) else cell for cell in row] for row in batch)
            arrays = [
                arrow.array([_typed(row[place], column) for row in batch], type=_kind(column))
                for place, column in enumerate(columns)
            ]
            writer.write_table(arrow.table(arrays, schema=schema))
            count += len(batch)
    return count


def _kind(column: Column) -> Any:
    """The type of a column in Parquet."""
    import pyarrow as arrow

    plain = {"integer": arrow.int64(), "date": arrow.date32()}.get(column.type, arrow.string())
    return arrow.list_(plain) if column.many else plain


def _typed(cell: Cell, column: Column) -> Any:
    """Days as days; what is no whole day (a year alone) has no place in a column of days."""
    if column.type != "date" or not isinstance(cell, str):
        return cell
    try:
        return datetime.date.fromisoformat(cell)
    except ValueError:
        return None
