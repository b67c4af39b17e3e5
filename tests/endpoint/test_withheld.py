"""What withholds a release is shown to stewards with its input, its page and its sentence; the release is not."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, Store

from graph import pages
from graph import vocabulary as v
from graph.build import Built, build
from graph.iri import QUALITY_GRAPH
from tests.endpoint.conftest import OpenApp
from tests.endpoint.test_pages import read

URL = "https://www.osce.org/node/990031"
RULE = "Release-issuedRange"
PAGE = f"""# url: {URL}
# retrieved: 2020-01-02T00:00:00Z

Training for ferrymen from the river

OSIJEK, 5 March 2105 - A course for 18 ferrymen (tel.: +385 31 555 0199) organized by the OSCE Office in Zagreb began.
"""


@pytest.fixture
def built(tmp_path: Path) -> Built:
    (tmp_path / "misdated.txt").write_text(PAGE)
    return build(pages.find([str(tmp_path / "misdated.txt")]).pages, tmp_path / "data")


@pytest.fixture
def served(built: Built, tmp_path: Path, open_app: OpenApp) -> FlaskClient:
    return open_app(tmp_path / "data").test_client()


def test_a_rule_shows_page_and_sentence_of_what_it_withholds(built: Built, served: FlaskClient) -> None:
    assert {one.rule for one in built.rejections} >= {RULE}
    page = read(served, f"/quality/{RULE}")
    said = " ".join(page.words.split())
    assert "misdated.txt" in said
    assert URL in page.values("href")
    assert "5 March 2105" in said
    assert "What to do:" in said


def test_results_about_what_is_left_out_are_told_apart(served: FlaskClient) -> None:
    said = " ".join(read(served, "/quality").words.split())
    assert "1 of 1 is about what is left out; no measure above counts it." in said
    assert "2 findings in 1 file: one may break several rules." in said


def test_what_is_private_in_the_sentence_stays_blank(built: Built, served: FlaskClient) -> None:
    store = Store.read_only(str(built.snapshot.store_path))
    stated = [quad.object for quad in store.quads_for_pattern(None, None, None, QUALITY_GRAPH)]
    told = [one.value for one in stated if isinstance(one, Literal)]
    assert any("A course for 18 ferrymen" in words for words in told)
    assert not [words for words in told if "555" in words]
    assert "555" not in read(served, f"/quality/{RULE}").words


def test_advice_on_what_is_withheld_has_its_page_too(served: FlaskClient) -> None:
    assert URL in read(served, "/quality/Release-hasSubject").values("href")


def test_nothing_leads_to_a_release_that_is_not_there(built: Built, served: FlaskClient) -> None:
    assert not [one for one in read(served, f"/quality/{RULE}").values("href") if "/release/9" in one]
    store = Store.read_only(str(built.snapshot.store_path))
    assert not list(store.quads_for_pattern(None, v.RDF_TYPE, v.RELEASE))
