"""The feed and the stream as conforming clients read them: RFC 4287, and what TREE and LDES let a client rely on."""

import datetime
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Quad
from rdflib import DCTERMS, RDF, XSD, Graph, Literal, Namespace, URIRef

from endpoint.app import create_app
from endpoint.settings import Settings
from graph import vocabulary as v
from graph.iri import BASE, HISTORY_GRAPH, QUALITY_GRAPH, thing
from tests.endpoint.conftest import fixture_quads, publish
from tests.endpoint.test_versions import TIMES, release

TREE = Namespace("https://w3id.org/tree#")
LDES = Namespace("https://w3id.org/ldes#")
ATOM = "{http://www.w3.org/2005/Atom}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
HOST = "http://localhost"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("feeds")
    base = fixture_quads()
    publish(place, [*base, *release("7001", "First")], created=TIMES[0])
    publish(place, [*base, *release("7001", "Second & <third>"), *release("7002", "New")], created=TIMES[1])
    return place


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[FlaskClient]:
    app = create_app(Settings(data=folder, children=1))
    yield app.test_client()
    app.extensions["follower"].close()


@pytest.fixture(scope="module")
def feed(client: FlaskClient) -> ElementTree.Element:
    return ElementTree.fromstring(client.get("/feed.atom").data)


def test_the_sitemap_gives_the_day_on_which_a_release_changed(client: FlaskClient) -> None:
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    root = ElementTree.fromstring(client.get("/sitemap/1.xml").data)
    told = {str(one.findtext(f"{name}loc")): one.findtext(f"{name}lastmod") for one in root.iter(f"{name}url")}
    first, second = (time[:10] for time in TIMES[:2])
    assert first != second
    for path, day in (
        ("/release/1000.html", first),
        ("/release/7001.html", second),
        ("/release/7002.html", second),
        ("/release/", second),
        ("/version/", second),
        ("/ontology.html", None),
    ):
        assert told[HOST + path] == day, path


class TestAtom:
    """RFC 4287, and 6721 for what is gone."""

    def test_the_feed_and_each_entry_have_what_they_must_once(self, feed: ElementTree.Element) -> None:
        entries = feed.findall(f"{ATOM}entry")
        assert len(entries) > 90
        for one in (feed, *entries):
            for name in ("id", "title", "updated"):
                assert len(one.findall(f"{ATOM}{name}")) == 1, name
            assert urlsplit(str(one.findtext(f"{ATOM}id"))).scheme == "https"
            assert one.findtext(f"{ATOM}title")
        # An author of the feed is that of its entries (4.1.1).
        assert feed.findtext(f"{ATOM}author/{ATOM}name")

    def test_ids_are_unique_and_none_is_told_of_as_deleted_too(self, feed: ElementTree.Element) -> None:
        ids = Counter(one.findtext(f"{ATOM}id") for one in feed.iter(f"{ATOM}entry"))
        assert set(ids.values()) == {1}
        deleted = {one.get("ref") for one in feed.iter(DELETED)}
        assert not deleted & ids.keys()

    def test_times_are_those_of_rfc_3339_and_no_entry_is_newer_than_the_feed(self, feed: ElementTree.Element) -> None:
        def time(text: str | None) -> datetime.datetime:
            found = datetime.datetime.fromisoformat(str(text))
            assert found.tzinfo is not None
            return found

        newest = time(feed.findtext(f"{ATOM}updated"))
        for one in feed.iter(f"{ATOM}entry"):
            assert time(one.findtext(f"{ATOM}updated")) <= newest
            for published in one.findall(f"{ATOM}published"):
                assert time(published.text) <= newest

    def test_links_are_absolute_and_one_of_each_kind(self, feed: ElementTree.Element) -> None:
        for one in (feed, *feed.iter(f"{ATOM}entry")):
            links = one.findall(f"{ATOM}link")
            assert all(str(link.get("href")).startswith(f"{HOST}/") for link in links)
            kinds = Counter((link.get("rel"), link.get("type"), link.get("hreflang")) for link in links)
            assert set(kinds.values()) == {1}
        assert [one.get("href") for one in feed.findall(f"{ATOM}link") if one.get("rel") == "self"] == [
            f"{HOST}/feed.atom"
        ]

    def test_a_reader_asks_again_and_gets_nothing_new(self, client: FlaskClient) -> None:
        first = client.get("/feed.atom")
        again = client.get("/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


@dataclass
class Follower:
    """A client of LDES: keeps what it has, fetches what may have changed, prunes by what relations promise."""

    client: FlaskClient
    kept: dict[str, Graph] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)

    def page(self, address: str) -> Graph:
        if address not in self.kept:
            self.fetched.append(address)
            response = self.client.get(address.removeprefix(HOST), headers={"Accept": "text/turtle"})
            assert response.status_code == 200, address
            said = Graph().parse(data=response.data, format="turtle")
            if "immutable" in response.headers["Cache-Control"]:
                self.kept[address] = said
            return said
        return self.kept[address]

    def members(self, since: Literal | None = None) -> dict[URIRef, Graph]:
        """Every member that is newer, each with its statements; follows no relation that promises none."""
        found: dict[URIRef, Graph] = {}
        waiting, seen = [f"{HOST}/ldes"], set[str]()
        while waiting:
            address = waiting.pop()
            if address in seen:
                continue
            seen.add(address)
            said = self.page(address)
            (stream,) = said.subjects(RDF.type, LDES.EventStream)
            (stamp,) = said.objects(stream, LDES.timestampPath)
            for relation in said.objects(URIRef(address), TREE.relation):
                value, exact = said.value(relation, TREE.value), (relation, RDF.type, TREE.EqualToRelation) in said
                if since is None or not exact or value > since:
                    waiting += [str(one) for one in said.objects(relation, TREE.node)]
            for member in said.objects(stream, TREE.member):
                assert isinstance(member, URIRef)
                assert member not in found, "a member stands on one page"
                time = said.value(member, stamp)
                if since is None or time > since:
                    found[member] = Graph()
                    for triple in said.triples((member, None, None)):
                        found[member].add(triple)
        return found


class TestTheStream:
    @pytest.fixture
    def follower(self, client: FlaskClient) -> Follower:
        return Follower(client)

    def test_every_page_says_which_stream_it_belongs_to_and_where_that_begins(self, follower: Follower) -> None:
        follower.members()
        assert len(follower.fetched) > 3
        for address in list(follower.fetched):
            said = follower.page(address)
            (stream,) = said.subjects(RDF.type, LDES.EventStream)
            assert list(said.objects(stream, TREE.view)) == [URIRef(f"{HOST}/ldes")]
            assert (URIRef(address), RDF.type, TREE.Node) in said
            assert list(said.objects(stream, LDES.timestampPath)) == [DCTERMS.created]
            assert list(said.objects(stream, LDES.versionOfPath)) == [DCTERMS.isVersionOf]

    def test_each_member_has_one_time_and_is_a_version_of_one_thing(self, follower: Follower) -> None:
        found = follower.members()
        assert len(found) > 130
        for member, said in found.items():
            (time,) = said.objects(member, DCTERMS.created)
            (thing,) = said.objects(member, DCTERMS.isVersionOf)
            assert isinstance(time, Literal)
            assert time.datatype == XSD.dateTime
            assert member != thing
            assert str(thing).startswith(f"{BASE}release/")

    def test_a_relation_keeps_what_it_promises(self, follower: Follower) -> None:
        root = follower.page(f"{HOST}/ldes")
        relations = list(root.objects(URIRef(f"{HOST}/ldes"), TREE.relation))
        assert len(relations) == 2
        for relation in relations:
            assert root.value(relation, TREE.path) == DCTERMS.created
            promised, address = root.value(relation, TREE.value), str(root.value(relation, TREE.node))
            while address:
                said = follower.page(address)
                assert set(said.objects(None, DCTERMS.created)) <= {promised}
                nodes = [said.value(one, TREE.node) for one in said.objects(URIRef(address), TREE.relation)]
                address = str(nodes[0]) if nodes else ""

    def test_a_member_answers_under_its_name(self, client: FlaskClient, follower: Follower) -> None:
        member = next(one for one in follower.members() if str(one).endswith("/release/7002"))
        response = client.get(f"/{member.removeprefix(BASE)}", headers={"Accept": "text/turtle"})
        assert response.status_code == 200
        assert '"New"@en' in response.text

    def test_whoever_comes_again_takes_only_what_is_new(self, folder: Path) -> None:
        app = create_app(Settings(data=folder, children=1))
        follower = Follower(app.test_client())
        before = follower.members()
        app.extensions["follower"].close()
        fetched, newest = len(follower.fetched), max(graph.value(one, DCTERMS.created) for one, graph in before.items())  # type: ignore[type-var]
        assert isinstance(newest, Literal)
        publish(folder, [*fixture_quads(), *release("7002", "New"), *release("7003", "Newer")], created=TIMES[2])
        app = create_app(Settings(data=folder, children=1))
        follower.client = app.test_client()
        later = follower.members(since=newest)
        assert {str(one).rpartition("/")[2] for one in later} == {"7001", "7003"}
        # The beginning again, and one page.
        assert len(follower.fetched) == fetched + 2
        assert set(follower.members()) == {*before, *later}
        app.extensions["follower"].close()


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Follower]:
    place = tmp_path_factory.mktemp("renamed")
    base = [*fixture_quads(), *release("7002", "Stays")]

    def findings(number: int) -> list[Quad]:
        return [
            Quad(thing("rejection", str(number)), v.CONCERNS, thing("release", "99001"), QUALITY_GRAPH),
            Quad(thing("rejection", str(number + 1)), v.CONCERNS, thing("release", "7002"), QUALITY_GRAPH),
        ]

    old, new = thing("release", "7001"), thing("release", "7009")
    publish(place, [*base, *release("7001", "One"), *findings(7)], created=TIMES[0])
    moved = Quad(old, v.DCTERMS_IS_REPLACED_BY, new, HISTORY_GRAPH)
    digest = publish(place, [*base, *release("7009", "One"), *findings(8), moved], created=TIMES[1])
    changes = place / "snapshots" / digest / "changes.json"
    said = json.loads(changes.read_text())
    assert (said["added"], said["removed"], said["changed"]) == ([new.value], [old.value], [])
    # As snapshots were sealed that took a withheld release for a changed one.
    changes.write_text(json.dumps({**said, "changed": [f"{BASE}release/99001"]}))
    app = create_app(Settings(data=place, children=1))
    yield Follower(app.test_client())
    app.extensions["follower"].close()


class TestWhatIsNotARelease:
    """A release that is renamed, one that is withheld, and findings that get other numbers."""

    def test_the_feed_tells_of_the_new_name_alone(self, renamed: Follower) -> None:
        feed = ElementTree.fromstring(renamed.client.get("/feed.atom").data)
        assert not list(feed.iter(DELETED))
        entries = [one.findtext(f"{ATOM}id") for one in feed.iter(f"{ATOM}entry")]
        assert entries[0] == f"{BASE}release/7009"
        assert not {f"{BASE}release/{key}" for key in ("7001", "99001")} & {*entries}
        newest = feed.findtext(f"{ATOM}entry/{ATOM}updated")
        times = [one.findtext(f"{ATOM}updated") for one in feed.iter(f"{ATOM}entry")]
        assert times.count(newest) == 1
        for link in feed.iter(f"{ATOM}link"):
            assert renamed.client.get(str(link.get("href")).removeprefix(HOST)).status_code == 200

    def test_the_stream_says_what_replaces_the_old_name(self, renamed: Follower) -> None:
        found = renamed.members()
        (old,) = (said for said in found.values() if (None, DCTERMS.isReplacedBy, None) in said)
        assert set(old.objects(None, DCTERMS.isVersionOf)) == {URIRef(f"{BASE}release/7001")}
        assert set(old.objects(None, DCTERMS.isReplacedBy)) == {URIRef(f"{BASE}release/7009")}
        status = URIRef(v.SCHEMA_CREATIVE_WORK_STATUS.value)
        assert not any((None, status, None) in said for said in found.values())
