"""Tables described for machines: CSV on the Web, metadata vocabulary for tabular data.

What a column leads to another table by are foreign keys. They hold because shapes say so: who speaks or has a role is a
person, and what attests it is a release.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

SEPARATOR: Final = "|"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `type` is a datatype of CSVW; `many` says that a cell is a list; `of` is the property told; `key` that
    it is one of those that tell rows apart; `to` the table that has a row, by its key, for each of its values.
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
    if column.of:
        said["propertyUrl"] = column.of.value
    return said
