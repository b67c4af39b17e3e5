"""The page that this project was started from: its facts come out of the graph by SPARQL, found by general rules."""

from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store

from graph import pages
from graph.build import build
from graph.extract import Reader
from graph.iri import BASE
from graph.records import Page

PREFIXES = """
PREFIX osce: <https://w3id.org/osce-graph/ontology#>  PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>  PREFIX org: <http://www.w3.org/ns/org#>  PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>  PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""


@pytest.fixture(scope="module")
def seed(measuring_data: Path) -> Path:
    return next((measuring_data / "seeds").glob("*.txt"))


@pytest.fixture(scope="module")
def store(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    built = build(pages.find([str(seed)]).pages, tmp_path_factory.mktemp("seed"))
    assert built.rejections == ()
    return Store.read_only(str(built.snapshot.store_path))


def ask(store: Store, pattern: str) -> set[tuple[str, ...]]:
    """The rows of a SELECT over the seed's release, as strings without the base of our IRIs."""
    answer = store.query(f"{PREFIXES} SELECT DISTINCT {pattern}", use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    return {tuple(value.value.removeprefix(BASE) if value else "" for value in row) for row in answer}


def test_kind_title_date_and_place(store: Store) -> None:
    rows = ask(
        store,
        """?type ?title ?issued ?place { ?r a osce:Release ; dcterms:type ?type ; dcterms:title ?title ;
             dcterms:issued ?issued ; dcterms:spatial ?place }""",
    )
    title = (
        "Human trafficking, migrant smuggling in Central Asia threaten security and human rights, says OSCE official"
    )
    assert rows == {("content-type/press-release", title, "2008-05-15", "place/tashkent")}


def test_two_sources_though_one_is_printed_twice(store: Store) -> None:
    assert ask(store, "?source { ?r a osce:Release ; dcterms:publisher ?source }") == {
        ("structure/secretariat",),
        ("field-operation/project-co-ordinator-in-uzbekistan",),
    }


def test_two_fields_of_work(store: Store) -> None:
    assert ask(store, "?field { ?r a osce:Release ; dcterms:subject ?field }") == {
        ("field-of-work/combating-trafficking-in-human-beings",),
        ("field-of-work/policing",),
    }


def test_both_people_with_honorific_role_and_organisation(store: Store) -> None:
    rows = ask(
        store,
        """?name ?honorific ?title ?body { ?role a osce:Role ; org:member ?person ; osce:roleTitle ?title ;
             org:organization ?body . ?person foaf:name ?name
             OPTIONAL { ?person schema:honorificPrefix ?honorific } }""",
    )
    assert rows == {
        (
            "Istvan Venczel",
            "Ambassador",
            "OSCE Project Coordinator in Uzbekistan",
            "field-operation/project-co-ordinator-in-uzbekistan",
        ),
        (
            "Ruth Pojman",
            "",
            "Deputy Co-ordinator, Office of the Special Representative for Combating Trafficking in Human Beings "
            "at the OSCE in Vienna",
            "structure/osr-cthb",
        ),
    }


def test_the_eleven_countries_that_took_part(store: Store) -> None:
    attending = ask(store, "?country { ?r schema:about/schema:attendee ?country }")
    states = "kazakhstan kyrgyzstan tajikistan turkmenistan uzbekistan russian-federation israel thailand turkiye"
    expected = {(f"state/{name}",) for name in [*states.split(), "united-states-of-america"]}
    assert attending == expected | {("place/united-arab-emirates",)}
    assert len(attending) == 11


def test_the_united_arab_emirates_are_neither_state_nor_partner(store: Store) -> None:
    classes = {row[0] for row in ask(store, f"?class {{ <{BASE}place/united-arab-emirates> a ?class }}")}
    assert "ontology#OtherCountry" in classes
    assert "ontology#State" not in classes


def test_who_pays_did_not_take_part(store: Store) -> None:
    assert ask(store, "?funder { ?r osce:tellsOfFunder ?funder }") == {("state/norway",)}


def test_no_mention_comes_only_from_the_menu(store: Store, seed: Path) -> None:
    """The body starts after the labels; every mention's words stand there or in the title, none in the menu."""
    text = seed.read_text()
    body = text.index("- Fields of work:", text.index("Press release\n"))
    menu_end = text.index("\nPress release\n")
    rows = ask(
        store,
        """?thing ?start { ?note oa:hasBody [ rdf:predicate schema:mentions ; rdf:object ?thing ] ;
             oa:hasTarget/oa:hasSelector/oa:start ?start }""",
    )
    mentioned = ask(store, "?thing { ?r a osce:Release ; schema:mentions ?thing }")
    assert {(thing,) for thing, _ in rows} == mentioned
    assert all(int(start) > menu_end for _, start in rows)
    assert all(int(start) > body or "OSCE" in text[int(start) :] for _, start in rows)
    # Of the 57 States in the menu only those in the text are mentioned.
    states = {thing for (thing,) in mentioned if thing.startswith("state/")}
    assert {"state/albania", "state/switzerland", "state/finland"}.isdisjoint(states)
    assert len(states) == 12


def test_every_extracted_value_says_which_words_it_rests_on(store: Store, seed: Path) -> None:
    text = seed.read_text()
    rows = ask(
        store,
        """?start ?end ?exact ?method { ?note a osce:Evidence ; <http://www.w3.org/ns/prov#wasAttributedTo> ?method ;
             oa:hasTarget/oa:hasSelector ?s . ?s oa:start ?start ; oa:end ?end ; oa:exact ?exact }""",
    )
    assert len(rows) > 40
    assert all(text[int(start) : int(end)][:300] == exact for start, end, exact, _ in rows)


def test_the_menu_is_cut_by_structure(seed: Path, reader: Reader) -> None:
    """Another crawl has another menu: new entries, other names, another order change nothing in what is read."""
    menu, release = seed.read_text().split("\nPress release\n")
    drifted = menu.replace("- Czechia", "- Czech Republic").replace("- Albania", "- Utopia\n- Albania")
    facts = []
    for head in (menu, drifted, "- Home\n" * 20):
        page = next(pages.pages_of("seed", f"{head}\nPress release\n{release}".encode()))
        assert isinstance(page, Page)
        facts.append([item.value for item in reader.read(page).releases[0].mentions])
    assert facts[0] == facts[1] == facts[2]
