"""A snapshot made by hand, and the doors to it: an app, its client, a live server."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse, serialize

from endpoint.answers.shelf import Shelf
from endpoint.app import create_app
from endpoint.pool.pool import Pool
from endpoint.pool.process import QueryProcess
from endpoint.settings import Settings
from graph import vocabulary as v
from graph.iri import VOCABULARY_GRAPH, page_graph, thing
from graph.publication import furnish
from graph.snapshot import current

OpenApp = Callable[..., Flask]
DATA = Path(__file__).resolve().parent / "data"
MANY = 130
"""Small releases beside those in snapshot.trig, enough for several pages of every list."""
TEXT = "The course in Tashkent dealt with shelters and with telephone lines. Coordinators of Türkiye took part."
"""The words of release 50001, which can be searched and are not published."""
TERMS = 60
"""Tenures of one post, enough for two pages."""


def small_releases() -> Iterator[Quad]:
    """Releases from 1996 on, five a year, which mention Norway and in turn three sources."""
    sources = [
        thing("structure", "odihr"),
        thing("field-operation", "centre-in-tashkent"),
        thing("field-operation", "project-coordinator-in-uzbekistan"),
    ]
    for number in range(MANY):
        release, graph = thing("release", str(1000 + number)), page_graph(f"{number:016x}")
        title = Literal(f"Small release number {number}", language="en")
        day = Literal(f"{1996 + number // 5}-{1 + number % 12:02}-03", datatype=v.XSD_DATE)
        statements: list[tuple[NamedNode, NamedNode | Literal]] = [
            (v.RDF_TYPE, v.RELEASE),
            (v.RDFS_LABEL, title),
            (v.DCTERMS_TITLE, title),
            (v.DCTERMS_ISSUED, day),
            (v.NODE_NUMBER, Literal(1000 + number)),
            (v.DCTERMS_PUBLISHER, sources[number % 3]),
            (v.DCTERMS_SUBJECT, thing("field-of-work", "elections")),
            (v.SCHEMA_MENTIONS, thing("state", "norway")),
        ]
        for predicate, value in statements:
            yield Quad(release, predicate, value, graph)


def short_terms() -> Iterator[Quad]:
    """Tenures at one structure, each of a year, all of one person."""
    for number in range(TERMS):
        tenure = thing("tenure", f"odihr-{number}")
        statements: list[tuple[NamedNode, NamedNode | Literal]] = [
            (v.RDF_TYPE, v.TENURE),
            (v.RDFS_LABEL, Literal(f"Petra Umberley, term {number}", language="en")),
            (v.ORG_MEMBER, thing("person", "petra-umberley")),
            (v.ORG_HAS_ORGANIZATION, thing("structure", "odihr")),
            (v.ROLE_TITLE, Literal(f"Director, term {number}", language="en")),
            (v.SCHEMA_START_DATE, Literal(str(1900 + number), datatype=v.XSD_G_YEAR)),
            (v.SCHEMA_END_DATE, Literal(str(1901 + number), datatype=v.XSD_G_YEAR)),
        ]
        for predicate, value in statements:
            yield Quad(tenure, predicate, value, VOCABULARY_GRAPH)


def fixture_quads() -> list[Quad]:
    """All quads of the snapshot."""
    return [*parse(path=DATA / "snapshot.trig", format=RdfFormat.TRIG), *small_releases(), *short_terms()]


def publish(folder: Path, quads: list[Quad], *, merged: bool = True, created: str = "2026-11-24T08:00:00+00:00") -> str:
    """Seals the quads into `folder` and lets `current` point to them; returns the digest.

    `merged` puts the merge of all graphs into the store's default graph, as snapshots have it.
    """
    data = b"".join(sorted(serialize([quad], format=RdfFormat.N_QUADS) or b"" for quad in quads))
    digest = hashlib.sha256(data).hexdigest()
    place = folder / "snapshots" / digest
    if not place.exists():
        place.mkdir(parents=True)
        (place / "data.nq").write_bytes(data)
        store = Store(str(place / "store"))
        store.bulk_load(data, format=RdfFormat.N_QUADS)
        if merged:
            store.bulk_extend({Quad(quad.subject, quad.predicate, quad.object) for quad in quads})
        store.flush()
        del store
        releases = {q.subject for q in quads if q.predicate == v.RDF_TYPE and q.object == v.RELEASE}
        counts = {
            "quads": len(quads),
            "pages": len({q.graph_name for q in quads}) - 3,
            "releases": len(releases),
            "withheld": 0,
            "rejections": 1,
            "notices": 1,
        }
        report = {"conforms": True, "counts": counts, "rejections": [], "notices": [], "results": []}
        manifest: dict[str, object] = {
            "digest": digest,
            "created": created,
            "parent": None,
            "counts": counts,
            "inputs": [],
            "versions": {"osce-graph": "0.1.0"},
        }
        if merged:
            before = current(folder) if (folder / "current").exists() else None
            manifest["parent"] = before and before.digest
            manifest |= furnish(place, {"50001": TEXT}, before)
        (place / "report.json").write_text(json.dumps(report))
        (place / "manifest.json").write_text(json.dumps(manifest))
    new = folder / "current.new"
    new.write_text(digest + "\n")
    new.replace(folder / "current")
    return digest


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published folder. Shared: nobody may change it."""
    place = tmp_path_factory.mktemp("published")
    publish(place, fixture_quads())
    return place


@pytest.fixture(scope="session")
def settings(folder: Path) -> Settings:
    """Settings with small limits, so that reaching them takes no time."""
    return Settings(data=folder, query_seconds=2.0, query_memory_mb=256, result_bytes=300_000, queue_seconds=5.0)


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    """The app over the snapshot; its child processes end with the session."""
    app = create_app(settings)
    yield app
    app.extensions["follower"].close()


@pytest.fixture(scope="session")
def real(built_samples: Path) -> Iterator[FlaskClient]:
    """A client of the graph that is built from the sample pages and the vocabularies, with the limits as they come."""
    app = create_app(Settings(data=built_samples, children=1))
    yield app.test_client()
    app.extensions["follower"].close()


@pytest.fixture
def open_app() -> Iterator[OpenApp]:
    """Makes apps of a folder and settings, with one query process if nothing else is said; closes them all."""
    made: list[Flask] = []

    def make(folder: Path, shelf: Shelf | None = None, **chosen: Any) -> Flask:
        made.append(create_app(Settings(data=folder, **{"children": 1, **chosen}), shelf=shelf))
        return made[-1]

    yield make
    for one in made:
        one.extensions["follower"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client that follows no redirect."""
    return app.test_client()


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Waits until the callable is true; fails where it never is."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def idle(pool: Pool) -> QueryProcess:
    """A query process that is free, once there is one: a slow moment may have cost the one before."""
    until(lambda: any(pool._slots.free()))
    return next(one for one in pool._slots.free() if one is not None)
