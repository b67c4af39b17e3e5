"""The menu of a page: every entry leads to a resource, and what differs from the vocabulary is a finding."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph import pages
from graph.cli import cli
from graph.layouts.menu import read_menu
from graph.menu import Entry, Menu
from graph.records import Page
from graph.text import lines
from graph.vocabularies.reference import Reference

SMALL = """-
Our work
-
Fields of work
- Arms control
- Field operations
-
Meetings and conferences
- Summit meetings
Press release
- Date:
"""


@pytest.fixture(scope="module")
def menu(reference: Reference) -> Menu:
    return Menu(reference)


def entries_of(menu: Menu, text: str) -> list[Entry]:
    return menu.entries(read_menu(lines(text)))


def rules(menu: Menu, text: str) -> set[tuple[str, str]]:
    found = menu.differences(entries_of(menu, text), "page.txt")
    return {(finding.rule, finding.message.split("'")[1]) for finding in found}


def test_headings_and_items_are_read_by_structure() -> None:
    sections = read_menu(lines(SMALL))
    assert [(section.heading.text, [item.text for item in section.items]) for section in sections] == [
        ("Our work", []),
        ("Fields of work", ["Arms control", "Field operations"]),
        ("Meetings and conferences", ["Summit meetings"]),
    ]


def test_an_item_after_a_nested_list_belongs_to_the_heading_above(menu: Menu) -> None:
    """`Field operations` under the fields of work is the entry of `Our work`, not the heading of the operations."""
    found = {(entry.heading, entry.label): entry.iri for entry in entries_of(menu, SMALL)}
    assert str(found["Fields of work", "Field operations"]).endswith("field-of-work/field-operations-topic>")


def test_a_page_without_a_menu_has_none() -> None:
    assert read_menu(lines("Title\n\nVIENNA, 1 March 2005 - Text.\n- a list\n- in prose\n")) == ()


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("- Albania\n", "- Albania\n- Utopia\n", ("menu-new", "Utopia")),
        ("- Albania\n", "", ("menu-gone", "Albania")),
        ("- Czechia\n", "- Czech Republic\n", ("menu-renamed", "Czech Republic")),
        (
            "- Gender equality conferences",
            "- Gender Equality Review Conferences",
            ("menu-renamed", "Gender Equality Review Conferences"),
        ),
        ("- Switzerland\n", "- Switzerland – OSCE Chairpersonship 2026\n", ("menu-note", "Switzerland")),
        ("\nSecretariat\n", "\nSecretariat of tomorrow\n", ("menu-new", "Secretariat of tomorrow")),
    ],
)
def test_drift_is_found(menu: Menu, measuring_data: Path, old: str, new: str, finding: tuple[str, str]) -> None:
    text = next((measuring_data / "seeds").glob("*.txt")).read_text()
    assert old in text
    before, after = rules(menu, text), rules(menu, text.replace(old, new, 1))
    assert finding not in before
    assert finding in after


def test_every_entry_of_the_first_page_maps_to_a_resource(menu: Menu, measuring_data: Path) -> None:
    text = next((measuring_data / "seeds").glob("*.txt")).read_text()
    entries = entries_of(menu, text)
    assert len(entries) == 142
    assert [entry for entry in entries if entry.iri is None] == []
    assert rules(menu, text) == {("menu-note", "Finland")}


def test_the_sample_pages_carry_menus_of_several_crawls(menu: Menu, sample_pages: Path) -> None:
    seen: set[tuple[str, str]] = set()
    read = 0
    for file in sorted(sample_pages.glob("*.txt")):
        page = pages.load(pages.Input(file.name, str(file)))
        assert isinstance(page, Page)
        body = page.text
        if entries := entries_of(menu, body):
            read += 1
            assert [entry.label for entry in entries if entry.iri is None] == []
            seen |= rules(menu, body)
    assert read >= 12
    assert ("menu-renamed", "Czech Republic") in seen


def test_the_verb_prints_the_menu_and_ends_with_1_on_differences(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(SMALL.replace("- Summit", "- Moonlit dinners\n- Summit"))
    shown = CliRunner().invoke(cli, ["menu", str(tmp_path / "page.txt"), "--json"])
    assert shown.exit_code == 1
    answer = json.loads(shown.stdout)
    assert answer["entries"][2] == {
        "label": "Arms control",
        "note": None,
        "heading": "Fields of work",
        "iri": "https://w3id.org/osce-graph/field-of-work/arms-control",
        "renamed": None,
    }
    assert "menu-new" in {difference["rule"] for difference in answer["differences"]}
    empty = tmp_path / "none.txt"
    empty.write_text("Title\n\nVIENNA, 1 March 2005 - Text.\n")
    assert CliRunner().invoke(cli, ["menu", str(empty)]).exit_code == 1
