"""Which thing a name means, among the names of the published vocabularies and of invented people."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad, RdfFormat, Store, parse

from endpoint.finding.finding import Search
from endpoint.finding.likeness import Rarity, likeness
from endpoint.finding.matching import ALL_KINDS, Candidate, candidates
from endpoint.serving.reader import StoreReader
from graph import rooms
from graph import vocabulary as v
from graph.iri import BASE, thing
from graph.publication.search import SEARCH, index

Names = tuple[Search, StoreReader]
FIRST = ("Astrid", "Benedetto", "Casimira", "Dragomir", "Eluned", "Farkhod")
LAST = ("Marvellby", "Tolvanen", "Umberley", "Kvistgaard", "Zlatograd", "Oudenaarde", "Pellegrino", "Yusupbek")
PEOPLE = [f"{one} {other}" for one in FIRST for other in LAST]


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Names]:
    """The index of the vocabularies and of the people."""
    place = tmp_path_factory.mktemp("names")
    store = Store(str(place / "store"))
    for file in sorted((rooms.ontology() / "vocabularies").glob("*.ttl")):
        store.extend(Quad(*quad.triple) for quad in parse(path=str(file), format=RdfFormat.TURTLE))
    add(store, PEOPLE)
    index(store, place, {})
    store.flush()
    del store
    reader = StoreReader(place / "store")
    yield Search(place / SEARCH), reader
    reader.close()


def add(store: Store, names: Iterable[str]) -> None:
    for name in names:
        person = thing("person", name.lower().replace(" ", "-"))
        store.add(Quad(person, v.RDF_TYPE, v.FOAF_PERSON))
        store.add(Quad(person, v.RDFS_LABEL, Literal(name)))


def people(place: Path, names: Iterable[str]) -> Names:
    """The index of these people and of nobody else."""
    store = Store(str(place / "store"))
    add(store, names)
    index(store, place, {})
    store.flush()
    del store
    return Search(place / SEARCH), StoreReader(place / "store")


def found(named: Names, name: str) -> list[Candidate]:
    return candidates(*named, name, ALL_KINDS, (), 5)


def key(one: Candidate) -> str:
    return one.hit.iri.removeprefix(BASE)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("OSCE Programme Office in Bishkek", "programme-office-in-bishkek"),
        ("OSCE Programme Office Dushanbe", "programme-office-in-dushanbe"),
        ("OSCE Mission to Serbia", "mission-to-serbia"),
        ("OSCE Mission to Bosnia", "mission-to-bosnia-and-herzegovina"),
        ("Mission to Bosnia", "mission-to-bosnia-and-herzegovina"),
        ("OSCE Mission Kosovo", "mission-in-kosovo"),
        ("Zagreb office", "office-in-zagreb"),
        ("SMM Ukraine", "special-monitoring-mission-to-ukraine"),
    ],
)
def test_the_field_operation_that_is_meant_comes_first(named: Names, name: str, wanted: str) -> None:
    assert key(found(named, name)[0]) == f"field-operation/{wanted}"


@pytest.mark.parametrize("name", ["Luxembourg", "OSCE Chair", "Yugoslavia", "RS", "Economic and Environmental Forum"])
def test_what_several_are_called_matches_none_unseen(named: Names, name: str) -> None:
    """A State and its capital by their labels; two structures by another name of each."""
    tied = [one for one in found(named, name) if one.score == 100]
    assert len(tied) > 1
    assert not any(one.match for one in tied)


@pytest.mark.parametrize("name", ["OSCE Programme Office in Bishkek", "OSCE Mission to Skopje", "Vatican City"])
def test_what_one_is_called_and_others_were_matches_the_one(named: Names, name: str) -> None:
    tied = [one for one in found(named, name) if one.score == 100]
    assert len(tied) > 1
    assert (tied[0].hit.label, tied[0].match) == (name, True)
    assert not any(one.match for one in tied[1:])


def test_people_are_found_in_other_spellings(named: Names) -> None:
    for name in PEOPLE:
        first, last = name.split()
        turned = last[:3] + last[4] + last[3] + last[5:]
        for spelt in (
            f"{last}, {first}",
            name.upper(),
            f"{first[0]}. {last}",
            f"{first} {turned}",
            name[:4] + name[5:],
        ):
            best, *others = found(named, spelt)
            wanted = f"person/{name.lower().replace(' ', '-')}"
            assert key(best) == wanted, spelt
            assert best.match == (spelt == name.upper())
            assert not any(one.match for one in others)


def test_rare_words_tell_more_than_common_ones() -> None:
    measure = likeness(
        "mission to arvelia", Rarity({"mission": 30, "to": 40, "arvelia": 1, "zorvia": 1, "and": 20}, 50)
    )
    assert measure("mission to arvelia") == 1
    assert 1 > measure("mission to arvelia and zorvia") > measure("mission to zorvia")
    assert measure("arvelia mission to") > measure("arvela mission to") > measure("mission to zorvia")


def test_an_equal_part_of_a_name_beats_a_similar_name(tmp_path: Path) -> None:
    """Half a double surname that stands there letter by letter, before surnames that are one letter off."""
    names = [
        "Sofia Lindqvist",
        "Lindqvist",
        "Anna-Karin Lundqvist-Marvellby",
        "Per Lundkvist",
        "Ida Lindqvist Umberley",
    ]
    best, *others = [one.hit.label for one in candidates(*people(tmp_path, names), "Lundqvist", ALL_KINDS, (), 5)]
    assert best == "Anna-Karin Lundqvist-Marvellby"
    assert "Sofia Lindqvist" in others
