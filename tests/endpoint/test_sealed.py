"""Documents that were made at sealing: word for word what is looked up, and looked up where they are not there."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pyoxigraph import Literal, NamedNode, Quad

from endpoint.documents import documents, jsonld, noted, rdf, sealed
from endpoint.serving.reader import StoreReader
from graph import snapshot
from graph import vocabulary as v
from graph.cli import cli
from graph.iri import BASE
from graph.publication import furnish, is_whole
from tests.endpoint.conftest import OpenApp, fixture_quads, publish
from tests.endpoint.test_plain_documents import by_the_framework, soon, straight, things

SEALED = {"release", "role", "event", "quote", "person", "state", "structure", "field-operation"}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A snapshot with its documents, published by the folder above."""
    publish(tmp_path, fixture_quads())
    at = snapshot.current(tmp_path).path
    sealed.seal(at)
    return at


def opened(open_app: OpenApp, place: Path) -> Flask:
    return open_app(place.parent.parent, cache_mb=0)


def nothing_is_looked_up(*_: Any) -> None:
    pytest.fail("it was looked up")


@pytest.mark.parametrize("ending", ["ttl", "jsonld", "rdf", "nt"])
def test_what_was_sealed_is_what_is_looked_up(
    open_app: OpenApp, place: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(open_app, place)
    made = sealed.Sealed(place / sealed.FILE)
    expected = {name: by_the_framework(app, f"/{name}.{ending}") for name in things(app) if made.get(name)}
    monkeypatch.setattr(rdf, "soon_told", nothing_is_looked_up)
    monkeypatch.setattr(rdf, "told", nothing_is_looked_up)
    assert {name.partition("/")[0] for name in expected} >= SEALED
    for name in expected:
        assert soon(app, f"/{name}.{ending}") == straight(app, f"/{name}.{ending}") == expected[name]


@pytest.mark.parametrize("ending", ["ttl", "jsonld"])
def test_what_was_sealed_in_a_format_is_sent_as_it_is(
    open_app: OpenApp, place: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(open_app, place)
    expected = by_the_framework(app, f"/release/50001.{ending}")
    for of, name in ((documents, "rewritten"), (documents, "serialised"), (jsonld, "document")):
        monkeypatch.setattr(of, name, lambda *_: pytest.fail("it was written anew"))
    assert soon(app, f"/release/50001.{ending}") == straight(app, f"/release/50001.{ending}") == expected


def test_the_notes_that_were_sealed_make_the_same_pages(open_app: OpenApp, place: Path) -> None:
    app = opened(open_app, place)
    names = [name for name in things(app) if sealed.Sealed(place / sealed.FILE).get(name)]
    kept = {name: by_the_framework(app, f"/{name}.html") for name in names}
    (place / sealed.FILE).unlink()
    other = opened(open_app, place)
    assert {name: by_the_framework(other, f"/{name}.html") for name in names} == kept
    assert b"/evidence/00000000000000a1-2" in kept["release/50001"][2]


def test_a_page_does_not_ask_for_notes_that_were_sealed(
    open_app: OpenApp, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(open_app, place)
    monkeypatch.setattr(StoreReader, "notes", nothing_is_looked_up)
    assert by_the_framework(app, "/release/50001.html")[0] == "200 OK"


@pytest.mark.parametrize("most", [1, 3, noted.MOST])
def test_of_many_notes_the_first_are_sealed(
    open_app: OpenApp, place: Path, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noted, "MOST", most)
    (place / sealed.FILE).unlink()
    sealed.seal(place)
    made, look = sealed.Sealed(place / sealed.FILE), StoreReader(place / snapshot.STORE)
    for node in (one for one in look.subjects(v.RDF_TYPE, v.RELEASE) if made.get(one.value.removeprefix(BASE))):
        every = noted.reified(look, node, None)
        found, whole = made.notes(node, most), made.notes(node, None)
        assert found is not None
        assert [replace(one, bare=False) for one in found] == list(look.notes(noted.reified(look, node, most)))
        assert (whole is None) == (len(every) > most)


def test_a_note_with_a_name_is_called_by_it(open_app: OpenApp, place: Path, tmp_path: Path) -> None:
    made = sealed.Sealed(place / sealed.FILE)
    release = NamedNode(f"{BASE}release/50001")
    note = next(one.note for one in made.notes(release, None) or () if one.note)
    named = Quad(note, v.RDFS_LABEL, Literal("a note by name"), NamedNode(f"{BASE}graph/vocabulary"))
    publish(tmp_path / "other", [*fixture_quads(), named])
    at = snapshot.current(tmp_path / "other").path
    sealed.seal(at)
    notes = sealed.Sealed(at / sealed.FILE).notes(release, None) or ()
    assert {one.note: one.bare for one in notes}[note] is False
    assert sum(one.bare for one in notes) > 0


def test_what_much_points_at_leads_on(open_app: OpenApp, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("endpoint.documents.documents.LINKS", 1)
    (place / sealed.FILE).unlink()
    sealed.seal(place)
    app = opened(open_app, place)
    for ending in ("ttl", "jsonld"):
        found = [straight(app, f"/{name}.{ending}") for name in things(app)]
        assert any('rel="next"' in dict(headers)["Link"] for _, headers, _ in found)
        assert found == [by_the_framework(app, f"/{name}.{ending}") for name in things(app)]


def test_what_is_not_the_first_document_is_looked_up(open_app: OpenApp, place: Path) -> None:
    app = opened(open_app, place)
    for query in ("links=1", "links=2"):
        assert straight(app, "/release/50001.ttl", query) == by_the_framework(app, "/release/50001.ttl", query)


def spoil(place: Path, what: str) -> None:
    path = place / sealed.FILE
    if what == "cut off":
        path.write_bytes(path.read_bytes()[:5000])
    elif what == "no such file":
        path.unlink()
    elif what == "no database":
        path.write_text("nothing of the kind")
    else:
        with closing(sqlite3.connect(path)) as base:
            base.execute(what)
            base.commit()


@pytest.mark.parametrize(
    "what",
    [
        *("no such file", "no database", "cut off"),
        *("UPDATE made SET code = 'of another version'", "DELETE FROM made", "DROP TABLE document"),
        "UPDATE document SET turtle = x'00', jsonld = x'00', notes = x'00'",
    ],
)
def test_what_cannot_be_read_or_is_of_another_version_is_looked_up(open_app: OpenApp, place: Path, what: str) -> None:
    spoil(place, what)
    app = opened(open_app, place)
    for path in ("/release/50001.ttl", "/release/50001.jsonld", "/release/50001.html"):
        assert straight(app, path) == by_the_framework(app, path)
        assert straight(app, path)[0] == "200 OK"


def test_a_thing_that_hides_a_document_is_not_sealed(place: Path, tmp_path: Path) -> None:
    assert sealed.Sealed(place / sealed.FILE).get("release/50001") is not None
    hiding = next(one for one in fixture_quads() if one.subject == NamedNode(f"{BASE}release/50001"))
    other = Quad(NamedNode(f"{BASE}release/50001.nt"), hiding.predicate, hiding.object, hiding.graph_name)
    publish(tmp_path / "other", [*fixture_quads(), other])
    at = snapshot.current(tmp_path / "other").path
    sealed.seal(at)
    assert sealed.Sealed(at / sealed.FILE).get("release/50001") is None


def test_a_snapshot_without_them_is_not_whole_for_whom_they_are_to_be_made(tmp_path: Path) -> None:
    publish(tmp_path, fixture_quads())
    at = snapshot.current(tmp_path).path
    assert is_whole(at)
    assert not is_whole(at, sealed.beside())
    bare = tmp_path / "another" / "bare"
    bare.mkdir(parents=True)
    for name in ("store", "data.nq", "manifest.json"):
        (at / name).rename(bare / name)
    told = json.loads((bare / "manifest.json").read_text()) | furnish(bare, beside=sealed.beside())
    (bare / "manifest.json").write_text(json.dumps(told))
    assert is_whole(bare, sealed.beside())
    (bare / sealed.FILE).unlink()
    assert not is_whole(bare, sealed.beside())


def test_the_program_makes_them_with_each_build(checkout: Path, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from endpoint.cli import main

    page = next((checkout / "tests" / "pages").glob("0*.txt"))
    done = CliRunner().invoke(main, ["build", str(page), "--into", str(tmp_path), "--processes", "1"])
    assert (done.exit_code, main is cli) == (0, True), done.output
    assert (snapshot.current(tmp_path).path / sealed.FILE).is_file()
