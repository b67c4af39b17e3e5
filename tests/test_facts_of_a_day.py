"""Questions that the vocabularies answer, in SPARQL: one file each in `tests/asked`, the question in line one.

A question about one thing or one day holds it in a VALUES line; the tests ask it with other values too.
"""

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from graph import pages, rooms
from graph import vocabulary as v
from graph.build import build
from graph.iri import BASE, thing
from graph.vocabularies.reference import Reference

QUESTIONS = Path(__file__).resolve().parent / "asked"
VALUES = re.compile(r"(VALUES \S+|VALUES \([^)]*\)) \{.*\}")


@pytest.fixture(scope="module")
def facts(reference: Reference) -> Store:
    store = Store()
    store.extend(reference.quads)
    return store


def ask(facts: Store, question: str, *values: str) -> list[str]:
    """The answers, without the base of their IRIs; `values` stand in for those of the first VALUES line."""
    query = (QUESTIONS / f"{question}.rq").read_text()
    if values:
        given = " ".join(values)
        query = VALUES.sub(lambda line: f"{line[1]} {{ {f'({given})' if len(values) > 1 else given} }}", query, count=1)
    rows = facts.query(query, use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)
    return [" ".join(name(term) for term in row if term is not None) for row in rows]


def name(term: object) -> str:
    return term.value.removeprefix(BASE) if isinstance(term, NamedNode | Literal) else str(term)


@pytest.mark.parametrize("question", sorted(QUESTIONS.glob("*.rq")), ids=lambda file: file.stem)
def test_every_question_is_asked_in_words_and_has_an_answer(question: Path, facts: Store) -> None:
    assert re.match(r"# [A-Z].*\?\n", question.read_text())
    assert ask(facts, question.stem)


@pytest.mark.parametrize(
    ("label", "day", "operation"),
    [
        ("OSCE Programme Office in Astana", "2006-03-01", "centre-in-almaty"),
        ("OSCE Programme Office in Astana", "2010-03-01", "centre-in-astana"),
        ("OSCE Programme Office in Astana", "2016-03-01", "programme-office-in-astana"),
        ("OSCE Programme Office in Dushanbe", "1998-03-01", "mission-to-tajikistan"),
        ("OSCE Programme Office in Dushanbe", "2005-03-01", "centre-in-dushanbe"),
        ("OSCE Programme Office in Dushanbe", "2012-03-01", "office-in-tajikistan"),
        ("OSCE Programme Office in Dushanbe", "2019-03-01", "programme-office-in-dushanbe"),
        ("OSCE Mission to Serbia", "2002-03-01", "mission-to-federal-republic-of-yugoslavia"),
        ("OSCE Mission to Serbia", "2005-03-01", "mission-to-serbia-and-montenegro"),
        ("OSCE Mission to Serbia", "2007-03-01", "mission-to-serbia"),
        ("OSCE Project Co-ordinator in Baku", "2008-03-01", "office-in-baku"),
        ("OSCE Project Co-ordinator in Baku", "2014-03-01", "project-co-ordinator-in-baku"),
        ("OSCE Mission to Croatia", "2004-03-01", "mission-to-croatia"),
        ("OSCE Office in Zagreb", "2010-03-01", "office-in-zagreb"),
        ("OSCE Project Co-ordinator in Ukraine", "2004-03-01", "project-co-ordinator-in-ukraine"),
        ("OSCE Special Monitoring Mission to Ukraine", "2016-03-01", "special-monitoring-mission-to-ukraine"),
        ("OSCE Mission to Skopje", "2005-03-01", "spillover-monitor-mission-to-skopje"),
        # The last day of one and the first of the next; and a day on which none was at work.
        ("OSCE Programme Office in Astana", "2014-12-31", "centre-in-astana"),
        ("OSCE Programme Office in Astana", "2015-01-01", "programme-office-in-astana"),
        ("OSCE Programme Office in Astana", "1993-03-01", "programme-office-in-astana"),
    ],
)
def test_a_label_and_a_day_name_the_operation_of_the_time(
    facts: Store, reference: Reference, label: str, day: str, operation: str
) -> None:
    assert ask(facts, "source-of-the-time", f'"{label}"', f'"{day}"') == [f"field-operation/{operation}"]
    assert reference.source(f"{label} (closed)", day) == thing("field-operation", operation)


def middles(facts: Store) -> Iterator[tuple[str, str]]:
    """Each label of the website with a day in the middle of the life of each operation that it stands for."""
    for filed in facts.quads_for_pattern(None, v.SITE_LABEL, None):
        bounds = []
        for property, default in ((v.SCHEMA_FOUNDING_DATE, "1990"), (v.SCHEMA_DISSOLUTION_DATE, "2026-11-24")):
            date = next((str(name(q.object)) for q in facts.quads_for_pattern(filed.subject, property, None)), default)
            bounds.append(
                datetime.date.fromisoformat((date + "-07-15")[:10] if len(date) == 4 else (date + "-15")[:10])
            )
        yield name(filed.object), (bounds[0] + (bounds[1] - bounds[0]) / 2).isoformat()


def test_sparql_and_python_resolve_every_label_alike(facts: Store, reference: Reference) -> None:
    pairs = sorted(middles(facts))
    assert len(pairs) >= 40
    for label, day in pairs:
        found = reference.source(label, day)
        assert ask(facts, "source-of-the-time", f'"{label}"', f'"{day}"') == [name(found)], (label, day)


@pytest.mark.parametrize(
    ("day", "person", "state"),
    [
        ("2008-05-15", "alexander-stubb", "state/finland"),
        ("2008-04-03", "ilkka-kanerva", "state/finland"),
        ("2008-04-04", "alexander-stubb", "state/finland"),
        ("1992-07-03", "jozef-moravcik", "place/czechoslovakia"),
        ("2000-02-04", "benita-ferrero-waldner", "state/austria"),
        ("2009-12-31", "george-papandreou", "state/greece"),
        ("2010-01-01", "kanat-saudabayev", "state/kazakhstan"),
        ("2025-12-31", "elina-valtonen", "state/finland"),
    ],
)
def test_the_chair_on_a_day_is_a_person_and_a_state(facts: Store, day: str, person: str, state: str) -> None:
    chair = f"<{BASE}structure/chairperson-in-office>"
    assert ask(facts, "in-office-on-a-day", chair, f'"{day}"') == [f"person/{person} {state}"]


@pytest.mark.parametrize(
    ("office", "day", "people"),
    [
        ("structure/secretary-general", "2011-07-01", ["lamberto-zannier"]),
        ("structure/secretary-general", "2026-11-24", ["feridun-sinirlioglu"]),
        # June 2005 is all that is known of the change.
        ("structure/secretary-general", "2005-06-15", ["jan-kubis", "marc-perrin-de-brichambaut"]),
        ("structure/hcnm", "2013-08-19", ["knut-vollebaek"]),
        ("structure/hcnm", "2013-08-20", ["astrid-thors"]),
        ("structure/odihr-director", "2010-01-01", ["janez-lenarcic"]),
        ("structure/rfom", "2017-05-01", []),
        # Known by a single day, so not taken to be in office for ever.
        ("field-operation/project-co-ordinator-in-uzbekistan", "2008-05-23", ["istvan-venczel"]),
        ("field-operation/project-co-ordinator-in-uzbekistan", "2012-05-23", []),
        ("field-operation/mission-to-bosnia-and-herzegovina", "2014-09-30", ["jonathan-moore"]),
        ("field-operation/mission-to-bosnia-and-herzegovina", "2022-01-01", []),
    ],
)
def test_who_was_in_office_on_a_day(facts: Store, office: str, day: str, people: list[str]) -> None:
    found = ask(facts, "in-office-on-a-day", f"<{BASE}{office}>", f'"{day}"')
    assert [row.split()[0].removeprefix("person/") for row in found] == people


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("2008-05-15", ["spain", "finland", "greece"]),
        ("2008-12-31", ["spain", "finland", "greece"]),
        ("2009-01-01", ["finland", "greece", "kazakhstan"]),
        ("1999-06-01", ["poland", "norway", "austria"]),
    ],
)
def test_the_troika_of_a_day(facts: Store, day: str, states: list[str]) -> None:
    assert ask(facts, "troika-of-a-day", f'"{day}"') == [f"state/{state}" for state in states]


def test_the_chair_is_held_without_a_gap(facts: Store) -> None:
    day, last = datetime.date(1991, 6, 19), datetime.date(2025, 12, 31)
    tenures = sorted(
        (name(start.object), name(end.object))
        for held in facts.quads_for_pattern(None, v.ORG_HAS_ORGANIZATION, thing("structure", "chairperson-in-office"))
        for start in facts.quads_for_pattern(held.subject, v.SCHEMA_START_DATE, None)
        for end in facts.quads_for_pattern(held.subject, v.SCHEMA_END_DATE, None)
    )
    for start, end in tenures:
        assert datetime.date.fromisoformat(start) == day
        day = datetime.date.fromisoformat(end) + datetime.timedelta(1)
    assert day - datetime.timedelta(1) == last


@pytest.mark.parametrize(
    ("bearer", "day", "names"),
    [
        ("place/astana", "1995-01-01", ["Akmola"]),
        ("place/astana", "2010-12-01", ["Astana"]),
        ("place/astana", "2020-06-01", ["Nur-Sultan"]),
        ("place/astana", "2023-06-01", ["Astana"]),
        ("state/turkiye", "2008-05-15", ["Turkey"]),
        ("state/turkiye", "2024-05-15", ["Türkiye"]),
        ("state/north-macedonia", "2018-01-01", ["the former Yugoslav Republic of Macedonia"]),
        ("state/north-macedonia", "2020-01-01", ["North Macedonia"]),
        ("state/serbia", "2004-01-01", ["Serbia and Montenegro"]),
        ("structure/osce", "1994-12-31", ["CSCE", "Conference on Security and Co-operation in Europe"]),
        ("structure/osce", "1995-01-01", ["OSCE", "Organization for Security and Co-operation in Europe"]),
        ("structure/odihr", "1991-06-01", ["Office for Free Elections"]),
        ("structure/permanent-council", "1994-06-01", ["Permanent Committee"]),
        ("field-operation/mission-to-moldova", "1994-06-01", ["CSCE Mission to Moldova"]),
        ("field-operation/centre-in-ashgabat", "2003-06-01", ["OSCE Centre in Ashgabad"]),
    ],
)
def test_the_name_of_the_time(facts: Store, bearer: str, day: str, names: list[str]) -> None:
    assert ask(facts, "name-on-a-day", f"<{BASE}{bearer}>", f'"{day}"') == names


def test_facts_are_counted_by_what_they_rest_on(facts: Store) -> None:
    written: Counter[str] = Counter()
    for file in (rooms.ontology() / "vocabularies").glob("*.ttl"):
        written.update(re.findall(r"osce:basis <(basis/[a-z-]+)>", file.read_text()))
    counted = {basis: int(number) for basis, number in (row.split() for row in ask(facts, "facts-by-basis"))}
    assert counted == written
    assert set(counted) == {
        f"basis/{key}" for key in ("general-knowledge", "inferred", "published-source", "unconfirmed")
    }
    assert counted["basis/general-knowledge"] > 100


def test_an_office_holder_is_one_person_however_spelt(tmp_path: Path) -> None:
    """The release that prints another spelling is published, and its speaker is the person who held the office."""
    (tmp_path / "page.txt").write_text(
        "Course on trafficking opens\n\nVIENNA, 14 March 2019 - A course on combating trafficking opened today.\n"
        "“Courses help police officers to see the signs,” said Val Richey, the OSCE Special Representative for "
        "Combating Trafficking in Human Beings.\n"
        "“They do more than that for the victims,” said Jan Kubis, a former OSCE Secretary General.\n"
    )
    built = build(pages.find([str(tmp_path / "page.txt")]).pages, tmp_path / "data")
    assert built.rejections == ()
    store = Store.read_only(str(built.snapshot.store_path))
    rows = store.query(
        """PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX schema: <https://schema.org/>
        SELECT DISTINCT ?person ?name { ?quote schema:spokenByCharacter ?person . ?person foaf:name ?name }
        ORDER BY ?person"""
    )
    assert isinstance(rows, QuerySolutions)
    said = [" ".join(name(term) for term in row) for row in rows]
    assert said == ["person/jan-kubis Ján Kubiš", "person/valiant-richey Valiant Richey"]
