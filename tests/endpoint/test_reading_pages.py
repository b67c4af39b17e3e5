"""What pages say to people who read them: words instead of names, a way to everything that is only partly shown."""

import html
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from endpoint.views.compared import heading
from graph.iri import BASE
from tests.endpoint.test_office_pages import words
from tests.endpoint.test_pages import HTML, read


def test_evidence_shows_its_words_and_what_they_bear_out(client: FlaskClient) -> None:
    page = read(client, "/evidence/00000000000000a1-1.html")
    said = words(page, "Evidence", "As data")
    assert "What it bears out Of" in said
    assert "Read by" in said
    assert "On the page" in said
    assert "It has no label" not in said
    assert "Not read from words" not in said
    assert "mark" in [tag for tag, _ in page.tags]
    assert {"selector", "statement", "target"} <= set(page.values("id"))


def test_a_graph_is_grouped_by_what_it_is_about(client: FlaskClient) -> None:
    page = read(client, "/graph/vocabulary.html")
    assert "Facts kept by hand What it says" in words(page, "Named graph", "As data")
    assert "rowgroup" in page.values("scope")
    listed = [attributes["href"] for tag, attributes in page.tags if tag == "a" and "download" not in attributes]
    assert any(str(one).endswith("/graph/vocabulary.ttl") for one in listed)


def test_evidence_comes_last_in_the_graph_of_a_page(real: FlaskClient) -> None:
    release = read(real, "/release/565127.html")
    graph = next(one for one in release.values("href") if "/graph/page/" in one)
    said = words(read(real, f"{graph}.html"), "property value", "As data")
    assert "evidence/" not in said.partition("title")[0]


def test_a_quote_is_its_own_heading(client: FlaskClient) -> None:
    page = read(client, "/quote/50001-1.html")
    assert [attributes.get("class") for tag, attributes in page.tags if tag == "h1"] == ["unseen"]
    assert "In the release" in words(page, "Quote", "As data")


def test_a_quote_can_be_cited_with_who_said_it_where_and_when(client: FlaskClient) -> None:
    said = words(read(client, "/quote/50001-1.html"), "Cite it", "As data")
    for told in (
        "Amir Tolvanen",
        "in: “",
        "14 May 2008",
        "https://www.osce.org/uzbekistan/50001",
        f"{BASE}quote/50001-1",
    ):
        assert told in said
    assert "/quote/50001-1" in read(client, "/person/amir-tolvanen.html").values("href")


def test_all_quotes_are_listed_once_each_with_its_page(real: FlaskClient) -> None:
    pages = [read(real, "/quote/")]
    while any("rel" in said and said["rel"] == "next" for _, said in pages[-1].tags):
        pages.append(read(real, f"/quote/?page={len(pages) + 1}"))
    listed = [one for page in pages for one in page.values("href") if re.fullmatch(r"/quote/.+", one)]
    counted = "SELECT (COUNT(*) AS ?n) { ?quote a <https://schema.org/Quotation> }"
    answer = real.get("/sparql", query_string={"query": counted}, headers={"Accept": "text/csv"})
    assert len(listed) == len(set(listed)) == int(answer.text.splitlines()[1])
    assert len(pages) > 1
    assert "/quote/" in read(real, "/").values("href")
    assert real.get(f"/quote/?page={len(pages) + 1}", headers=HTML).status_code == 404


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/quote/50001-1.html", "Amir Tolvanen"),
        ("/state/norway.html", "Norway (participating state)"),
        ("/person/amir-tolvanen.html", "Amir Tolvanen (person). OSCE Project Co-ordinator in Uzbekistan"),
        ("/person/", "by surname"),
        ("/", "Press releases of the OSCE"),
    ],
)
def test_a_page_tells_search_engines_what_it_is_about(client: FlaskClient, path: str, told: str) -> None:
    (content,) = (str(said["content"]) for tag, said in read(client, path).tags if said.get("name") == "description")
    assert told in content
    assert len(content) <= 160


def test_quotes_of_one_release_stand_together_with_its_day(real: FlaskClient) -> None:
    page = read(real, "/person/perpetua-lindqvist-osei.html")
    assert "21 Mar 2024 Local newspapers" in words(page, "Quotes", "As data")


def test_an_event_is_called_by_its_day_wherever_it_is_linked(real: FlaskClient) -> None:
    said = words(read(real, "/release/565127.html"), "What it says", "As data")
    assert "Open day, 21 March 2024 event" in said


def test_programs_get_the_label_of_an_event_as_the_data_has_it(client: FlaskClient) -> None:
    assert '"name":"training course, Tashkent, 2008-05-14"' in client.get("/event/50001-1.html").text


def test_an_event_begins_with_the_release_that_tells_of_it(client: FlaskClient) -> None:
    said = words(read(client, "/event/50001-1.html"), "Event Training", "As data")
    assert said.startswith("Event Training course, Tashkent, 14 May 2008 Told in OSCE helps train judges")
    assert "What refers to it" not in said


def test_a_year_of_releases_is_marked_and_leads_to_those_beside_it(client: FlaskClient) -> None:
    page = read(client, "/release/?year=2008")
    assert {"?year=2007", "?year=2009"} <= set(page.values("href"))
    assert page.values("class").count("area here") == 1
    assert "area here" not in read(client, "/release/").values("class")


def test_a_language_is_called_by_its_name(real: FlaskClient) -> None:
    assert "Language English" in words(read(real, "/release/565127.html"), "Release", "What it says")


def test_an_organisation_shows_the_people_with_a_role_there(real: FlaskClient) -> None:
    said = words(read(real, "/organisation/institute-of-lakes.html"), "Organization", "As data")
    assert "What refers to it People with a role here" in said
    assert "Organisation of" not in said


def test_what_is_not_shown_of_many_is_listed_by_a_query(real: FlaskClient) -> None:
    page = read(real, "/scheme/fields-of-work.html")
    assert "List all" in page.words
    asked = next(one for one in page.values("href") if "sparql?query=" in one and "inScheme" in one)
    assert len(real.get(asked, headers={"Accept": "text/csv"}).text.splitlines()) > 25


def test_long_lists_lead_to_each_letter(real: FlaskClient) -> None:
    page = read(real, "/place/")
    letters = [one for one in page.values("aria-label") if ", page " in one]
    assert letters[0] == "A, page 1"
    assert letters == sorted(letters)
    letter, _, number = letters[-1].partition(", page ")
    last = read(real, f"/place/?page={number}")
    assert letter in {one[:1] for one in words(last, "most releases first", "First").split()}


def test_long_lists_have_what_is_in_most_releases_first(client: FlaskClient) -> None:
    page = read(client, "/person/?order=releases")
    first = next(one for one in page.values("href") if one.startswith("/person/") and one != "/person/")
    assert first == "/person/amir-tolvanen"
    assert "?order=releases" in read(client, "/person/").values("href")
    assert client.get("/person/?order=age", headers=HTML).status_code == 400


@pytest.mark.parametrize("path", ["/release/?page=99", "/person/?page=2"])
def test_a_page_that_there_is_not_says_which_there_are(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 404
    assert "Ask for a page from 1 to" in answer.text


def test_a_search_without_results_leads_on(client: FlaskClient) -> None:
    page = read(client, "/search?q=nothingofthekind&year=2008")
    assert {"/search?q=nothingofthekind", "/place/", "/release/"} <= set(page.values("href"))
    assert "#narrow" not in page.values("href")


def test_the_versions_of_the_dataset_are_called_so(client: FlaskClient) -> None:
    assert "Versions The dataset" in words(read(client, "/timemap/dataset"), "Skip to content", "as it is now")


@pytest.mark.parametrize(
    ("kind", "many"),
    [("release", "Releases"), ("field-operation", "Field operations"), ("person", "People"), ("evidence", "Evidence")],
)
def test_what_changed_is_counted_under_the_plural(kind: str, many: str) -> None:
    assert heading(kind) == many


def test_a_kind_of_problem_leads_on(client: FlaskClient) -> None:
    assert {"/", "/search", "/sparql"} <= set(read(client, "/problem/not-found").values("href"))


@pytest.mark.parametrize(
    "path", ["/field-operation/centre-in-tashkent", "/state/norway", "/field-of-work/elections", "/structure/odihr"]
)
def test_facts_come_before_pictures(client: FlaskClient, path: str) -> None:
    text = client.get(f"{path}.html").text
    assert 0 < text.index('<dl class="facts">') < text.index('<section class="picture">')


def test_numbers_of_an_answer_stand_below_their_name(client: FlaskClient) -> None:
    """A column of anything else stands to the left, its name too."""
    query = "SELECT ?kind (COUNT(?s) AS ?n) (SAMPLE(?s) AS ?one) { ?s a ?kind } GROUP BY ?kind"
    text = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"}).text
    head = text.partition("<thead>")[2].partition("</thead>")[0]
    assert '<th scope="col">kind</th><th scope="col" class="figure">n</th><th scope="col">one</th>' in head
    mixed = 'SELECT ?x { VALUES ?x { 1 "two" } }'
    text = client.get("/sparql", query_string={"query": mixed}, headers={"Accept": "text/html"}).text
    assert 'class="figure"' not in text.partition("<table>")[2].partition("</table>")[0]


@pytest.mark.parametrize("kind", ["event", "quote", "role"])
def test_what_a_release_tells_in_a_sentence_shows_it(real: FlaskClient, kind: str) -> None:
    """Each of the words that bear out a fact of it is marked, above the facts."""
    query = f"""PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
    SELECT ?s ?words {{ ?note oa:hasBody/rdf:subject ?s ; oa:hasTarget/oa:hasSelector/oa:exact ?words
      FILTER(STRSTARTS(STR(?s), "https://w3id.org/osce-graph/{kind}/")) }} ORDER BY ?s LIMIT 1"""
    rows = real.get("/sparql", query_string={"query": query, "format": "json"}).json
    assert rows
    (found,) = rows["results"]["bindings"]
    text = real.get(found["s"]["value"].removeprefix("https://w3id.org/osce-graph") + ".html").text
    passages = re.findall(r'<p class="passage">(.*?)</p>', text.partition('<dl class="facts">')[0])
    assert found["words"]["value"] in re.sub(r"<[^>]*>", "", html.unescape(" ".join(passages)))
    assert "<mark>" in passages[0]


def test_a_table_that_goes_on_beyond_its_frame_shows_it(checkout: Path) -> None:
    css = (checkout / "endpoint" / "static" / "site.css").read_text()
    rule = css.partition("\n.scroll {")[2].partition("}")[0]
    assert "overflow-x: auto" in rule
    assert "local" in rule
    assert "scroll" in rule.partition("background")[2]


def test_a_quote_ends_without_the_comma_that_led_to_its_speaker(real: FlaskClient) -> None:
    listed = [one for one in read(real, "/quote/").values("href") if one.startswith("/quote/") and one != "/quote/"]
    answers = [real.get(path, headers=HTML) for path in ("/quote/", *(f"{one}.html" for one in listed[:8]))]
    told = [words for one in answers for words in re.findall("<blockquote[^>]*>([^<]*)</", one.text)]
    assert len(told) > 30
    assert not [words for words in told if words.endswith(",")]
