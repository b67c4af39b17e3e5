"""Pictures on pages say what the queries behind them say, and lead to them."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import NamedNode

from endpoint.documents.counts import counts
from endpoint.serving.store import Serving
from endpoint.views.trend import course
from graph import vocabulary as v
from graph.iri import BASE, DATASET
from tests.endpoint.conftest import OpenApp, fixture_quads, publish
from tests.endpoint.test_pages import Page, read

THINGS = [
    *("state/norway", "state/uzbekistan", "structure/odihr", "field-operation/centre-in-tashkent"),
    *("field-of-work/elections", "person/amir-tolvanen"),
]


@pytest.fixture
def serving(app: Flask) -> Iterator[Serving]:
    follower = app.extensions["follower"]
    now: Serving = follower.acquire()
    yield now
    follower.release(now)


def behind(client: FlaskClient, page: Page) -> list[list[dict[str, str]]]:
    """The rows of each query that the page leads to, as its CSV has them."""
    links = [link for link in page.values("href") if "/sparql?query=" in link]
    found = []
    for link in links:
        if parse_qs(urlsplit(link).query).get("format") == ["csv"]:
            answer = client.get(link, headers={"Accept": "text/html"})
            assert (answer.status_code, answer.mimetype) == (200, "text/csv"), answer.text
            found.append(list(csv.DictReader(io.StringIO(answer.text))))
    assert len(links) == 2 * len(found)  # each also as a page
    return found


def counted(rows: list[dict[str, str]], key: str) -> dict[str, int]:
    return {row[key]: int(row["releases"]) for row in rows}


@pytest.mark.parametrize("key", THINGS)
def test_what_was_counted_is_what_the_query_counts(client: FlaskClient, serving: Serving, key: str) -> None:
    said = counts(serving, NamedNode(BASE + key))
    answers = behind(client, read(client, f"/{key}.html"))
    by_month = next(rows for rows in answers if "month" in rows[0])
    assert counted(by_month, "month") == said["month"]
    facets = [counted(rows, "thing") for rows in answers if "thing" in rows[0]]
    assert facets
    kept = [dict(of) for facet, of in said.items() if facet != "month"]
    for rows in facets:
        foremost = dict(list(rows.items())[:8])
        assert foremost in kept


def test_all_releases_are_counted_too(client: FlaskClient, serving: Serving) -> None:
    (rows,) = behind(client, read(client, "/release/"))
    assert counted(rows, "month") == counts(serving, DATASET)["month"]
    assert sum(counts(serving, DATASET)["month"].values()) == 134


def test_the_numbers_stand_behind_the_picture(client: FlaskClient) -> None:
    page = read(client, "/state/norway.html")
    after = page.words[page.words.index("The numbers") :]
    assert "2008" in after
    assert "/search?state=state/norway&year=2008".replace("/norway", "%2Fnorway") in page.values("href")
    assert client.get("/search?state=state/norway&year=2008&format=json").json["total"] == 6  # type: ignore[index]


def test_what_a_number_leads_to_is_as_many_releases(client: FlaskClient, serving: Serving) -> None:
    said = counts(serving, NamedNode(BASE + "state/norway"))
    assert said["source"]
    for iri, number in said["source"].items():
        answer = client.get(f"/search?state=state/norway&source={iri.removeprefix(BASE)}&format=json")
        assert answer.json is not None
        assert answer.json["total"] == number


def test_a_lineage_and_a_career_are_drawn_with_the_query_behind(client: FlaskClient) -> None:
    answers = behind(client, read(client, "/field-operation/centre-in-tashkent.html"))
    (rows,) = [rows for rows in answers if "operation" in rows[0]]
    assert [row["name"] for row in rows] == [
        "OSCE Liaison Office in Central Asia",
        "OSCE Centre in Tashkent",
        "OSCE Project Co-ordinator in Uzbekistan",
    ]
    answers = behind(client, read(client, "/person/amir-tolvanen.html"))
    (rows,) = [rows for rows in answers if "title" in rows[0]]
    assert len(rows) == 4


def test_a_thing_without_releases_has_no_picture(client: FlaskClient) -> None:
    assert "timeline" not in read(client, "/organisation/no-label.html").values("id")


def test_a_snapshot_without_counts_has_no_pictures(open_app: OpenApp, tmp_path: Path) -> None:
    publish(tmp_path, fixture_quads(), merged=False)
    client = open_app(tmp_path).test_client()
    for path in ("/", "/release/", "/state/norway.html"):
        assert "timeline" not in read(client, path).values("id")


def test_quality_shows_its_course_over_the_versions(client: FlaskClient, open_app: OpenApp, tmp_path: Path) -> None:
    assert "trend" not in read(client, "/quality").values("id")
    quads = fixture_quads()
    publish(tmp_path, quads, created="2026-11-24T08:00:00+00:00")
    publish(tmp_path, quads[:-7], created="2026-11-25T08:00:00+00:00")
    two = read(open_app(tmp_path).test_client(), "/quality")
    assert "trend" in two.values("id")
    assert "trend-releases-title" not in two.values("id")  # two numbers are no course
    publish(tmp_path, quads[:-14], created="2026-11-25T18:30:00+00:00")
    client = open_app(tmp_path).test_client()
    page = read(client, "/quality")
    assert {"trend", "trend-releases-title", "trend-warning-desc"} <= set(page.values("id"))
    assert "/quality.csv" in page.values("href")
    rows = list(csv.DictReader(io.StringIO(client.get("/quality.csv").text)))
    assert [row["sealed"][:10] for row in rows] == ["2026-11-25", "2026-11-25", "2026-11-24"]
    assert rows[1]["releases"] == "134"


def test_a_course_within_a_day_tells_the_hours() -> None:
    times = [datetime(2026, 11, 25, hour, tzinfo=UTC) for hour in (8, 9, 18)]
    drawn = course([(at, 1.0) for at in times], "x", "X", "x")
    assert "2026-11-25 08:00" in drawn
    assert ">18:00<" in drawn  # two days with their hours would meet on a telephone


def test_one_release_is_one_release_to_the_ear(client: FlaskClient) -> None:
    labels = [one for page in ("/state/norway.html", "/") for one in read(client, page).values("aria-label")]
    assert any(one.startswith("1 release with ") for one in labels)
    assert not any(one.startswith("1 releases") for one in labels)


def test_a_timeline_says_how_many_releases_it_leaves_out(
    client: FlaskClient, open_app: OpenApp, tmp_path: Path
) -> None:
    assert "not drawn" not in read(client, "/").words  # all have a month
    dates, left_out = {v.DCTERMS_ISSUED, v.DATELINED}, {f"{BASE}release/1000", f"{BASE}release/1001"}
    publish(
        tmp_path,
        [one for one in fixture_quads() if one.predicate not in dates or str(one.subject)[1:-1] not in left_out],
    )
    visitor = open_app(tmp_path).test_client()
    assert "1 more has no month on its page and is not drawn" in read(visitor, "/structure/odihr.html").words
    assert "2 more have no month on their page and are not drawn" in read(visitor, "/").words
