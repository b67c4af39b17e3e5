"""What the vocabularies hold: counts, spot facts, and agreement with the lists they were made from."""

import csv
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse
from rdflib import Graph

from graph import methods, rooms
from graph import vocabulary as v
from graph.iri import BASE, part, slug, thing

TURTLE = sorted(rooms.ontology().rglob("*.ttl"))


@pytest.fixture(scope="module")
def facts() -> Store:
    store = Store()
    for file in (rooms.ontology() / "vocabularies").glob("*.ttl"):
        store.load(path=str(file), format=RdfFormat.TURTLE)
    return store


def members(facts: Store, kind: NamedNode) -> set[NamedNode]:
    found = {quad.subject for quad in facts.quads_for_pattern(None, v.RDF_TYPE, kind)}
    return {node for node in found if isinstance(node, NamedNode)}


def texts(facts: Store, thing: NamedNode, *properties: NamedNode) -> set[str]:
    found = (quad.object for each in properties for quad in facts.quads_for_pattern(thing, each, None))
    return {term.value for term in found if isinstance(term, Literal)}


@pytest.mark.parametrize("file", TURTLE, ids=lambda file: file.stem)
def test_two_parsers_read_the_same(file: Path) -> None:
    # Objects are left out: rdflib rewrites literals of dates and numbers.
    ours = sorted((t.subject.value, t.predicate.value) for t in parse(path=str(file), format=RdfFormat.TURTLE))
    theirs = sorted((str(s), str(p)) for s, p, _ in Graph().parse(file, format="turtle"))
    assert ours == theirs


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        (v.PARTICIPATING_STATE, 57),
        (v.MEDITERRANEAN_PARTNER, 6),
        (v.ASIAN_PARTNER, 5),
        (v.STATE, 68),
        (v.PARTICIPATION, 68),
        (v.INSTITUTION, 3),
        (v.FIELD_OPERATION, 49),
        (v.STRUCTURE, 80 + 49),
        (v.CITY, 120 + 915),
        (v.TOWN, 915),
        (v.REGION, 7),
        (v.TERRITORY, 15),
        (v.HISTORIC_STATE, 6),
        (v.OTHER_COUNTRY, 10),
        (v.FIELD_OF_WORK, 38),
        (v.CONTENT_TYPE, 29),
        (v.MEETING_SERIES, 16),
        (v.FOAF_PERSON, 144),
        (v.TENURE, 150),
        (v.DATED_NAME, 78),
    ],
)
def test_counts(facts: Store, kind: NamedNode, count: int) -> None:
    assert len(members(facts, kind)) == count


def test_turkiye(facts: Store) -> None:
    turkiye = thing("state", "turkiye")
    assert texts(facts, turkiye, v.RDFS_LABEL) == {"Türkiye"}
    assert texts(facts, turkiye, v.ISO2, v.ISO3, v.M49) == {"TR", "TUR", "792"}
    assert "Turkey" in texts(facts, turkiye, v.SKOS_ALT_LABEL)


def test_the_holy_see_is_not_the_vatican_city_state(facts: Store) -> None:
    same = {quad.object for quad in facts.quads_for_pattern(thing("state", "holy-see"), v.OWL_SAME_AS, None)}
    assert same == {NamedNode("http://www.wikidata.org/entity/Q159583")}


@pytest.mark.parametrize("key", ["kosovo", "united-arab-emirates", "czechoslovakia", "central-asia"])
def test_places_that_are_no_states(facts: Store, key: str) -> None:
    assert thing("place", key) in members(facts, v.PLACE)
    assert thing("place", key) not in members(facts, v.STATE)
    assert thing("state", key) not in members(facts, v.STATE)


@pytest.mark.parametrize(
    ("state", "since"),
    [
        ("uzbekistan", Literal("1992-01-30", datatype=v.XSD_DATE)),
        ("mongolia", Literal("2012-11-21", datatype=v.XSD_DATE)),
        ("jordan", Literal("1998", datatype=v.XSD_G_YEAR)),
    ],
)
def test_participation(facts: Store, state: str, since: Literal) -> None:
    participation = part(thing("state", state), "participation")
    (start,) = facts.quads_for_pattern(participation, v.SCHEMA_START_DATE, None)
    assert start.object == since


def test_the_mission_to_serbia_and_montenegro_was_split(facts: Store) -> None:
    before = thing("field-operation", "mission-to-serbia-and-montenegro")
    after = {quad.object for quad in facts.quads_for_pattern(before, v.SUCCESSOR, None)}
    assert after == {thing("field-operation", f"mission-to-{heir}") for heir in ("serbia", "montenegro")}


def test_common_nouns_are_not_names(facts: Store) -> None:
    shown = {quad.object for quad in facts.quads_for_pattern(None, v.SKOS_ALT_LABEL, None)}
    nouns = ("the Organization", "Ministerial", "Secretariat", "Secretary General", "Parliamentary Assembly")
    assert not shown & {Literal(noun, language="en") for noun in nouns}


def test_every_method_in_use_is_described(facts: Store) -> None:
    used = {thing("method", value) for name, value in vars(methods).items() if name.isupper()}
    assert used == members(facts, v.METHOD)


def test_the_version_of_a_method_is_that_of_its_address(facts: Store) -> None:
    for method in members(facts, v.METHOD):
        version = method.value.rpartition("-")[2]
        assert texts(facts, method, v.SCHEMA_SOFTWARE_VERSION) == {version}, method
        assert all(label.endswith(f"version {version}") for label in texts(facts, method, v.RDFS_LABEL)), method


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("states", "state"),
        ("cities", "place"),
        ("other-places", "place"),
        ("structures", "structure"),
        ("field-operations", "field-operation"),
        ("fields-of-work", "field-of-work"),
        ("content-types", "content-type"),
        ("meeting-series", "meeting-series"),
    ],
)
def test_no_row_of_the_lists_is_lost(facts: Store, measuring_data: Path, name: str, kind: str) -> None:
    with (measuring_data / "facts" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    lost = [row["slug"] for row in rows if texts(facts, thing(kind, row["slug"]), v.RDFS_LABEL) != {row["label"]}]
    assert rows
    assert not lost


def test_no_office_holder_of_the_lists_is_lost(facts: Store, measuring_data: Path) -> None:
    with (measuring_data / "facts" / "office-holders.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    tenures = [tenure.value.rpartition("/")[2] for tenure in members(facts, v.TENURE)]
    listed = [f"{row['structure']}-{slug(row['name'])}-{row['from'][:4]}".rstrip("-") for row in rows]
    assert sorted(tenures) == sorted(listed)


@pytest.mark.parametrize(
    ("fact", "basis", "certainty"),
    [
        ("state/montenegro#participation-basis-startDate", "general-knowledge", "medium"),
        ("state/north-macedonia#participation-basis-startDate", "unconfirmed", "low"),
        ("tenure/odihr-director-janez-lenarcic-2008#basis-startDate", "general-knowledge", "medium"),
        ("tenure/odihr-director-janez-lenarcic-2008#basis-endDate", "general-knowledge", "medium"),
        ("tenure/odihr-director-gerard-stoudmann-1997#basis-endDate", "general-knowledge", "medium"),
        ("tenure/secretary-general-kate-fearon-2024#basis-fromState", "general-knowledge", "low"),
        ("field-operation/mission-to-skopje#basis-foundingDate", "general-knowledge", "medium"),
        ("field-operation/centre-in-astana#basis-siteLabel", "inferred", "medium"),
    ],
)
def test_what_is_doubtful_says_why(facts: Store, fact: str, basis: str, certainty: str) -> None:
    grounding = NamedNode(BASE + fact)
    assert grounding in members(facts, v.GROUNDING) & members(facts, v.RDF_STATEMENT)
    (ground,) = facts.quads_for_pattern(grounding, v.BASIS, None)
    assert ground.object == thing("basis", basis)
    assert texts(facts, grounding, v.CERTAINTY) == {certainty}
    assert texts(facts, grounding, v.SKOS_NOTE)
