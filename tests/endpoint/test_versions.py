"""Versions: time travel by Memento, what changed, and the feed."""

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, Quad, RdfFormat, Store, parse
from rdflib import DCTERMS, RDF, Graph, Namespace, URIRef

from endpoint.app import create_app
from endpoint.negotiate import Format, offered
from endpoint.settings import Settings
from graph import vocabulary as v
from graph.iri import BASE, HISTORY_GRAPH, page_graph, thing
from tests.endpoint.conftest import fixture_quads, publish
from tests.endpoint.test_pages import read

TIMES = ["2026-11-24T08:00:00+00:00", "2026-11-25T08:00:00+00:00", "2026-11-26T08:00:00+00:00"]
TREE = Namespace("https://w3id.org/tree#")
LDES = Namespace("https://w3id.org/ldes#")
ATOM = "{http://www.w3.org/2005/Atom}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def release(key: str, title: str) -> list[Quad]:
    node, graph = thing("release", key), page_graph(f"{int(key):016x}")
    return [
        Quad(node, v.RDF_TYPE, v.RELEASE, graph),
        Quad(node, v.RDFS_LABEL, Literal(title, language="en"), graph),
        Quad(node, v.DCTERMS_TITLE, Literal(title, language="en"), graph),
        Quad(node, v.DCTERMS_ISSUED, Literal("2020-02-01", datatype=v.XSD_DATE), graph),
    ]


@pytest.fixture(scope="module")
def digests(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Three snapshots: one release comes, another one changes its title and is then withdrawn. Of the third snapshot a
    new reading knows one quote of 7002 less.
    """
    folder = tmp_path_factory.mktemp("versions")
    base = fixture_quads()
    tombstone = Quad(thing("release", "7001"), v.SCHEMA_CREATIVE_WORK_STATUS, Literal("withdrawn"), HISTORY_GRAPH)
    part, where = thing("quote", "7002-1"), page_graph(f"{7002:016x}")
    quote = [
        Quad(part, v.RDF_TYPE, v.SCHEMA_QUOTATION, where),
        Quad(part, v.RDFS_LABEL, Literal("“The <ferry> waits”", language="en"), where),
    ]
    states = [
        [*base, *release("7001", "First title")],
        [*base, *release("7001", "Second <title>"), *release("7002", "A new release"), *quote],
        [*base, *release("7002", "A new release"), tombstone],
    ]
    return folder, [publish(folder, quads, created=time) for quads, time in zip(states, TIMES, strict=True)]


@pytest.fixture(scope="module")
def past(digests: tuple[Path, list[str]]) -> Iterator[FlaskClient]:
    app = create_app(Settings(data=digests[0], children=1))
    yield app.test_client()
    app.extensions["follower"].close()


@pytest.mark.parametrize(
    ("asked", "which"),
    [
        (None, 2),
        ("Thu, 26 Nov 2026 09:00:00 GMT", 2),
        ("Wed, 25 Nov 2026 08:00:00 GMT", 1),
        ("Tue, 24 Nov 2026 23:00:00 GMT", 0),
        ("Sat, 01 Jan 2000 00:00:00 GMT", 0),
    ],
)
def test_the_timegate_chooses_by_time(
    past: FlaskClient, digests: tuple[Path, list[str]], asked: str | None, which: int
) -> None:
    headers = {"Accept-Datetime": asked} if asked else {}
    response = past.get("/timegate/release/7001", headers=headers)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/version/{digests[1][which]}/release/7001"
    assert response.headers["Vary"] == "Accept-Datetime"
    links = response.headers["Link"]
    assert '</release/7001>; rel="original"' in links
    assert (
        f'</version/{digests[1][0]}/release/7001>; rel="first memento"; datetime="Tue, 24 Nov 2026 08:00:00 GMT"'
        in links
    )


def test_a_memento_says_what_was_said(past: FlaskClient, digests: tuple[Path, list[str]]) -> None:
    for which, title in ((0, "First title"), (1, "Second <title>")):
        response = past.get(f"/version/{digests[1][which]}/release/7001", headers={"Accept": "text/turtle"})
        assert (response.status_code, response.mimetype) == (200, "text/turtle")
        assert f'"{title}"@en' in response.text
        assert response.headers["Memento-Datetime"] == f"{('Tue, 24', 'Wed, 25')[which]} Nov 2026 08:00:00 GMT"
        assert 'rel="original"' in response.headers["Link"]
        assert 'rel="timegate"' in response.headers["Link"]
    page = read(past, f"/version/{digests[1][1]}/release/7001.html")
    assert "Second <title>" in page.words
    assert not page.wrong
    again = {"If-None-Match": response.headers["ETag"]}
    assert past.get(f"/version/{digests[1][1]}/release/7001.ttl", headers=again).status_code == 304


@pytest.mark.parametrize(
    ("path", "name"),
    [("/dump/releases.csv", "releases.csv"), ("/dump/osce-graph.nq.gz", "osce-graph.nq.gz"), ("/dataset", "dataset")],
)
def test_files_and_the_dataset_have_their_past(
    past: FlaskClient, digests: tuple[Path, list[str]], path: str, name: str
) -> None:
    relations = {f'<{path}>; rel="original"', f'</timegate{path}>; rel="timegate"'}
    relations.add(f'</timemap{path}>; rel="timemap"; type="application/link-format"')
    mementos = [f"/version/{one}{'/' if path == '/dataset' else path}" for one in digests[1]]
    with past.get(path) as now:
        assert relations - {f'<{path}>; rel="original"'} <= set(now.headers["Link"].split(", "))
    chosen = past.get(f"/timegate{path}", headers={"Accept-Datetime": "Wed, 25 Nov 2026 12:00:00 GMT"})
    assert (chosen.status_code, chosen.headers["Location"]) == (302, mementos[1])
    assert relations <= set(chosen.headers["Link"].split(", "))
    for memento, day in zip(mementos, ("Tue, 24", "Wed, 25", "Thu, 26"), strict=True):
        with past.get(memento) as then:
            assert (then.status_code, then.headers["Memento-Datetime"]) == (200, f"{day} Nov 2026 08:00:00 GMT")
            assert set(then.headers["Link"].split(", ")) == relations
    listed = past.get(f"/timemap{path}").text.split(",\n")
    assert [line[17:].partition(">")[0] for line in listed] == [path, f"/timegate{path}", f"/timemap{path}", *mementos]
    page = read(past, f"/timemap{path}")
    assert not page.wrong
    assert name in page.words
    assert [link for link in page.values("href") if link in mementos] == mementos[::-1]


def test_a_file_that_only_some_versions_have(past: FlaskClient, digests: tuple[Path, list[str]]) -> None:
    """The first version has no patch: nothing came before."""
    listed = past.get("/timemap/dump/changes.rdfp.gz").text
    assert [digest in listed for digest in digests[1]] == [False, True, True]
    for door in ("timegate", "timemap"):
        assert past.get(f"/{door}/dump/manifest.json").status_code == 404


def test_a_timemap_opens_no_store(past: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """There may be hundreds of versions, and a store takes some hundredths of a second to open."""
    past.get("/timemap/graph/vocabulary")  # of the graphs without a topic it is looked up once
    monkeypatch.setattr("endpoint.documents.versions._reader", None)
    for path in ("release/7001", "release/7001.ttl", "page/none", "graph/vocabulary", "graph/history", "graph/none"):
        for door in ("timemap", "timegate"):
            assert past.get(f"/{door}/{path}").status_code in {200, 302, 404}
    assert past.get("/release/unknown").status_code == 404


@pytest.mark.parametrize("extension", ["", ".ttl", ".html"])
def test_what_is_gone_leads_to_its_past(past: FlaskClient, extension: str) -> None:
    gone = past.get(f"/release/7001{extension}")
    assert gone.status_code == 410
    for rel in ("timegate", "timemap"):
        assert f'</{rel}/release/7001>; rel="{rel}"' in gone.headers["Link"]


def test_the_page_of_what_is_gone_leads_to_its_versions(past: FlaskClient) -> None:
    for address in ("/release/7001", "/release/7001.html"):
        gone = past.get(address, headers={"Accept": "text/html"})
        assert gone.status_code == 410
        assert 'href="/timemap/release/7001"' in gone.text
    assert past.get("/timemap/release/7001", headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize("form", offered("resource"))
def test_a_part_that_is_gone_from_what_stays_is_gone(past: FlaskClient, form: Format) -> None:
    """Only the versions before tell of it: what it was called, and where it can be read as it was."""
    assert past.get("/release/7002", follow_redirects=True).status_code == 200
    for address, accept in (
        ("/quote/7002-1", form.media_type),
        (f"/quote/7002-1.{form.extension}", form.media_type + ", */*"),
    ):
        gone = past.get(address, headers={"Accept": accept})
        assert (gone.status_code, gone.mimetype) == (410, form.media_type)
        assert '</timemap/quote/7002-1>; rel="timemap"' in gone.headers["Link"]
        if form.name == "html":
            assert "“The &lt;ferry&gt; waits”" in gone.text
            assert 'href="/timemap/quote/7002-1"' in gone.text
        else:
            said = Graph().parse(data=gone.data, format=form.media_type)
            assert {str(one) for one in said.objects()} == {"withdrawn", "“The <ferry> waits”"}
    assert past.get("/quote/7002-2").status_code == 404
    assert past.get("/timegate/quote/7002-1", follow_redirects=True).status_code == 200


@pytest.mark.parametrize(("extension", "kind"), [("", "text/turtle"), (".nt", "application/n-triples"), (".html", "")])
def test_what_was_gone_then_is_gone_in_its_memento(
    past: FlaskClient, digests: tuple[Path, list[str]], extension: str, kind: str
) -> None:
    """A memento answers as the original did (RFC 7089 4.5.2), with the time that this holds for."""
    headers = {"Accept": kind} if kind else {}
    then = past.get(f"/version/{digests[1][2]}/release/7001{extension}", headers=headers)
    assert (then.status_code, then.headers["Memento-Datetime"]) == (410, "Thu, 26 Nov 2026 08:00:00 GMT")
    assert '</release/7001>; rel="original"' in then.headers["Link"]
    assert "withdrawn" in then.text if kind else "no longer published" in then.text
    # A name that led elsewhere led to where that version has it.
    assert past.get(f"/version/{digests[1][2]}/release/2008-05-14-an-older-name{extension}").headers["Location"] == (
        f"/version/{digests[1][2]}/release/50001{extension}"
    )


def test_now_it_is_gone_and_leads_to_the_past(past: FlaskClient) -> None:
    assert past.get("/release/7001").status_code == 410
    assert '</timegate/release/7002>; rel="timegate"' in past.get("/release/7002.ttl").headers["Link"]


def test_the_timemap_lists_the_versions_that_know_it(past: FlaskClient, digests: tuple[Path, list[str]]) -> None:
    response = past.get("/timemap/release/7002")
    assert response.mimetype == "application/link-format"
    lines = response.text.strip().split(",\n")
    assert lines[0] == '<http://localhost/release/7002>;rel="original"'
    assert [line.partition(">")[0] for line in lines[3:]] == [
        f"<http://localhost/version/{digest}/release/7002" for digest in digests[1][1:]
    ]
    assert 'from="Wed, 25 Nov 2026 08:00:00 GMT";until="Thu, 26 Nov 2026 08:00:00 GMT"' in lines[2]


def test_the_versions_of_a_thing_have_a_page(past: FlaskClient, digests: tuple[Path, list[str]]) -> None:
    page = read(past, "/timemap/release/7001")
    assert not page.wrong
    links = [link for link in page.values("href") if link.endswith("/release/7001.html")]
    assert links == [f"/version/{digest}/release/7001.html" for digest in reversed(digests[1])]
    assert "/timemap/release/7002" in read(past, "/release/7002.html").values("href")


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        *(
            ("/timegate/release/7001", {"Accept-Datetime": time}, 400)
            for time in (
                *("yesterday", "", "2026-11-25", "2026-11-25T12:00:00Z", "Wed, 25 Nov 2026", "1795608000"),
                *("Wed, 25 Nov 2026 12:00:00 +0200", "Wed, 25 Nov 2026 12:00:00", "Wed, 25 Nov 2026 12:00:00 UTC"),
                *("Wed Nov 25 12:00:00 2026", "Wednesday, 25-Nov-26 12:00:00 GMT", "25 Nov 2026 12:00:00 GMT"),
                *("Wed, 25 Nov 26 12:00:00 GMT", "Wed, 25 Nov 2026 12:00 GMT", "Wed,  25 Nov 2026 12:00:00 GMT"),
            )
        ),
        ("/timegate/release/7001", {"Accept-Datetime": "Thu, 99 Foo 2026 00:00:00 GMT"}, 400),
        ("/timegate/release/none", {}, 404),
        ("/timemap/release/none", {}, 404),
        ("/version/none/release/7001", {}, 404),
        ("/version/../release/7001", {}, 404),
        ("/version/DIGEST/release/none", {}, 404),
        ("/version/DIGEST/dump/manifest.json", {}, 404),
        ("/version/DIGEST/release/7002", {"Accept": "image/png"}, 406),
    ],
)
def test_odd_wishes(
    past: FlaskClient, digests: tuple[Path, list[str]], path: str, headers: dict[str, str], status: int
) -> None:
    response = past.get(path.replace("DIGEST", digests[1][2]), headers=headers)
    assert (response.status_code, response.content_type) == (status, "application/problem+json")


def test_pages_list_versions_and_what_they_changed(past: FlaskClient, digests: tuple[Path, list[str]]) -> None:
    page = read(past, "/version/")
    assert [link for link in page.values("href") if link.startswith("/version/") and len(link) > 20] == [
        f"/version/{digest}/" for digest in reversed(digests[1])
    ]
    second = read(past, f"/version/{digests[1][1]}/")
    said = " ".join(second.words.split())
    assert "Releases added 1 A new release" in said
    # As it was called then, and not as the tombstone calls it that it has become; each leads to what it was.
    assert "also a quote, a role or an event. Second <title>" in said
    assert {f"/version/{digests[1][1]}/release/{key}" for key in ("7001", "7002")} <= set(second.values("href"))
    assert "first version that is kept" in read(past, f"/version/{digests[1][0]}/").words
    third = read(past, f"/version/{digests[1][2]}/")
    assert "Releases removed 1 Second <title>" in " ".join(third.words.split())
    assert f"/version/{digests[1][1]}/release/7001" in third.values("href")


def test_pages_say_what_counts_as_changed(past: FlaskClient, digests: tuple[Path, list[str]]) -> None:
    assert "also one of its quotes, roles or events" in read(past, "/version/").words
    assert "Each thing counts by what is said of itself" in read(past, "/difference/{}/{}".format(*digests[1])).words
    # Two may be sealed within a minute.
    assert "2026-11-25 08:00:00 UTC" in read(past, "/version/").words


def test_the_patch_makes_one_version_of_the_other(past: FlaskClient, digests: tuple[Path, list[str]]) -> None:
    folder, (first, second, _) = digests
    with past.get(f"/version/{second}/dump/changes.rdfp.gz") as response:
        lines = gzip.decompress(response.data).decode().splitlines()
    assert lines[:3] == [f"H id <urn:sha256:{second}> .", f"H prev <urn:sha256:{first}> .", "TX ."]
    assert lines[-1] == "TC ."
    store = Store()
    store.bulk_load(path=str(folder / "snapshots" / first / "data.nq"), format=RdfFormat.N_QUADS)
    for line in lines[3:-1]:
        (quad,) = parse(line[2:], format=RdfFormat.N_QUADS)
        assert isinstance(quad, Quad)
        (store.add if line[0] == "A" else store.remove)(quad)
    later = Store()
    later.bulk_load(path=str(folder / "snapshots" / second / "data.nq"), format=RdfFormat.N_QUADS)
    assert {str(quad) for quad in store} == {str(quad) for quad in later}


def test_the_feed_tells_the_last_change_of_each_release(past: FlaskClient) -> None:
    response = past.get("/feed.atom", base_url="https://data.example.org/graph/")
    assert response.mimetype == "application/atom+xml"
    root = ElementTree.fromstring(response.data)
    (deleted,) = root.iter(DELETED)
    assert (deleted.get("ref"), deleted.get("when")) == (f"{BASE}release/7001", "2026-11-26T08:00:00Z")
    entries = {one.findtext(f"{ATOM}id"): one for one in root.iter(f"{ATOM}entry")}
    new = entries[f"{BASE}release/7002"]
    assert new.findtext(f"{ATOM}title") == "A new release"
    assert new.findtext(f"{ATOM}updated") == "2026-11-25T08:00:00Z"
    links = [one.get("href") for one in new.iter(f"{ATOM}link")]
    assert links[0] == "https://data.example.org/graph/release/7002.html"
    assert len(entries) == 99  # with the tombstone a hundred
    times = [str(one.findtext(f"{ATOM}updated")) for one in root.iter(f"{ATOM}entry")]
    assert times == sorted(times, reverse=True)


class TestTheStream:
    """Linked Data Event Stream: a client that follows every relation has every version of every release."""

    def members(self, past: FlaskClient) -> Graph:
        whole, waiting, seen = Graph(), ["http://localhost/ldes"], set()
        while waiting:
            address = waiting.pop()
            seen.add(address)
            response = past.get(address.removeprefix("http://localhost"), headers={"Accept": "text/turtle"})
            assert response.status_code == 200, address
            whole.parse(data=response.data, format="turtle")
            waiting += [str(one) for one in whole.objects(None, TREE.node) if str(one) not in {*seen, *waiting}]
        return whole

    def test_all_versions_are_reached(self, past: FlaskClient, digests: tuple[Path, list[str]]) -> None:
        whole = self.members(past)
        stream = URIRef(BASE + "ldes#stream")
        assert (stream, RDF.type, LDES.EventStream) in whole
        members = set(whole.objects(stream, TREE.member))
        of = {
            str(release): len(list(whole.subjects(DCTERMS.isVersionOf, release)))
            for release in whole.objects(None, DCTERMS.isVersionOf)
        }
        assert len(members) == sum(of.values())
        assert (of[f"{BASE}release/7001"], of[f"{BASE}release/7002"], of[f"{BASE}release/50001"]) == (3, 1, 1)
        assert len(of) > 100  # more than a page
        for member in members:
            assert len(list(whole.objects(member, DCTERMS.created))) == 1
        titles = [str(whole.value(URIRef(f"{BASE}version/{one}/release/7001"), DCTERMS.title)) for one in digests[1]]
        assert titles == ["First title", "Second <title>", "None"]
        gone = URIRef(f"{BASE}version/{digests[1][2]}/release/7001")
        assert str(whole.value(gone, URIRef("https://schema.org/creativeWorkStatus"))) == "withdrawn"

    def test_it_says_from_when_on_all_is_kept(self, past: FlaskClient) -> None:
        whole = Graph().parse(data=past.get("/ldes").data, format="turtle")
        policy = whole.value(None, RDF.type, LDES.PointInTimePolicy)
        assert str(whole.value(policy, LDES.pointInTime)).startswith("2026-11-24T08:00:00")

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/ldes?format=html", 406),
            ("/ldes?format=pdf", 406),
            ("/ldes/none", 404),
            ("/ldes/DIGEST?page=9", 404),
            ("/ldes/DIGEST?page=x", 400),
        ],
    )
    def test_odd_wishes(self, past: FlaskClient, digests: tuple[Path, list[str]], path: str, status: int) -> None:
        assert past.get(path.replace("DIGEST", digests[1][0])).status_code == status


def test_what_was_pruned_is_left_out(tmp_path: Path) -> None:
    first = publish(tmp_path, [*fixture_quads(), *release("7001", "First title")], created=TIMES[0])
    second = publish(tmp_path, fixture_quads(), created=TIMES[1])
    shutil.rmtree(tmp_path / "snapshots" / first)
    app = create_app(Settings(data=tmp_path, children=1))
    client = app.test_client()
    assert client.get(f"/version/{first}/release/7001").status_code == 404
    assert client.get(f"/version/{second}/").status_code == 200
    assert client.get("/feed.atom").status_code == 200
    app.extensions["follower"].close()


LISTS = ["/version/", "/timemap/release/7002", "/timemap/dataset", "/ldes", "/feed.atom", "/quality.csv"]


def test_what_lists_versions_is_another_when_one_is_pruned(digests: tuple[Path, list[str]], tmp_path: Path) -> None:
    """Neither the validator nor the time that a client has may keep it from the list as it is now."""
    folder, names = digests
    shutil.copytree(folder, tmp_path / "data")
    app = create_app(Settings(data=tmp_path / "data", children=1))
    client = app.test_client()
    later = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    before = {path: client.get(path) for path in LISTS}
    for path, had in before.items():
        assert "Last-Modified" not in had.headers
        assert client.get(path, headers={"If-None-Match": had.headers["ETag"]}).status_code == 304
    shutil.rmtree(tmp_path / "data" / "snapshots" / names[0])
    for path, had in before.items():
        for headers in ({"If-None-Match": had.headers["ETag"]}, later):
            now = client.get(path, headers=headers)
            assert (now.status_code, now.headers["ETag"] != had.headers["ETag"]) == (200, True), path
            assert names[0] not in now.text
        assert client.get(path, headers={"If-None-Match": now.headers["ETag"]}).status_code == 304
    app.extensions["follower"].close()
