"""The public quality report: measures with their course, one page for each rule, and what is found about a release."""

import csv
import io
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad

from graph import vocabulary as v
from graph.iri import QUALITY_GRAPH, VOCABULARY_GRAPH, thing
from tests.endpoint.conftest import OpenApp, fixture_quads, publish
from tests.endpoint.test_pages import read

METRIC, DIMENSION = thing("metric", "releases-with-place"), thing("quality-dimension", "completeness")
RULE = "Release-hasPlace"
MANY = 60


def measurement(value: str) -> list[Quad]:
    measured, share = thing("measurement", "releases-with-place"), Literal(value, datatype=v.XSD_DECIMAL)
    return [
        Quad(METRIC, v.RDF_TYPE, v.DQV_METRIC, VOCABULARY_GRAPH),
        Quad(METRIC, v.RDFS_LABEL, Literal("releases with a place", language="en"), VOCABULARY_GRAPH),
        Quad(METRIC, v.DQV_EXPECTED_DATA_TYPE, v.XSD_DECIMAL, VOCABULARY_GRAPH),
        Quad(METRIC, v.DQV_IN_DIMENSION, DIMENSION, VOCABULARY_GRAPH),
        Quad(DIMENSION, v.RDFS_LABEL, Literal("completeness", language="en"), VOCABULARY_GRAPH),
        Quad(measured, v.RDF_TYPE, v.DQV_QUALITY_MEASUREMENT, QUALITY_GRAPH),
        Quad(measured, v.DQV_IS_MEASUREMENT_OF, METRIC, QUALITY_GRAPH),
        Quad(measured, v.DQV_VALUE, share, QUALITY_GRAPH),
        Quad(measured, v.POPULATION, Literal(134), QUALITY_GRAPH),
    ]


def results() -> list[Quad]:
    """Sixty releases without a place, and one whose title is looked at: there are words for that."""
    found = []
    for number in range(MANY):
        one = thing("report", f"{number:016x}")
        focus = thing("release", str(1000 + number)) if number else thing("release", "50001")
        found += [
            Quad(one, v.RDF_TYPE, v.SH_VALIDATION_RESULT, QUALITY_GRAPH),
            Quad(one, v.SH_FOCUS_NODE, focus, QUALITY_GRAPH),
            Quad(one, v.CONCERNS, focus, QUALITY_GRAPH),
            Quad(one, v.SH_RESULT_PATH, v.DCTERMS_SPATIAL if number else v.DCTERMS_PUBLISHER, QUALITY_GRAPH),
            Quad(one, v.SH_RESULT_SEVERITY, v.SH_INFO, QUALITY_GRAPH),
            Quad(one, v.SH_SOURCE_SHAPE, NamedNode(v.OSHAPES + RULE), QUALITY_GRAPH),
            Quad(one, v.SH_RESULT_MESSAGE, Literal("Most name a town; look for it.", language="en"), QUALITY_GRAPH),
        ]
    source = thing("field-operation", "project-coordinator-in-uzbekistan")
    return [*found, Quad(thing("report", f"{0:016x}"), v.SH_VALUE, source, QUALITY_GRAPH)]


@pytest.fixture
def reported(open_app: OpenApp, tmp_path: Path) -> FlaskClient:
    publish(tmp_path, fixture_quads() + measurement("0.2500"), created="2026-11-23T08:00:00+00:00")
    measured(tmp_path, 0.25)
    publish(tmp_path, fixture_quads() + measurement("0.5000"), created="2026-11-24T08:00:00+00:00")
    measured(tmp_path, 0.5)
    digest = publish(tmp_path, fixture_quads() + measurement("0.7500") + results(), created="2026-11-25T08:00:00+00:00")
    measured(tmp_path, 0.75)
    assert digest == (tmp_path / "current").read_text().strip()
    return open_app(tmp_path).test_client()


def measured(folder: Path, share: float) -> None:
    """What the current snapshot gave, in its manifest."""
    manifest = folder / "snapshots" / (folder / "current").read_text().strip() / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"measures": {"releases-with-place": share}}))


def words(client: FlaskClient, path: str) -> str:
    return " ".join(read(client, path).words.split())


def test_a_measure_is_shown_with_its_course_and_how_it_moved(reported: FlaskClient) -> None:
    page = read(reported, "/quality")
    said = " ".join(page.words.split())
    assert "releases with a place" in said
    assert "75.0% 134 +25.0 points" in said
    assert {"measures", "measure-releases-with-place-title"} <= set(page.values("id"))
    assert "/metric/releases-with-place" in page.values("href")
    rows = list(csv.DictReader(io.StringIO(reported.get("/quality.csv").text)))
    assert [row["releases-with-place"] for row in rows] == ["0.75", "0.5", "0.25"]


def test_all_findings_can_be_had_as_rows(reported: FlaskClient) -> None:
    address = next(
        link for link in read(reported, "/quality").values("href") if "ValidationResult" in link and "csv" in link
    )
    rows = list(csv.DictReader(io.StringIO(reported.get(address).text)))
    found = [row for row in rows if row["rule"] == v.OSHAPES + RULE]
    assert len(found) == MANY
    assert {row["kind"] for row in found} == {"result of validation"}
    assert "Most name a town; look for it." in {row["message"] for row in found}
    others = {row["kind"]: row for row in rows if row["kind"] != "result of validation"}
    assert all(row["rule"] and row["message"] and row["remedy"] and row["input"] for row in others.values())
    assert set(others) <= {"left out", "notice"}
    assert others


def test_a_snapshot_without_measures_shows_none(client: FlaskClient) -> None:
    assert "measures" not in read(client, "/quality").values("id")


def test_a_rule_has_a_page_in_plain_words_with_all_that_breaks_it(reported: FlaskClient) -> None:
    assert f"/quality/{RULE}" in read(reported, "/quality").values("href")
    first = read(reported, f"/quality/{RULE}")
    said = " ".join(first.words.split())
    assert "Most name a town. What to do: Look for it." in said
    assert f"1–50 of {MANY}" in said
    assert "?page=2" in first.values("href")
    assert f"51–{MANY} of {MANY}" in words(reported, f"/quality/{RULE}?page=2")


def test_a_finding_shows_the_value_and_the_sentence(reported: FlaskClient) -> None:
    page = read(reported, f"/quality/{RULE}")
    assert "/field-operation/project-coordinator-in-uzbekistan" in page.values("href")
    assert "Source: OSCE Project Co-ordinator in Uzbekistan" in page.words


def test_a_rule_that_nothing_breaks_has_a_page_too(reported: FlaskClient) -> None:
    assert "/shapes" in read(reported, "/quality").values("href")
    files = {one for one in read(reported, "/shapes.html").values("href") if one.startswith("/shapes/")}
    rules = {one for file in files for one in read(reported, file).values("href") if one.startswith("/quality/")}
    assert len(rules) > 300
    for one in sorted(rules)[::25]:
        page = read(reported, one)
        assert "What to do:" in page.words
        assert f"/shapes#{one.rpartition('/')[2]}" in page.values("href")
    assert "What to do:" in words(reported, "/quality/State-m49Unique")
    assert "Nothing in this snapshot breaks this rule." in words(reported, "/quality/Release-titleLength")


@pytest.mark.parametrize("path", ["/quality/Release-nothing", "/quality/..", "/quality/a%00b", "/quality/Röle"])
def test_what_is_no_rule_has_no_page(path: str, client: FlaskClient) -> None:
    assert client.get(path, headers={"Accept": "text/html"}).status_code in {404, 308}


@pytest.mark.parametrize(("number", "status"), [("0", 400), ("x", 400), ("3", 404), ("1", 200)])
def test_pages_of_findings_are_counted_from_one(number: str, status: int, reported: FlaskClient) -> None:
    assert reported.get(f"/quality/{RULE}?page={number}", headers={"Accept": "text/html"}).status_code == status


def test_a_release_shows_what_is_found_about_it(reported: FlaskClient) -> None:
    page = read(reported, "/release/50001.html")
    assert "remarks" in page.values("id")
    assert f"/quality/{RULE}" in page.values("href")
    said = " ".join(page.words.split())
    assert "info Release-hasPlace Most name a town. Source: OSCE Project Co-ordinator in Uzbekistan" in said
    assert "remarks" not in read(reported, "/release/1070.html").values("id")
