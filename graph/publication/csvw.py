"""Tables described for machines: CSV on the Web, metadata vocabulary for tabular data.

What a column leads to another table by are foreign keys. They hold because shapes say so: who has a role is a
person, and what attests it is a release.

Decision 2026-11-30: each row is about the thing in its first column, and what a column says is told by its property
only where a value is what the graph has there: a literal, or the IRI of one thing. Names of things, counts and lists of
things are for readers of the table. Alternative: properties for these too; then a release is published by the text
"OSCE Centre in Tashkent", or by a list. Cost: whoever makes RDF of the tables has no publishers and places; the dumps
have. And: what may be empty, as a speaker without a name, is no foreign key; some validators refuse an empty cell.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

SEPARATOR: Final = "|"
IRI: Final = "anyURI"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `type` is a datatype of CSVW; `many` says that a cell is a list; `of` is the property by which it tells
    of what the row is about; `key` that it is one of those that tell rows apart; `to` the table that has a row, by its
    key, for each of its values.
    """

    name: str
    says: str
    type: str = "string"
    many: bool = False
    of: NamedNode | None = None
    key: bool = False
    to: str | None = None


def metadata(tables: Mapping[str, tuple[str, tuple[Column, ...], object]]) -> dict[str, Any]:
    """The description of the tables, each with its title and columns."""
    keys = {name: _keys(columns) for name, (_, columns, _) in tables.items()}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\n"]},
        "tables": [
            {
                "url": f"{name}.csv",
                "dc:title": title,
                "dc:license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
                "tableSchema": {
                    "aboutUrl": f"{{+{keys[name][0]}}}",
                    "columns": [_described(column) for column in columns],
                    "primaryKey": keys[name],
                    "foreignKeys": [
                        {
                            "columnReference": [column.name],
                            "reference": {"resource": f"{column.to}.csv", "columnReference": keys[column.to]},
                        }
                        for column in columns
                        if column.to
                    ],
                },
            }
            for name, (title, columns, _) in tables.items()
        ],
    }


def _keys(columns: Iterable[Column]) -> list[str]:
    return [column.name for column in columns if column.key]


def _described(column: Column) -> dict[str, Any]:
    said: dict[str, Any] = {"name": column.name, "titles": column.name, "dc:description": column.says}
    said["datatype"] = column.type
    if column.many:
        said["separator"] = SEPARATOR
    if not column.of:
        return {**said, "suppressOutput": True}
    said["propertyUrl"] = column.of.value
    if column.type == IRI:
        said["valueUrl"] = f"{{+{column.name}}}"
    return said
