"""No entry of a menu passes for a title, a label or a role, in any language that pages are saved in."""

import pytest
from pyoxigraph import RdfFormat, Store

from graph import rooms
from graph.check.shapes import Shapes, check, load_shapes

ENTRIES = {
    "en": (
        *("Newsroom", "  Skip navigation ", "Press\u00a0releases", "Read more…", "Press releases:", "Countries"),
        "Home > Newsroom > Press releases",
    ),
    "ru": ("Пресс-релизы", "Полевые операции"),
    "sr": ("Saopštenja za javnost", "ВЕСТИ"),
    "de": ("Pressemitteilungen", "Zum Hauptinhalt springen"),
    "fr": ("Communiqués de presse", "ACTUALITÉS"),
    "sq": ("Njoftime për shtyp", "Rreth nesh"),
}
NO_ENTRIES = (
    "Beekeepers meet",
    "News travels fast over the river",
    "Новости с пасеки",
    "Head of the Press Office",
    "Suche nach Bienen",
    "Home from the river",
    "Countries of the valley meet",
)
PLACES = {
    "Release-titleNotMenu": ("osce:Release", "dcterms:title"),
    "Event-labelNotMenu": ("schema:Event", "rdfs:label"),
    "Event-eventTypeNotMenu": ("schema:Event", "osce:eventType"),
    "Role-titleNotMenu": ("osce:Role", "osce:roleTitle"),
    "Quote-labelNotMenu": ("schema:Quotation", "rdfs:label"),
    "Quote-textNotMenu": ("schema:Quotation", "schema:text"),
    "Organisation-labelNotMenu": ("org:Organization", "rdfs:label"),
    "Person-nameNotMenu": ("foaf:Person", "foaf:name"),
}
PREFIXES = """@prefix osce: <https://w3id.org/osce-graph/ontology#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return load_shapes(rooms.shapes())


@pytest.mark.parametrize("rule", PLACES)
def test_an_entry_of_a_menu_is_none_of_these(rule: str, shapes: Shapes) -> None:
    cls, path = PLACES[rule]
    words = [*(entry for entries in ENTRIES.values() for entry in entries), *NO_ENTRIES]
    store = Store()
    for number, one in enumerate(words):
        store.load(f'{PREFIXES}<urn:x:{number}> a {cls} ; {path} "{one}" .'.encode(), format=RdfFormat.TURTLE)
    broken = {
        words[int(str(result.focus).strip("<>").removeprefix("urn:x:"))]
        for result in check(store, shapes).results
        if result.shape.value.endswith(f"#{rule}")
    }
    assert broken == set(words) - set(NO_ENTRIES)


def test_all_languages_are_there() -> None:
    assert (len(ENTRIES), len(PLACES)) == (6, 8)
