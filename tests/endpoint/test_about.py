"""The page about the site, and what is shown of a page where somebody shares its address."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.endpoint.conftest import OpenApp, fixture_quads, publish
from tests.endpoint.test_pages import read


def test_the_page_about_the_site_tells_what_to_cite_and_whom_to_ask(open_app: OpenApp, tmp_path: Path) -> None:
    digest = publish(tmp_path, fixture_quads())
    asked = read(open_app(tmp_path, contact="mailto:graph@example.org").test_client(), "/about")
    assert f"snapshot {digest[:12]} of 2026-11-24" in " ".join(asked.words.split())
    assert "mailto:graph@example.org" in asked.values("href")
    nobody = read(open_app(tmp_path).test_client(), "/about")
    assert "whoever runs this site" in nobody.words
    assert not [link for link in nobody.values("href") if link.startswith("mailto:")]


def test_every_page_leads_to_it(client: FlaskClient) -> None:
    for path in ("/", "/release/50001.html", "/sparql"):
        assert "/about" in read(client, path).values("href")


@pytest.mark.parametrize("path", ["/", "/release/50001.html", "/person/amir-tolvanen.html", "/about"])
def test_a_shared_address_has_a_title_and_a_description(path: str, client: FlaskClient) -> None:
    page = read(client, path)
    said = {one["property"]: one["content"] for tag, one in page.tags if tag == "meta" and "property" in one}
    assert said["og:site_name"] == "OSCE Graph"
    assert said["og:title"]
    assert page.words.strip().startswith(str(said["og:title"]))
    described = [one["content"] for tag, one in page.tags if tag == "meta" and one.get("name") == "description"]
    assert described == [said["og:description"]]
