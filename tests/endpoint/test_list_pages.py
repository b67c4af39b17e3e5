"""The lists that come from the vocabularies alone: meetings, and the menu of the OSCE's website."""

import re

import pytest
from flask.testing import FlaskClient

from endpoint.views.roster import surname_first
from tests.endpoint.test_office_pages import words
from tests.endpoint.test_pages import read


def test_meetings_say_how_often_and_whose_they_are(client: FlaskClient) -> None:
    page = read(client, "/meeting-series/")
    assert "Review seminars every second year · OSCE Office for Democratic" in words(page)
    assert "Numbers" not in words(page)
    assert "/meeting-series/review-seminars" in page.values("href")
    assert "/meeting-series/review-seminars" in read(client, "/structure/odihr.html").values("href")


def test_a_series_has_a_page(client: FlaskClient) -> None:
    said = words(read(client, "/meeting-series/review-seminars.html"), "Meeting series")
    for part in ("Held every second year", "Acronym RS", "Also called Seminars of review", "Organisers OSCE Office"):
        assert part in said


def test_the_menu_is_nested_and_every_entry_is_a_link(client: FlaskClient) -> None:
    page = read(client, "/navigation/")
    headings = [tag for tag, _ in page.tags if tag in {"h2", "h3", "h4"}]
    assert headings == ["h2", "h2", "h3"]
    said = words(page)
    assert "Our work 1 Review seminars Structures 2 OSCE Office" in said
    assert "Field operations 1 OSCE Project Co-ordinator in Uzbekistan" in said
    for one in ("navigation/field-operations", "structure/odihr", "field-operation/project-coordinator-in-uzbekistan"):
        assert f"/{one}" in page.values("href")


def test_both_are_found_from_every_page_and_from_the_structures(client: FlaskClient) -> None:
    assert {"/meeting-series/", "/navigation/"} <= set(read(client, "/quality").values("href"))
    assert "See also the meetings they hold and the menu" in words(read(client, "/structure/"))


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("Amir Tolvanen", "Tolvanen, Amir"),
        ("Anna-Karin Lundqvist-Marvellby", "Lundqvist-Marvellby, Anna-Karin"),
        ("J. M. van der Oudenaarde", "van der Oudenaarde, J. M."),
        ("Luc d’Arvel", "d’Arvel, Luc"),
        ("Ruairí Ó Marvellaigh", "Ó Marvellaigh, Ruairí"),
        ("Gwendolen Ap Arvel", "Ap Arvel, Gwendolen"),
        ("An Van Den Arvel", "Van Den Arvel, An"),
        ("Al Arvel", "Arvel, Al"),
        ("Van H. Arvel", "Arvel, Van H."),
        ("Peter Marvellby Jr.", "Marvellby Jr., Peter"),
        ("Иван Арвелин", "Арвелин, Иван"),
        ("Gul", "Gul"),
        ("the Arvel", "Arvel, the"),
    ],
)
def test_people_stand_under_their_surname(name: str, listed: str) -> None:
    assert surname_first(name) == listed


def test_people_are_listed_by_surname_with_their_last_office_and_its_years(client: FlaskClient) -> None:
    said = words(read(client, "/person/"))
    assert "Tolvanen, Amir OSCE Project Co-ordinator in Uzbekistan" in said


def test_who_only_releases_give_a_role_is_listed_with_it_and_its_year(real: FlaskClient) -> None:
    query = """PREFIX osce: <https://w3id.org/osce-graph/ontology#> PREFIX org: <http://www.w3.org/ns/org#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT ?name { ?role osce:attestedOn ?day ; org:member ?one . ?one rdfs:label ?name
    FILTER NOT EXISTS { ?tenure a osce:Tenure ; org:member ?one } }"""
    found = real.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"}).text.splitlines()[1:]
    said = words(read(real, "/person/"))
    assert any(re.search(rf"{re.escape(surname_first(one))} [^,]*? · (19|20)\d\d", said) for one in found)


def test_quality_counts_what_facts_rest_on_and_lists_it(client: FlaskClient) -> None:
    page = read(client, "/quality")
    said = words(page, "rests on high certainty medium low all", "List these statements")
    assert "General knowledge widely known – 2 – 2 Inferred concluded from other facts – – 2 2" in said
    listed = next(link for link in page.values("href") if "query=" in link and "basis" in link)
    rows = client.get(listed, headers={"Accept": "text/csv"}).text
    assert len(rows.strip().splitlines()) == 1 + 4
    assert "The turn of the year is nominal." in rows
