"""Search: words, names and facets, as a page and as JSON, and what becomes of odd searches."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from endpoint.finding.phrases import expression
from graph.folding import words
from graph.iri import BASE
from tests.endpoint.conftest import OpenApp, fixture_quads, publish
from tests.endpoint.test_pages import read


def found(client: FlaskClient, text: str, **more: str | list[str]) -> dict[str, Any]:
    response = client.get("/search", query_string={"q": text, "format": "json", **more})
    assert response.status_code == 200, response.text
    said: dict[str, Any] = json.loads(response.data)
    return said


def releases(client: FlaskClient, text: str, **more: str) -> list[str]:
    return [one["iri"].removeprefix(BASE + "release/") for one in found(client, text, **more)["releases"]]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Türkiye", ["turkiye"]),
        ("Łódź STRASSE straße", ["lodz", "strasse", "strasse"]),
        ("Co-operation, co-ordinator; co-author", ["cooperation", "coordinator", "co", "author"]),
        ("Yo'ldosh O’Brien", ["yoldosh", "obrien"]),
        ("Київ ☂ 42", ["киів", "42"]),
    ],
)
def test_words_are_folded_by_one_rule(text: str, folded: list[str]) -> None:
    assert words(text) == folded


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", None),
        ("  ", None),
        ("border guards", '"border" AND "guards"'),
        ('"Border Guards" -Vienna', '"border guards" NOT "vienna"'),
        ("NEAR(a b) OR c*", '"near a" AND "b" AND "or" AND "c"'),
        ('unclosed "quote here', '"unclosed" AND "quote here"'),
        ("title:osce", '"title osce"'),
    ],
)
def test_what_a_search_means(text: str, wanted: str | None) -> None:
    assert expression(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["shelters", "SHELTER", '"telephone lines"', "turkiye co-ordinators", "Amir Tolvanen victims", "train judges"],
)
def test_a_release_is_found_by_its_text_names_and_quotes(client: FlaskClient, text: str) -> None:
    """Title, the words of the page, what it mentions and who is quoted; stems of words are enough."""
    assert "50001" in releases(client, text)


@pytest.mark.parametrize("text", ['"lines telephone"', "shelters -Tashkent", "shelters nowhere"])
def test_and_not_by_what_it_does_not_say(client: FlaskClient, text: str) -> None:
    assert "50001" not in releases(client, text)


def test_the_words_of_a_release_are_not_published(client: FlaskClient) -> None:
    for path in ("/search?q=shelters", "/search?q=shelters&format=json"):
        assert "dealt with" not in client.get(path).text


def test_without_words_all_are_there_the_newest_first(client: FlaskClient) -> None:
    said = found(client, "")
    days = [one["date"] for one in said["releases"] if one["date"]]
    assert (said["total"], said["pages"], days) == (134, 6, sorted(days, reverse=True))
    assert len(found(client, "", page="6")["releases"]) == 134 - 125


def test_a_word_of_the_title_counts_most_and_the_newest_can_come_first(client: FlaskClient) -> None:
    said = found(client, "small")
    assert (said["total"], said["order"]) == (130, "relevance")
    newest = [one["date"] for one in found(client, "small", order="newest")["releases"]]
    assert newest == sorted(newest, reverse=True)


def test_facets_count_what_was_found(client: FlaskClient) -> None:
    facets = found(client, "small")["facets"]
    assert sum(one["count"] for one in facets["source"]) == 130
    assert {one["value"]: one["count"] for one in facets["state"]} == {"state/norway": 130}
    assert facets["year"][0] == {"value": "2021", "label": "2021", "count": 5}
    narrowed = found(client, "small", year="2008", source="structure/odihr")
    assert narrowed["total"] == len(narrowed["releases"]) < 5
    # A facet that was chosen from still offers its other values.
    assert sum(one["count"] for one in narrowed["facets"]["source"]) == 5


def test_things_named_so_come_above(client: FlaskClient) -> None:
    assert found(client, "uzb")["things"][0]["iri"] == f"{BASE}state/uzbekistan"
    assert [one["label"] for one in found(client, "tolvanen")["things"]] == ["Amir Tolvanen"]
    assert found(client, "ODIHR")["things"][0]["kind"] == "structure"
    assert found(client, "ODIHR")["things"][0]["releases"] > 40


def test_half_a_name_leads_to_names_like_it_where_nothing_is_found(client: FlaskClient) -> None:
    said = found(client, "Amier Tolvanenn")
    assert (said["total"], said["things"], said["alike"][0]["label"]) == (0, [], "Amir Tolvanen")
    page = client.get("/search?q=Amier+Tolvanenn", headers={"Accept": "text/html"}).text
    assert "things with a name like it" in page
    assert 'href="/person/amir-tolvanen"' in page
    assert found(client, "nothingofthekind")["alike"] == []
    assert found(client, "tolvanen")["alike"] == []


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        *((one, "release/50001") for one in ("50001", "https://www.osce.org/uzbekistan/50001", f"{BASE}release/50001")),
        *((one, "state/norway") for one in ("http://www.wikidata.org/entity/Q20", "http://localhost/state/norway.ttl")),
        ("http://eurovoc.europa.eu/1247", "field-of-work/human-rights"),
        (f"{BASE}event/50001-1", "event/50001-1"),
    ],
)
def test_a_number_or_an_iri_leads_to_what_it_names(client: FlaskClient, text: str, iri: str) -> None:
    """Also to what has no name that could be searched for, such as an event."""
    assert found(client, text)["things"][0]["iri"] == BASE + iri
    page = client.get("/search", query_string={"q": text}, headers={"Accept": "text/html"}).text
    assert f'href="/{iri}"' in page
    assert "Leave out a word" not in page


def test_hits_on_the_page_say_who_published_them(client: FlaskClient) -> None:
    page = client.get("/search?q=shelters", headers={"Accept": "text/html"}).text
    listed = page.partition('<ol class="lines">')[2].partition("</ol>")[0]
    assert 'href="/field-operation/project-coordinator-in-uzbekistan"' in listed


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"q": "☂ 🙂"}, 400),
        ({"q": '"" -'}, 400),
        ({"q": "-only -without"}, 400),
        ({"q": "x" * 301}, 400),
        ({"q": "a " * 40}, 400),
        ({"q": "osce", "year": "MMVIII"}, 400),
        ({"q": "osce", "state": "state/atlantis"}, 400),
        ({"q": "osce", "order": "random"}, 400),
        ({"q": "osce", "page": "0"}, 400),
        ({"q": "osce", "page": "99"}, 404),
        ({"q": "osce", "page": "999999"}, 404),
        ({"q": "osce", "format": "pdf"}, 406),
    ],
)
def test_odd_searches_are_told_in_the_one_shape(client: FlaskClient, query: dict[str, str], status: int) -> None:
    response = client.get("/search", query_string=query)
    assert (response.status_code, response.content_type) == (status, "application/problem+json")


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE thing --", "words MATCH x", "a\x00b", "(((", "NOT", "col:x", "\u202e", "*"]
)
def test_operators_are_words_or_nothing(client: FlaskClient, text: str) -> None:
    assert client.get("/search", query_string={"q": text}).status_code in {200, 400}


def test_the_page_works_by_links_and_one_form(client: FlaskClient) -> None:
    page = read(client, "/search?q=small&year=2008")
    assert "5 releases" in " ".join(page.words.split())
    links = page.values("href")
    assert "/search?q=small" in links  # the year left out
    assert "/search?q=small&year=2008&source=structure%2Fodihr" in links
    assert "/search?q=small&year=2008&format=json" in links
    hidden = [attributes for tag, attributes in page.tags if tag == "input" and attributes.get("type") == "hidden"]
    assert hidden == [{"type": "hidden", "name": "year", "value": "2008"}]
    assert not read(client, "/search?q=nothinglikethis").wrong


def test_suggestions_are_names_that_begin_so(client: FlaskClient) -> None:
    response = client.get("/suggest?q=norw")
    assert response.mimetype == "application/x-suggestions+json"
    assert json.loads(response.data) == ["norw", ["Norway"], ["state"], ["http://localhost/state/norway"]]
    assert json.loads(client.get("/suggest?q=☂").data)[1] == []
    assert json.loads(client.get("/suggest").data)[1] == []


def test_browsers_are_told_where_to_search(client: FlaskClient) -> None:
    response = client.get("/opensearch.xml", base_url="https://data.example.org/graph/")
    root = ElementTree.fromstring(response.data)
    urls = [one.get("template") for one in root if one.tag.endswith("Url")]
    assert "https://data.example.org/graph/search?q={searchTerms}" in urls
    assert 'href="/opensearch.xml"' in client.get("/").text


def test_a_snapshot_without_an_index_says_so(open_app: OpenApp, tmp_path: Path) -> None:
    publish(tmp_path, fixture_quads()[:40], merged=False)
    response = open_app(tmp_path).test_client().get("/search?q=osce")
    assert (response.status_code, response.content_type) == (404, "application/problem+json")


def test_of_several_values_of_one_facet_any_will_do(client: FlaskClient) -> None:
    both = found(client, "small", year=["2008", "2010"], source="structure/odihr")
    each = [found(client, "small", year=year, source="structure/odihr") for year in ("2008", "2010")]
    assert both["total"] == sum(one["total"] for one in each) > max(one["total"] for one in each)
    assert both["chosen"] == {"year": ["2008", "2010"], "source": ["structure/odihr"]}
    assert {one["date"][:4] for one in both["releases"]} == {"2008", "2010"}
    # The others of the facet are counted as what they would add.
    assert both["facets"]["year"] == found(client, "small", source="structure/odihr")["facets"]["year"]


def test_the_page_widens_by_a_second_choice_and_can_leave_each_out(client: FlaskClient) -> None:
    page = read(client, "/search?q=small&year=2008&year=2010")
    assert "Year 2008 × or 2010 ×" in " ".join(page.words.split())
    links = page.values("href")
    assert {"/search?q=small&year=2008", "/search?q=small&year=2010"} <= set(links)
    assert "/search?q=small&year=2008&year=2010&year=2009" in links
    hidden = [
        attributes["value"] for tag, attributes in page.tags if tag == "input" and attributes.get("type") == "hidden"
    ]
    assert hidden == ["2008", "2010"]


def test_the_pages_of_a_search_keep_all_that_was_chosen(client: FlaskClient) -> None:
    years = "&".join(f"year={year}" for year in range(2000, 2022))
    assert f"?q=small&{years}&page=2" in read(client, f"/search?q=small&{years}").values("href")


def test_other_choices_are_another_answer(client: FlaskClient) -> None:
    one, other = (client.get(f"/search?q=small&year=2008&year={year}") for year in (2009, 2010))
    assert one.headers["ETag"] != other.headers["ETag"]


@pytest.mark.parametrize(
    "path", ["/search?q=a&q=b", "/search?q=small&order=newest&order=relevance", "/release/?year=2008&year=2010"]
)
def test_of_two_wishes_none_is_dropped_in_silence(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "application/json"})
    assert (response.status_code, response.content_type) == (400, "application/problem+json")
    assert "Give it once" in response.text


def test_a_facet_says_of_how_many_releases_it_tells(client: FlaskClient) -> None:
    said = found(client, "")
    topics = said["having"]["topic"]
    assert topics["of"] == said["total"] > topics["releases"]
    page = read(client, "/search")
    assert f"{topics['releases']} of {said['total']} releases have one" in " ".join(page.words.split())
    undated = said["having"]["year"]
    assert undated["releases"] == sum(one["count"] for one in said["facets"]["year"])


def test_a_facet_of_which_these_releases_tell_nothing_is_not_left_out(client: FlaskClient) -> None:
    said = found(client, '"notes in a file"')
    assert said["having"]["topic"] == {"releases": 0, "of": 1}
    page = read(client, "/search?q=notes+file")
    assert "Field of work this release has none" in " ".join(page.words.split())
