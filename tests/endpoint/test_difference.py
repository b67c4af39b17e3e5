"""The difference between any two versions: what is told, in which forms, and what is refused."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, Quad, RdfFormat, Store, parse

from endpoint.app import create_app
from endpoint.documents import difference
from endpoint.settings import Settings
from endpoint.views import compared
from graph import vocabulary as v
from graph.iri import BASE, HISTORY_GRAPH, page_graph, thing
from tests.endpoint.conftest import fixture_quads, publish
from tests.endpoint.test_pages import read
from tests.endpoint.test_versions import TIMES, release


def person(key: str, name: str, graph: str) -> list[Quad]:
    node, where = thing("person", key), page_graph(graph)
    return [Quad(node, v.RDF_TYPE, v.FOAF_PERSON, where), Quad(node, v.RDFS_LABEL, Literal(name), where)]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Three snapshots: a release comes and goes, one is renamed, one changes; of two people who come, another page
    tells then of the one, and one page more of the other, which knows what to call him.
    """
    folder = tmp_path_factory.mktemp("differences")
    base, gone = fixture_quads(), Literal("withdrawn")
    tombstone = Quad(thing("release", "7001"), v.SCHEMA_CREATIVE_WORK_STATUS, gone, HISTORY_GRAPH)
    called = Quad(thing("person", "even"), v.SCHEMA_HONORIFIC_PREFIX, Literal("Judge"), page_graph("b"))
    renamed = Quad(thing("release", "7004"), v.DCTERMS_IS_REPLACED_BY, thing("release", "7003"), HISTORY_GRAPH)
    states = [
        [
            *base,
            *release("7001", "Comes and goes"),
            *release("7003", "First <title>"),
            *release("7004", "First <title>"),
        ],
        [
            *[*base, *release("7001", "Comes and goes"), *release("7003", "Second <title>")],
            *[*release("7004", "First <title>"), *person("odd", "O <b>dd", "a"), *person("even", "Even", "a")],
        ],
        [
            *[*base, tombstone, renamed, *release("7003", "First <title>"), *person("odd", "O <b>dd", "b")],
            *[*person("even", "Even", "a"), *person("even", "Even", "b"), called],
        ],
    ]
    return folder, [publish(folder, quads, created=time) for quads, time in zip(states, TIMES, strict=True)]


@pytest.fixture(scope="module")
def client(published: tuple[Path, list[str]]) -> Iterator[FlaskClient]:
    app = create_app(Settings(data=published[0], children=1))
    yield app.test_client()
    app.extensions["follower"].close()


@pytest.fixture
def digests(published: tuple[Path, list[str]]) -> list[str]:
    return published[1]


def summary(client: FlaskClient, first: str, second: str, asked: str = "") -> Any:
    response = client.get(f"/difference/{first}/{second}.json{asked}")
    assert (response.status_code, response.mimetype) == (200, "application/json")
    return json.loads(response.text)


def things(said: Any) -> set[tuple[str, str]]:
    return {(one["iri"].removeprefix(BASE), one["change"]) for one in said["things"]}


# One withdrawn, one that has another name now.
_GONE = {("release/7001", "removed"), ("release/7004", "removed")}
CASES = [
    ((0, 1), {("release/7003", "changed"), ("person/odd", "added"), ("person/even", "added")}),
    ((1, 0), {("release/7003", "changed"), ("person/odd", "removed"), ("person/even", "removed")}),
    ((1, 2), {*_GONE, ("release/7003", "changed"), ("person/even", "changed")}),
    ((0, 2), {*_GONE, ("person/odd", "added"), ("person/even", "added")}),
    (
        (2, 0),
        {("release/7001", "added"), ("release/7004", "added"), ("person/odd", "removed"), ("person/even", "removed")},
    ),
    ((1, 1), set()),
]


@pytest.mark.parametrize(("pair", "expected"), CASES)
def test_things_are_added_changed_or_removed(
    client: FlaskClient, digests: list[str], pair: tuple[int, int], expected: set[tuple[str, str]]
) -> None:
    said = summary(client, *(digests[one] for one in pair))
    assert things(said) == expected
    assert said["total"] == len(expected)
    counted = {(kind, change): n for kind, of in said["counts"].items() for change, n in of.items() if n}
    assert sum(counted.values()) == len(expected)
    titles = {"Comes and goes", "First <title>", "Second <title>"}
    assert {one["label"] for one in said["things"]} <= {*titles, "O <b>dd", "Even"}


@pytest.mark.parametrize("pair", [pair for pair, _ in CASES])
def test_the_patch_makes_one_of_the_other(
    client: FlaskClient, published: tuple[Path, list[str]], pair: tuple[int, int]
) -> None:
    folder, digests = published
    first, second = (digests[one] for one in pair)
    response = client.get(f"/difference/{first}/{second}", headers={"Accept": "application/rdf-patch"})
    assert response.mimetype == "application/rdf-patch"
    lines = response.text.splitlines()
    assert lines[:3] == [f"H id <urn:sha256:{second}> .", f"H prev <urn:sha256:{first}> .", "TX ."]
    assert lines[-1] == "TC ."
    store, wanted = Store(), Store()
    store.bulk_load(path=str(folder / "snapshots" / first / "data.nq"), format=RdfFormat.N_QUADS)
    wanted.bulk_load(path=str(folder / "snapshots" / second / "data.nq"), format=RdfFormat.N_QUADS)
    for line in lines[3:-1]:
        (quad,) = parse(line[2:], format=RdfFormat.N_QUADS)
        assert isinstance(quad, Quad)
        assert (quad in store) == (line[0] == "D")  # no row is idle
        (store.add if line[0] == "A" else store.remove)(quad)
    assert set(store) == set(wanted)
    said = summary(client, first, second)["quads"]
    assert (said["added"], said["removed"]) == tuple(sum(line[0] == sign for line in lines[3:-1]) for sign in "AD")


def test_a_page_shows_what_is_new_of_a_thing(client: FlaskClient, digests: list[str]) -> None:
    page = read(client, f"/difference/{digests[0]}/{digests[1]}.html")
    assert not page.wrong
    words = " ".join(page.words.split())
    assert "changed Second <title> release" in words
    assert "First <title> Second <title>" in words
    assert "added O <b>dd person" in words
    # What is not current is read where it is kept.
    assert f"/version/{digests[1]}/person/odd" in page.values("href")
    back = read(client, f"/difference/{digests[2]}/{digests[0]}.html")
    assert f"/version/{digests[0]}/release/7001" in back.values("href")
    assert "This is one version, not two" in read(client, f"/difference/{digests[1]}/{digests[1]}.html").words


def test_what_one_page_more_says_again_is_not_new(client: FlaskClient, digests: list[str]) -> None:
    page = read(client, f"/difference/{digests[1]}/{digests[2]}.html?kind=person")
    words = " ".join(page.words.split())
    assert "changed Even person Honorific" in words
    assert words.split().count("Even") == 1
    back = " ".join(read(client, f"/difference/{digests[2]}/{digests[1]}.html?kind=person").words.split())
    assert "changed Even person Honorific" in back


def test_the_page_and_the_data_lead_to_each_other(client: FlaskClient, digests: list[str]) -> None:
    path = f"/difference/{digests[0]}/{digests[2]}"
    page = read(client, f"{path}.html")
    assert {f"{path}.json", f"{path}.rdfp", f"/difference/{digests[2]}/{digests[0]}"} <= {*page.values("href")}
    response = client.get(path, headers={"Accept": "application/json"})
    assert response.headers["Content-Location"] == f"{path}.json"
    assert f'<{path}.rdfp>; rel="alternate"; type="application/rdf-patch"' in response.headers["Link"]
    again = client.get(path, headers={"Accept": "application/json", "If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    listed = read(client, "/version/").values("href")
    assert [one for one in listed if one.startswith("/difference/")] == [
        f"/difference/{one}/{digests[2]}" for one in (digests[1], digests[0])
    ]
    assert f"/difference/{digests[0]}/{digests[1]}" in read(client, f"/version/{digests[1]}/").values("href")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("?kind=person", {("person/even", "changed")}),
        ("?change=removed", _GONE),
        ("?kind=release&change=changed", {("release/7003", "changed")}),
        ("?kind=person&change=added", set()),
    ],
)
def test_kinds_and_changes_are_chosen(
    client: FlaskClient, digests: list[str], asked: str, expected: set[tuple[str, str]]
) -> None:
    assert things(summary(client, digests[1], digests[2], asked)) == expected


def test_the_form_leads_to_the_difference(client: FlaskClient, digests: list[str]) -> None:
    for asked, pair in (
        ("", digests[1:]),
        (f"?from={digests[0]}", [digests[0], digests[2]]),
        (f"?from={digests[2]}&to={digests[0]}", [digests[2], digests[0]]),
    ):
        response = client.get(f"/difference{asked}")
        assert (response.status_code, response.headers["Location"]) == (303, f"/difference/{'/'.join(pair)}")


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/difference?from=none", {}, 404),
        ("/difference/none/SECOND", {}, 404),
        ("/difference/FIRST/none.json", {}, 404),
        ("/difference/FIRST/SECOND.ttl", {}, 404),
        ("/difference/FIRST/..%2Fdata.nq", {}, 404),
        ("/difference/FIRST/SECOND?page=2", {}, 404),
        ("/difference/FIRST/SECOND?page=x", {}, 400),
        ("/difference/FIRST/SECOND?change=up", {}, 400),
        ("/difference/FIRST/SECOND?kind=unicorn", {}, 404),
        ("/difference/FIRST/SECOND?format=turtle", {}, 406),
        ("/difference/FIRST/SECOND", {"Accept": "text/turtle"}, 406),
        ("/difference/FIRST/SECOND.json", {"Accept": "application/rdf-patch"}, 406),
    ],
)
def test_odd_wishes(client: FlaskClient, digests: list[str], path: str, headers: dict[str, str], status: int) -> None:
    response = client.get(path.replace("FIRST", digests[0]).replace("SECOND", digests[1]), headers=headers)
    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    assert json.loads(response.text)["remedy"]


def test_long_lists_are_paged(client: FlaskClient, digests: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compared, "SIZE", 1)
    first = summary(client, digests[1], digests[2])
    assert (first["total"], first["pages"], len(first["things"])) == (4, 4, 1)
    seen, following = things(first), first["links"]["next"]
    while following:
        said = json.loads(client.get(following).text)
        seen |= things(said)
        following = said["links"].get("next")
    assert len(seen) == 4


def test_too_much_is_refused_and_neighbours_still_have_their_patch(
    published: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(difference, "MOST", 3)
    folder, digests = published
    app = create_app(Settings(data=folder, children=1))
    client = app.test_client()
    for path in (f"{digests[0]}/{digests[1]}.json", f"{digests[0]}/{digests[2]}.rdfp"):
        response = client.get(f"/difference/{path}")
        assert response.status_code == 413
        said = json.loads(response.text)
        assert said["allowed"] == 3 < said["used"]
        assert "RDF Patch" in said["remedy"]
    assert client.get(f"/difference/{digests[0]}/{digests[1]}.rdfp").status_code == 200
    app.extensions["follower"].close()


def test_a_version_without_a_list_of_changes_is_told(tmp_path: Path) -> None:
    first = publish(tmp_path, fixture_quads())
    second = publish(tmp_path, [*fixture_quads(), *release("7001", "New")], created=TIMES[1])
    (tmp_path / "snapshots" / second / "dumps" / "changes.rdfp.gz").unlink()
    app = create_app(Settings(data=tmp_path, children=1))
    response = app.test_client().get(f"/difference/{first}/{second}.json")
    assert response.status_code == 404
    assert "without a list" in json.loads(response.text)["detail"]
    app.extensions["follower"].close()
