"""The page of a region tells what is in it."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Quad

from graph import vocabulary as v
from graph.iri import thing
from tests.endpoint.conftest import OpenApp, fixture_quads, publish
from tests.endpoint.test_office_pages import words
from tests.endpoint.test_pages import read

ASIA = thing("place", "central-asia")


@pytest.fixture
def asia(open_app: OpenApp, tmp_path: Path) -> FlaskClient:
    """The sample with two States in Central Asia, of which one is mentioned a hundred times and more."""
    quads, graph = fixture_quads(), NamedNode("https://w3id.org/osce-graph/graph/vocabulary")
    quads += [Quad(thing("state", one), v.SCHEMA_CONTAINED_IN_PLACE, ASIA, graph) for one in ("uzbekistan", "norway")]
    publish(tmp_path, quads)
    return open_app(tmp_path).test_client()


def test_a_region_tells_what_is_in_its_states(asia: FlaskClient) -> None:
    page = read(asia, "/place/central-asia.html")
    said = words(page)
    assert "States in it 2 By releases that mention them Norway" in said
    assert "Field operations in it 3 By releases that they issued or that mention them" in said
    assert "Places in it 1 By releases sent from there or that mention them Tashkent" in said


def test_its_releases_are_those_that_the_search_lists(asia: FlaskClient) -> None:
    page = read(asia, "/place/central-asia.html")
    (address,) = [one for one in page.values("href") if one.startswith("/search?state=")]
    total = asia.get(f"{address}&format=json").get_json()["total"]
    assert total > 100
    assert f"{total} releases that mention any of them" in words(page)


def test_a_town_is_no_region(asia: FlaskClient) -> None:
    assert "States in it" not in words(read(asia, "/place/tashkent.html"))
