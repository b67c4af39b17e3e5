"""From the sample pages to a published graph: what holds of every snapshot."""

import io
import json
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, RdfFormat, Store, parse

from graph import pages, rooms
from graph import vocabulary as v
from graph.build import Built, build
from graph.cli import bars, cli
from graph.errors import InputError
from graph.iri import BASE, DATASET, QUALITY_GRAPH, page_graph, thing
from graph.records import Page

# A release that breaks a rule beside one that does not: the first is of a year that no release can be of.
MISDATED = "Newsroom\nA course to come\n14 March 2105\nA course held by the OSCE Secretariat begins, years from now.\n"
DATED = "A course with a day\n\nVIENNA, 14 March 2005 - A course organized by the OSCE Secretariat began today.\n"


@pytest.fixture(scope="module")
def built(sample_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(pages.find([str(sample_pages)]).pages, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def store(built: Built) -> Store:
    return Store.read_only(str(built.snapshot.store_path))


def test_each_step_tells_how_far_it_has_come(tmp_path: Path) -> None:
    page = tmp_path / "a.txt"
    page.write_text(DATED)
    told: dict[str, list[tuple[int, int]]] = {}
    build(
        pages.find([str(page)]).pages,
        tmp_path / "data",
        progress=lambda step, done, of: told.setdefault(step, []).append((done, of)),
    )
    assert list(told) == ["read", "state", "load", "check", "seal", "furnish"]
    assert {step: steps[-1] for step, steps in told.items() if steps[-1][0] != steps[-1][1]} == {}
    assert all(steps == sorted(steps) for steps in told.values())
    # Sealing and furnishing are a third of a build: they are told piece by piece.
    assert [len(told[step]) for step in ("seal", "furnish")] == [5, 10]


def test_a_release_that_breaks_two_rules_is_left_out_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MISDATED.replace("A course to come", "Page not found"))
    (tmp_path / "b.txt").write_text(DATED)
    pages_given = [str(tmp_path / name) for name in ("a.txt", "b.txt")]
    done = CliRunner().invoke(cli, ["build", *pages_given, "--into", str(tmp_path / "data")])
    assert done.stderr.count("left out: a.txt") == 2
    assert "; 1 left out, " in done.stdout


def titles_of(store: Store) -> set[str]:
    """The titles of all releases."""
    releases = [quad.subject for quad in store.quads_for_pattern(None, v.RDF_TYPE, v.RELEASE)]
    return {
        quad.object.value
        for release in releases
        for quad in store.quads_for_pattern(release, v.DCTERMS_TITLE, None)
        if isinstance(quad.object, Literal)
    }


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "misdated.txt").write_text(MISDATED)
    (folder / "dated.txt").write_text(DATED)
    return folder


def test_every_sample_page_is_published(built: Built) -> None:
    assert built.rejections == ()
    assert built.counts["releases"] == built.counts["pages"] == 40
    assert built.counts["merged"] == 0
    assert built.report.conforms


def test_no_blank_node_is_published(store: Store) -> None:
    assert not [quad for quad in store if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)]


def test_every_class_and_property_in_use_is_declared(store: Store) -> None:
    declared = {
        quad.subject
        for name in ("osce.ttl", "reused.ttl")
        for quad in parse(path=str(rooms.ontology() / name), format=RdfFormat.TURTLE)
    }
    used = {quad.predicate for quad in store}
    used |= {quad.object for quad in store if quad.predicate == v.RDF_TYPE}
    assert {str(term) for term in used if term not in declared} == set()


def test_one_named_graph_a_page_beside_vocabulary_and_quality(built: Built, store: Store) -> None:
    expected = {page_graph(entry["page"]) for entry in built.snapshot.manifest["inputs"]}
    graphs = set(store.named_graphs())
    assert len(expected) == 40
    assert graphs == expected | {NamedNode(f"{BASE}graph/vocabulary"), QUALITY_GRAPH}


def test_every_extracted_value_has_evidence_and_every_evidence_a_statement(store: Store) -> None:
    """The statement that an annotation is about is in the graph; and no value that a page gives lacks an annotation."""
    missing = store.query(
        """PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        PREFIX oa: <http://www.w3.org/ns/oa#>
        PREFIX osce: <https://w3id.org/osce-graph/ontology#>
        SELECT ?s ?p ?o { ?it a rdf:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o
                          FILTER NOT EXISTS { ?s ?p ?o }
                          FILTER NOT EXISTS { ?note oa:hasBody ?it ; a osce:Candidate } }"""
    )
    assert isinstance(missing, QuerySolutions)
    assert list(missing) == []
    from_pages = (
        v.DCTERMS_TITLE,
        v.DCTERMS_ISSUED,
        v.DATELINED,
        v.DCTERMS_TYPE,
        v.DCTERMS_PUBLISHER,
        v.DCTERMS_SUBJECT,
        v.DCTERMS_SPATIAL,
        v.SCHEMA_MENTIONS,
        v.FOAF_NAME,
        v.SCHEMA_HONORIFIC_PREFIX,
        v.ROLE_TITLE,
        v.ORG_MEMBER,
        v.SCHEMA_TEXT,
        v.SCHEMA_SPOKEN_BY_CHARACTER,
        v.EVENT_TYPE,
        v.SCHEMA_ATTENDEE,
        v.SCHEMA_FUNDER,
        v.TELLS_OF_FUNDER,
        v.SCHEMA_ORGANIZER,
    )
    shown = 0
    for graph in store.named_graphs():
        if "/graph/page/" not in graph.value:
            continue
        quads = list(store.quads_for_pattern(None, None, None, graph))
        parts: dict[object, dict[NamedNode, object]] = {}
        for quad in quads:
            if quad.predicate in (v.RDF_SUBJECT, v.RDF_PREDICATE, v.RDF_OBJECT):
                parts.setdefault(quad.subject, {})[quad.predicate] = quad.object
        supported = {(p[v.RDF_SUBJECT], p[v.RDF_PREDICATE], p[v.RDF_OBJECT]) for p in parts.values()}
        stated = {(quad.subject, quad.predicate, quad.object) for quad in quads if quad.predicate in from_pages}
        assert stated <= supported
        shown += len(stated)
    assert shown > 1000


def test_evidence_is_bounded_and_says_what_the_page_says(store: Store, sample_pages: Path) -> None:
    by_page = {}
    for file in pages.find([str(sample_pages)]).pages:
        page = pages.load(file)
        assert isinstance(page, Page)
        by_page[thing("page", page.id)] = page.text
    rows = store.query(
        """PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT ?page ?start ?end ?exact ?prefix ?suffix {
          ?target oa:hasSource ?page ; oa:hasSelector ?s . ?s oa:start ?start ; oa:end ?end ; oa:exact ?exact
          OPTIONAL { ?s oa:prefix ?prefix } OPTIONAL { ?s oa:suffix ?suffix } }"""
    )
    assert isinstance(rows, QuerySolutions)
    count = 0
    for row in rows:
        text = by_page[row["page"]]
        start, end = int(row["start"].value), int(row["end"].value)
        assert text[start:end][:300] == row["exact"].value
        for name, limit in (("prefix", 160), ("suffix", 160)):
            words = row[name]
            assert words is None or (isinstance(words, Literal) and len(words.value) <= limit)
        prefix, suffix = row["prefix"], row["suffix"]
        assert prefix is None or text[:start].endswith(prefix.value)
        assert suffix is None or text[end:].startswith(suffix.value)
        count += 1
    assert count > 1000


def test_contacts_never_reach_the_graph(store: Store, sample_pages: Path) -> None:
    """Telephone numbers and addresses stand at the end of some sample pages, and nowhere in the snapshot."""
    assert sum("tel" in file.read_text() and "e-mail" in file.read_text() for file in sample_pages.glob("*.txt")) >= 4
    for quad in store:
        of_page = isinstance(quad.graph_name, NamedNode) and "/graph/page/" in quad.graph_name.value
        if of_page and isinstance(quad.object, Literal):
            words = quad.object.value
            assert "e-mail:" not in words
            assert "tel.:" not in words
            assert "@" not in words


def test_a_withheld_release_stands_in_the_report_and_nowhere_else(mixed: Path, tmp_path: Path) -> None:
    built = build(pages.find([str(mixed)]).pages, tmp_path / "data")
    assert [(found.input, found.rule) for found in built.rejections] == [("misdated.txt", "Release-issuedRange")]
    assert built.counts["releases"] == 1
    report = built.snapshot.report
    assert report["conforms"] is False
    assert [entry["input"] for entry in report["rejections"]] == ["misdated.txt"]
    store = Store.read_only(str(built.snapshot.store_path))
    assert titles_of(store) == {"A course with a day"}
    rejected = {quad.subject for quad in store.quads_for_pattern(None, v.RDF_TYPE, v.REJECTION, QUALITY_GRAPH)}
    assert len(rejected) == 1
    shapes = {
        quad.object
        for quad in store.quads_for_pattern(None, v.SH_SOURCE_SHAPE, None, QUALITY_GRAPH)
        if "Release-issuedRange" in str(quad.object)
    }
    assert len(shapes) == 1


def test_a_role_on_a_page_without_a_day_is_published_without_one(tmp_path: Path) -> None:
    (tmp_path / "undated.txt").write_text(
        "Training for beekeepers from the hills\n\nA course for 18 beekeepers was held in Osijek. The event was "
        "organized by the Union of Beekeepers with the OSCE Office in Zagreb. Beekeepers from the coast observed it.\n"
        "“The right to honey is a human right,” said Ranko Probnic, President of the Union of Beekeepers.\n"
    )
    built = build(pages.find([str(tmp_path / "undated.txt")]).pages, tmp_path / "data")
    assert built.rejections == ()
    assert built.counts["releases"] == 1
    store = Store.read_only(str(built.snapshot.store_path))
    assert list(store.quads_for_pattern(None, v.RDF_TYPE, v.ROLE))
    assert not list(store.quads_for_pattern(None, v.ATTESTED_ON, None))


def test_strict_holds_the_snapshot_back(mixed: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="violation"):
        build(pages.find([str(mixed)]).pages, tmp_path / "data", strict=True)
    assert not (tmp_path / "data" / "current").exists()


def test_the_verbs_speak_json_and_end_with_the_right_code(mixed: Path, tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    run = CliRunner().invoke
    made = run(cli, ["build", str(mixed), "--into", data, "--json"])
    assert made.exit_code == 1
    answer = json.loads(made.stdout)
    assert answer["counts"]["releases"] == 1
    assert answer["findings"][0]["remedy"]
    checked = run(cli, ["validate", data, "--json"])
    assert checked.exit_code == 0, checked.output
    assert json.loads(checked.stdout)["conforms"] is True
    strict = run(cli, ["build", str(mixed), "--into", data, "--strict"])
    assert strict.exit_code == 2
    assert "remedy:" in strict.stderr


def test_validating_a_file_finds_what_breaks_a_shape(tmp_path: Path) -> None:
    file = tmp_path / "release.ttl"
    file.write_text(
        "@prefix osce: <https://w3id.org/osce-graph/ontology#> .\n"
        "<https://w3id.org/osce-graph/release/1> a osce:Release .\n"
    )
    result = CliRunner().invoke(cli, ["validate", str(file)])
    assert result.exit_code == 1
    assert "Release-hasIssued" in result.output
    assert "Release-title" in result.output


def test_one_person_may_be_spelt_in_several_ways(tmp_path: Path) -> None:
    """Folding letters makes one person of both; neither spelling keeps the other's release from being published."""
    for number, name in enumerate(("Jelena Radošić", "Jelena Radosic"), 1):
        (tmp_path / f"{number}.txt").write_text(
            f"Course number {number} ends in Zagreb\n\nZAGREB, 1{number} March 2005 - A course for judges ended.\n"
            f'"It was a good course for all of us," said {name}, head of the county commission.\n'
        )
    built = build(pages.find([str(tmp_path)]).pages, tmp_path / "data")
    assert built.rejections == ()
    store = Store.read_only(str(built.snapshot.store_path))
    person = thing("person", "jelena-radosic")
    names = {quad.object for quad in store.quads_for_pattern(person, v.FOAF_NAME, None)}
    assert names == {Literal("Jelena Radošić"), Literal("Jelena Radosic")}


def test_a_page_given_twice_is_read_once(mixed: Path, tmp_path: Path) -> None:
    (mixed / "again.txt").write_text(DATED)
    built = build(pages.find([str(mixed)]).pages, tmp_path / "data")
    notices = [found for found in built.findings if found.kind == "notice"]
    assert [(found.input, found.rule) for found in notices] == [("dated.txt", "page-repeated")]
    assert built.counts["releases"] == 1


def test_of_two_savings_of_one_page_the_later_is_read(tmp_path: Path) -> None:
    for name, day, word in (("b.txt", "2024-01-01", "first"), ("a.txt", "2024-06-01", "second")):
        header = f"# url: https://www.osce.org/secretariat/12345\n# retrieved: {day}T00:00:00Z\n"
        (tmp_path / name).write_text(header + DATED.replace("A course with", f"A {word} course with"))
    built = build(pages.find([str(tmp_path)]).pages, tmp_path / "data")
    store = Store.read_only(str(built.snapshot.store_path))
    assert titles_of(store) == {"A second course with a day"}
    assert [found.input for found in built.findings if found.rule == "page-repeated"] == ["b.txt"]


def test_of_two_savings_without_a_time_nobody_knows_which_is_later(tmp_path: Path) -> None:
    header = "# url: https://www.osce.org/secretariat/12345\n"
    for name, word in (("a.txt", "first"), ("b.txt", "second")):
        (tmp_path / name).write_text(header + DATED.replace("A course with", f"A {word} course with"))
    built = build(pages.find([str(tmp_path)]).pages, tmp_path / "data")
    (found,) = [found for found in built.findings if found.rule == "page-repeated"]
    (read,) = {"a.txt", "b.txt"} - {found.input}
    assert "earlier" not in found.message
    assert f"which one is later is not known, and {read} is read" in found.message
    assert built.counts["releases"] == 1


def test_savings_are_later_by_the_moment_whatever_their_zones(tmp_path: Path) -> None:
    for name, time, word in (
        ("b.txt", "2024-06-02T00:30:00+02:00", "first"),
        ("a.txt", "2024-06-01T23:00:00Z", "last"),
    ):
        header = f"# url: https://www.osce.org/secretariat/12345\n# retrieved: {time}\n"
        (tmp_path / name).write_text(header + DATED.replace("A course with", f"A {word} course with"))
    built = build(pages.find([str(tmp_path)]).pages, tmp_path / "data")
    store = Store.read_only(str(built.snapshot.store_path))
    assert titles_of(store) == {"A last course with a day"}


def test_a_note_is_part_of_the_graph_and_of_its_digest(mixed: Path, tmp_path: Path) -> None:
    files = pages.find([str(mixed / "dated.txt")]).pages
    plain = build(files, tmp_path / "plain")
    noted = build(files, tmp_path / "noted", note="Everything here is invented.")
    assert plain.snapshot.digest != noted.snapshot.digest
    store = Store.read_only(str(noted.snapshot.store_path))
    notes = {quad.object for quad in store.quads_for_pattern(DATASET, v.SKOS_NOTE, None)}
    assert notes == {Literal("Everything here is invented.", language="en")}


def test_the_report_counts_what_facts_rest_on(built: Built) -> None:
    counted = built.snapshot.report["facts_by_basis"]
    assert counted["general-knowledge"] > 20
    assert set(counted) <= {"published-source", "general-knowledge", "inferred", "unconfirmed"}


@pytest.mark.parametrize(
    ("label", "day", "code", "said"),
    [
        ("OSCE Programme Office in Astana", "2006-03-01", 0, "OSCE Centre in Almaty"),
        ("OSCE Office in Zagreb (closed)", "2010-03-01", 0, "OSCE Office in Zagreb"),
        ("OSCE Moonbase", "2010-03-01", 1, "no structure is called"),
        ("OSCE Secretariat", "yesterday", 2, "is no day"),
    ],
)
def test_a_label_and_a_day_give_the_structure_of_that_time(label: str, day: str, code: int, said: str) -> None:
    result = CliRunner().invoke(cli, ["resolve", label, day])
    assert result.exit_code == code
    assert said in result.output


def test_what_is_read_can_be_printed_without_building(sample_pages: Path) -> None:
    page = next(sample_pages.glob("015-*.txt"))
    shown = CliRunner().invoke(cli, ["extract", "--json", str(page)])
    assert shown.exit_code == 0, shown.output
    release = json.loads(shown.stdout)
    assert release["file"] == page.name
    # The label is today's, the structure is the one of that time.
    assert release["sources"] == ["OSCE Mission to Serbia"]
    assert release["structures"] == ["OSCE Mission to the Federal Republic of Yugoslavia"]
    assert {who["name"] for who in release["people"]} >= {"Matthijs ter Braakhuis"}
    text = "".join(line for line in page.read_text().splitlines(keepends=True) if not line.startswith("# "))
    assert all(text[item["start"] : item["end"]] == item["words"] for item in release["evidence"])
    plain = CliRunner().invoke(cli, ["extract", str(page)])
    assert release["title"] in plain.stdout


def test_a_page_without_a_title_is_printed_and_those_behind_it_too(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text(
        "# url: https://www.einpresswire.com/article/2\n date 2025-01-23 VIENNA, 23 January 2025 — The OSCE opened a "
        "course on hives.\nMore text follows here.\n"
    )
    (tmp_path / "2.txt").write_text(
        "Hives counted in Vienna\n\nVIENNA, 3 May 2011 - Beekeepers counted hives today.\n\n"
        '"It went well," said Ana Probna of the OSCE Mission to Serbia.\n'
    )
    shown = CliRunner().invoke(cli, ["extract", str(tmp_path)])
    assert shown.exit_code == 0, shown.output
    titles = [block.split("\n")[0] for block in shown.stdout.strip().split("\n\n")]
    assert titles == ["(no title)", "Hives counted in Vienna"]
    assert "Ana Probna, of OSCE Mission to Serbia\n" in shown.stdout
    assert "None" not in shown.stdout


@pytest.mark.parametrize("verb", ["layouts", "menu"])
@pytest.mark.parametrize(
    ("number", "said"), [(0, "there is no page in it"), (2, "holds 2 files of pages, where one is asked for")]
)
def test_a_folder_where_one_page_is_asked_for_is_wrong_use(verb: str, number: int, said: str, tmp_path: Path) -> None:
    for name in range(number):
        (tmp_path / f"{name}.txt").write_text("Hives counted in Vienna\n")
    result = CliRunner().invoke(cli, [verb, str(tmp_path)])
    assert result.exit_code == 2
    assert said in result.stderr


def test_extracting_says_what_it_cannot_read_and_goes_on(mixed: Path) -> None:
    (mixed / "empty.txt").write_text("")
    shown = CliRunner().invoke(cli, ["extract", "--json", str(mixed)])
    assert shown.exit_code == 1
    assert len(shown.stdout.splitlines()) == 2
    assert "empty.txt holds no text" in shown.stderr


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_far_it_is_and_how_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, clock = Terminal(), iter(range(100))
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr("graph.cli.bars.time.monotonic", lambda: next(clock))
    with bars.Bars(drawn=True) as shown:
        for done in (0, 10, 20):
            shown.tell("read", done, 20)
    assert "100%" in terminal.getvalue()
    assert re.search(r"[0-9]+/s", terminal.getvalue())
