"""Listings item by item, as they are read, against what a person found in them.

`tests/listings/README.md` says where the pages come from and how they were read when nobody had seen them.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from graph import pages
from graph.extract import Reader
from graph.listing import listed
from graph.records import Page
from graph.vocabularies.reference import Reference

HERE = Path(__file__).parent / "listings"
GOLD = [json.loads(line) for line in (HERE / "gold.jsonl").read_text().splitlines()]
SAME = {
    "title": "title",
    "date": "date",
    "content_type": "content_type",
    "sources": "sources",
    "fields": "fields_of_work",
}


def test_all_listings_have_gold() -> None:
    assert sorted(file.stem for file in (HERE / "pages").iterdir()) == [gold["id"] for gold in GOLD]
    assert sum(len(gold["items"]) for gold in GOLD) == 141


@pytest.mark.parametrize("gold", GOLD, ids=[gold["id"] for gold in GOLD])
def test_every_item_is_read_with_its_labels(gold: dict[str, Any], reader: Reader, reference: Reference) -> None:
    name = f"{gold['id']}.txt"
    (page,) = pages.pages_of(name, (HERE / "pages" / name).read_bytes())
    assert isinstance(page, Page)
    found = list(listed(reader.read(page), reference))
    assert [{key: one[theirs] for key, theirs in SAME.items()} for one in found] == [
        {key: item[key] for key in SAME} for item in gold["items"]
    ]
    # What breaks off in its title or its labels is no whole item; first words may break off anywhere.
    assert [one["cut"] for one in found] == [item["cut_off"] and not item["has_lead"] for item in gold["items"]]
    assert [one["item"] for one in found] == list(range(1, len(found) + 1))
