"""The releases by date and those of each thing, as the snapshot has them ready: what a look at every release gives."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from endpoint.serving.reader import StoreReader
from endpoint.views.index import Looked, Sealed
from graph import snapshot
from graph import vocabulary as v
from graph.iri import thing
from graph.publication.lists import LISTED, LISTS, lists


def same(sealed: Sealed, looked: Looked) -> int:
    """Asserts that both say the same; returns how many things have releases."""
    assert list(sealed.dates.items()) == list(looked.dates.items())
    assert sealed.newest(reversed(list(sealed.dates))) == list(sealed.dates)
    things = 0
    for predicate in LISTED:
        assert sealed.counts(predicate) == looked.counts(predicate)
        for one, count in sealed.counts(predicate).items():
            found = sealed.releases(predicate, one)
            assert found == looked.releases(predicate, one)
            assert len(found) == count
            things += 1
    return things


@pytest.mark.parametrize("which", ["folder", "built_samples"])
def test_the_lists_of_a_snapshot_are_those_that_a_look_at_every_release_gives(
    which: str, request: pytest.FixtureRequest
) -> None:
    found = snapshot.current(request.getfixturevalue(which))
    assert same(Sealed(found.path / LISTS), Looked(StoreReader(found.store_path))) > 10


def test_a_release_of_several_days_or_none_has_one_place(tmp_path: Path) -> None:
    days: dict[str, list[tuple[NamedNode, str]]] = {
        "1": [(v.DCTERMS_ISSUED, "2001-05-04"), (v.DCTERMS_ISSUED, "2001-05-02"), (v.DATELINED, "1999-01-01")],
        "2": [(v.DATELINED, "2001-05-03")],
        "3": [],
        "4": [(v.DCTERMS_ISSUED, "2001-05-02")],
    }
    store = Store(str(tmp_path / "store"))
    for key, dated in days.items():
        store.add(Quad(thing("release", key), v.RDF_TYPE, v.RELEASE))
        store.extend(Quad(thing("release", key), of, Literal(day, datatype=v.XSD_DATE)) for of, day in dated)
        store.add(Quad(thing("release", key), v.SCHEMA_MENTIONS, thing("state", "norway")))
    # Neither what is no release nor what is no thing belongs into a list.
    store.add(Quad(thing("event", "1"), v.DCTERMS_ISSUED, Literal("2005-01-01", datatype=v.XSD_DATE)))
    store.add(Quad(thing("event", "1"), v.SCHEMA_MENTIONS, thing("state", "norway")))
    store.add(Quad(thing("release", "1"), v.DCTERMS_SUBJECT, Literal("elections")))
    store.flush()
    lists(store, tmp_path)
    del store
    sealed, looked = Sealed(tmp_path / LISTS), Looked(StoreReader(tmp_path / "store"))
    expected = [("2", "2001-05-03"), ("4", "2001-05-02"), ("1", "2001-05-02"), ("3", "")]
    assert list(sealed.dates.items()) == [(thing("release", key), day) for key, day in expected]
    assert same(sealed, looked) == 1


def test_a_thing_of_which_no_release_speaks_has_none(folder: Path) -> None:
    sealed = Sealed(snapshot.current(folder).path / LISTS)
    assert sealed.releases(v.SCHEMA_MENTIONS, thing("state", "atlantis")) == []
    assert sealed.counts(v.SCHEMA_MENTIONS)[thing("state", "atlantis")] == 0
    assert sealed.counts(v.RDFS_LABEL) == {}
