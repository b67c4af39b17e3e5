"""The pages: they are whole, safe, honest, linked, and need nothing but HTML and one stylesheet."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.endpoint.conftest import fixture_quads

PAGES = [
    *("/", "/release/", "/release/?year=2008", "/state/", "/field-operation/", "/structure/", "/person/"),
    *(
        "/field-of-work/",
        "/place/",
        "/meeting-series/",
        "/navigation/",
        "/event/",
        "/about",
        "/quality",
        "/sparql",
        "/ontology.html",
        "/shapes.html",
        "/shapes/event.html",
        "/dataset.html",
        "/version/",
        "/search?q=small&year=2008",
        "/graph/quality.html",
    ),
    *("/release/50001.html", "/release/50020.html", "/state/norway.html", "/person/amir-tolvanen.html"),
    *("/field-operation/centre-in-tashkent.html", "/field-of-work/elections.html", "/place/tashkent.html"),
    *(
        "/structure/osce.html",
        "/organisation/no-label.html",
        "/evidence/00000000000000a1-1.html",
        "/method/grammar-2.html",
    ),
    "/sparql?query=SELECT * { ?s ?p ?o } LIMIT 5",
]
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta"}
HEADS = {"header", "footer"}
LIGHT = 60_000
"""Bytes a page may have, uncompressed."""
HTML = {"Accept": "text/html"}


class Page(HTMLParser):
    """What a page holds: links, ids, text, and whether its elements are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._open: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)
        self.close()
        self.wrong += [f"{tag} is left open" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in HEADS and HEADS & {*self._open}:
            self.wrong.append(f"{tag} stands in a header or footer")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"{tag} is closed out of order")

    def handle_data(self, data: str) -> None:
        self.words += data

    def values(self, name: str) -> list[str]:
        return [str(attributes[name]) for _, attributes in self.tags if name in attributes]


def read(client: FlaskClient, path: str) -> Page:
    response = client.get(path, headers=HTML)
    assert response.status_code == 200, (path, response.text)
    assert response.mimetype == "text/html"
    return Page(response.text)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_made(client: FlaskClient, path: str) -> None:
    page = read(client, path)
    assert not page.wrong
    names = [tag for tag, _ in page.tags]
    assert (names.count("h1"), names.count("main")) == (1, 1)
    assert ("html", {"lang": "en"}) in page.tags
    assert next(attributes["href"] for tag, attributes in page.tags if tag == "a") == "#content"
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    labels = {str(attributes.get("for")) for tag, attributes in page.tags if tag == "label"}
    assert all(attributes["id"] in labels for tag, attributes in page.tags if tag == "textarea")


@pytest.mark.parametrize("path", [*PAGES, "/ontology.html?part=borrowed", "/sparql?query=SELECT * { ?s ?p ?o }"])
def test_a_page_is_light(client: FlaskClient, path: str) -> None:
    assert len(client.get(path, headers=HTML).data) < LIGHT


@pytest.mark.parametrize("part", ["", "?part=borrowed", "?part=questions"])
def test_the_ontology_of_the_samples_is_light_too(real: FlaskClient, part: str) -> None:
    assert len(real.get(f"/ontology.html{part}", headers=HTML).data) < LIGHT


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_nobody_else_and_runs_nothing_but_the_editor(client: FlaskClient, path: str) -> None:
    page = read(client, path)
    # Data blocks are no scripts: nothing of them runs.
    scripts = [attributes for tag, attributes in page.tags if tag == "script"]
    scripts = [attributes for attributes in scripts if attributes != {"type": "application/ld+json"}]
    if not path.startswith("/sparql"):
        assert scripts == []
    assert all(str(attributes["src"]).startswith("/static/editor.js?v=") for attributes in scripts)
    assert not {"style", "iframe", "img", "object", "base"} & {tag for tag, _ in page.tags}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"]
    loaded = [str(attributes["href"]) for tag, attributes in page.tags if tag == "link"]
    assert all(one.startswith(("/", "?")) for one in loaded)
    policy = client.get(path, headers=HTML).headers["Content-Security-Policy"]
    for rule in (
        "default-src 'none'",
        "style-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ):
        assert rule in policy
    headers = client.get(path, headers=HTML).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_every_internal_link_of_the_whole_site_leads_somewhere(client: FlaskClient) -> None:
    """From the front page on, every page is read once and every link on it is followed; fragments must exist."""
    known: dict[str, Page | None] = {}
    waiting = ["/"]
    fragments: list[tuple[str, str, str]] = []
    while waiting:
        path = waiting.pop()
        if path in known:
            continue
        response = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"}, follow_redirects=True)
        assert response.status_code == 200, path
        known[path] = Page(response.text) if response.mimetype == "text/html" else None
        response.close()
        for link in _links(known[path]):
            target, _, fragment = urljoin(path, link).partition("#")
            waiting.append(target)
            if fragment:
                fragments.append((path, target, fragment))
    assert len(known) > 300
    for path, target, fragment in fragments:
        page = known[target]
        assert page is not None
        assert fragment in page.values("id"), (path, target, fragment)


def _links(page: Page | None) -> Iterator[str]:
    for tag, attributes in page.tags if page else ():
        href = attributes.get("href")
        # Every search can be narrowed in many ways; they are tried in test_search.py.
        if attributes.get("rel") == "nofollow":
            continue
        if tag in {"a", "link"} and href and not href.startswith(("http://", "https://")):
            yield href


def test_labels_with_markup_are_harmless(client: FlaskClient) -> None:
    """A title of the data holds a script; on no page is it more than text."""
    for path in (
        "/",
        "/release/",
        "/release/50020.html",
        "/state/japan.html",
        "/sparql?query=SELECT * { <release/50020> ?p ?o }",
    ):
        response = client.get(path, headers=HTML)
        assert "<script>" not in response.text
        assert "&lt;script&gt;alert(" in response.text
        assert '<script>alert("title")</script>' in Page(response.text).words


def test_addresses_that_are_not_web_addresses_are_not_links(client: FlaskClient) -> None:
    query = "SELECT (IRI('javascript:alert(1)') AS ?x) {}"
    page = read(client, "/sparql?query=" + query)
    assert "javascript:alert(1)" in page.words
    assert not any(link.startswith("javascript") for link in page.values("href"))


def test_what_readers_must_know_stands_on_every_page(client: FlaskClient) -> None:
    for path in ("/", "/release/", "/quality", "/sparql", "/state/uzbekistan.html"):
        assert (
            '<p class="note">Invented for &lt;b&gt;tests&lt;/b&gt;.</p>'
            in client.get(path, headers={"Accept": "text/html"}).text
        )


def test_a_release_says_why(client: FlaskClient) -> None:
    text = client.get("/release/50001.html").text
    assert "The course was paid for by the Government of <mark>Norway</mark> and the Harbour Light Foundation." in text
    page = Page(text)
    assert "read by the grammar of names and offices · 80% sure · from" in " ".join(page.words.split())
    assert "https://www.osce.org/uzbekistan/50001" in page.values("href")
    assert "/evidence/00000000000000a1-2" in page.values("href")


@pytest.mark.parametrize(
    "path", ["/release/50001.html", "/state/uzbekistan.html", "/event/50001-1.html", "/tenure/odihr-1.html"]
)
def test_every_fact_says_why_we_say_it(client: FlaskClient, path: str) -> None:
    text = client.get(path).text
    facts = text.split('<dt title="')[1:]
    assert facts
    for fact in facts:
        said = fact.partition("</div>\n<div>")[0]
        assert 'class="why"' in said or 'class="ground"' in said or "doubt" in said, said[:300]


def test_a_release_shows_people_quotes_and_event(client: FlaskClient) -> None:
    words = " ".join(read(client, "/release/50001.html").words.split())
    for part in (
        "Ambassador Amir Tolvanen",
        "Judges who know the victims' side",
        "Took part Uzbekistan",
        "Paid for by",
        "14 May 2008",
    ):
        assert part in words


def test_doubt_is_shown_wherever_the_doubtful_is(client: FlaskClient) -> None:
    assert "medium certainty" in read(client, "/state/norway.html").words
    assert "low certainty" in read(client, "/field-operation/liaison-office-central-asia.html").words
    assert "low certainty" in read(client, "/field-operation/centre-in-tashkent.html").words
    assert "certainty" not in read(client, "/state/uzbekistan.html").words


def test_a_thing_without_a_label_is_shown_by_its_name_and_said_to_be(client: FlaskClient) -> None:
    page = read(client, "/organisation/no-label.html")
    assert "organisation/no-label" in page.words
    assert "no label in the data" in page.words
    assert "/organisation/no-label" in read(client, "/release/2019-03-01-notes.ttl.html").values("href")


def test_a_lineage_is_in_the_order_of_time(client: FlaskClient) -> None:
    words = read(client, "/field-operation/centre-in-tashkent.html").words
    stages = [
        "OSCE Liaison Office in Central Asia",
        "OSCE Centre in Tashkent",
        "OSCE Project Co-ordinator in Uzbekistan",
    ]
    after = words[words.index("Lineage") :]
    assert [after.index(one) for one in stages] == sorted(after.index(one) for one in stages)


def test_a_person_has_roles_newest_first_each_with_its_release(client: FlaskClient) -> None:
    page = read(client, "/person/amir-tolvanen.html")
    roles = page.words[page.words.index("Roles") :]
    assert roles.index("14 May 2008") < roles.index("2 Nov 2004")
    assert {"/release/50001", "/release/50010"} <= set(page.values("href"))


def test_long_lists_come_in_pages(client: FlaskClient) -> None:
    first, last = read(client, "/release/"), read(client, "/release/?page=3")
    assert "1–50 of 134" in first.words
    assert "101–134 of 134" in last.words
    assert "?page=2" in first.values("href")
    assert "/release/1000" in last.values("href")
    assert "41–80 of 132" in read(client, "/state/norway.html?page=2").words


@pytest.mark.parametrize("path", ["/release/", "/person/", "/state/", "/field-operation/", "/structure/"])
def test_there_is_no_page_behind_the_last(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}?page=1").status_code == 200
    assert client.get(f"{path}?page=99").status_code == 404


def test_a_year_is_a_list_of_its_own(client: FlaskClient) -> None:
    page = read(client, "/release/?year=2008")
    assert "6 releases" in page.words
    assert "/release/50001" in page.values("href")
    assert "/release/50010" not in page.values("href")
    assert "/release/?year=2008" in read(client, "/").values("href")


def test_lists_count_releases_once(client: FlaskClient) -> None:
    words = " ".join(read(client, "/state/").words.split())
    assert "Norway 132" in words
    assert "Japan 1" in words


def test_quality_groups_by_shape_and_rule(client: FlaskClient) -> None:
    words = " ".join(read(client, "/quality").words.split())
    assert "warning Release-subject 2 A release should have a field of work." in words
    assert "no-date 1 saved/broken.txt has no date that can be read" in words
    assert "Remedy: add the date or leave the page out" in words
    assert "page-repeated 1" in words


def test_every_route_is_in_the_readme(app: Flask, checkout: Path) -> None:
    readme = (checkout / "endpoint" / "README.md").read_text()
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            stem = rule.rule.partition("<")[0]
            assert f"`{stem}" in readme, rule


def test_what_is_called_statements_is_counted_alike_everywhere(client: FlaskClient) -> None:
    """Not quads, of which there are more: a statement may stand in several graphs."""
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    count = int(client.get("/sparql", query_string={"query": query, "format": "csv"}).text.split()[1])
    assert len(fixture_quads()) > count
    assert f"<b>{count:,}</b> statements" in client.get("/", headers=HTML).text
    assert f"{count:,} different statements" in client.get("/dataset.html").text


@pytest.mark.parametrize(
    ("path", "known", "looked_up"),
    [("state/norway", "Capital", "ISO 3166, two letters"), ("place/osh", "In", "Latitude")],
)
def test_what_is_for_looking_up_stands_below_the_releases(
    real: FlaskClient, path: str, known: str, looked_up: str
) -> None:
    said = " ".join(read(real, f"/{path}.html").words.split())
    places = [said.index(one) for one in (f" {known} ", "Releases by month", "For reference", looked_up)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/state/norway.html?page=99", 404),
        ("/quote/50001-1.html?page=2", 404),
        ("/quote/50001-1.html?page=1", 200),
        ("/ontology.html?page=2", 404),
        ("/structure/odihr.html?holders=99", 404),
        ("/place/tashkent.html?holders=2", 404),
        ("/ontology.html?part=borrowed", 200),
        ("/ontology.html?part=unicorns", 400),
        ("/search?q=small&page=99", 404),
        ("/search?q=unicorn&page=2", 404),
    ],
)
def test_a_page_or_part_that_there_is_not_is_no_other_one(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path, headers={"Accept": "text/html,application/problem+json;q=0.9"})
    assert response.status_code == status
    assert "1 pages" not in response.text


def test_a_word_without_end_may_break_wherever_it_stands(checkout: Path) -> None:
    """Measured in a browser by `test_browser.py`; words of such length stand in titles, lists, tables and quotes."""
    css = (checkout / "endpoint" / "static" / "site.css").read_text()
    (body,) = re.findall(r"^body \{(.*)\}$", css, re.MULTILINE)
    assert "overflow-wrap: anywhere" in body
    assert "1fr" not in [width for one in re.findall(r"grid-template-columns: ([^;}]*)", css) for width in one.split()]


def test_health_asks_the_store(client: FlaskClient) -> None:
    response = client.get("/health")
    assert response.status_code == 200
    assert response.json is not None
    assert response.json["status"] == "ok"
    assert len(response.json["digest"]) == 64


class TestLanguages:
    """Pages are in English; names are in the visitor's language where there is one, and say which language they are."""

    def read(self, client: FlaskClient, path: str, languages: str) -> tuple[Page, str]:
        response = client.get(path, headers={**HTML, "Accept-Language": languages})
        assert "Accept-Language" in response.headers["Vary"]
        return Page(response.text), response.headers["ETag"]

    def test_a_name_in_the_language_asked_for(self, client: FlaskClient) -> None:
        page, tag = self.read(client, "/place/vienna.html", "de-AT, en;q=0.5")
        assert ("h1", {"lang": "de"}) in page.tags
        assert "Wien" in page.words
        other, other_tag = self.read(client, "/place/vienna.html", "sr, en;q=0.5")
        assert ("h1", {"lang": "sr-latn"}) in other.tags
        assert tag != other_tag

    def test_without_one_it_says_so(self, client: FlaskClient) -> None:
        page, _ = self.read(client, "/place/vienna.html", "fr")
        assert ("h1", {}) in page.tags
        assert "in English; there is none in fr" in page.words
        english, _ = self.read(client, "/place/vienna.html", "en, fr;q=0.2")
        assert "there is none" not in english.words

    def test_lists_too(self, client: FlaskClient) -> None:
        page, _ = self.read(client, "/place/", "de")
        assert "Wien" in page.words
        assert "Vienna" not in page.words
        assert "Vienna" in self.read(client, "/place/", "en")[0].words


def test_what_a_title_rests_on_stands_in_the_header_as_html_allows(real: FlaskClient) -> None:
    path = next(link for link in read(real, "/release/").values("href") if link.startswith("/release/2"))
    page = read(real, f"{path}.html")
    assert ("div", {"class": "because"}) in page.tags
    assert not page.wrong
