"""ORDER BY over values of several kinds: answered, with the values of each kind in their order."""

import random
import time

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Store
from rdflib import Graph

from endpoint.queries import guard, ordering

PROLOGUE = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX x: <https://example.org/> "
# As a query writes them, in the order of kinds; each list stands in its own order, and no two of its values are equal.
KINDS = {
    "iri": ["x:A", "x:a", "x:b", "<urn:a>"],
    "number": ["-1e3", "-7", "0.5", "9", "10", "10.5", "1e2", '"INF"^^xsd:double'],
    "no number": ['"NaN"^^xsd:double'],
    "text": ['"10"', '"5"', '"9"', '"A"@en', '"a"@en', '"a"', '"b"', '"ä"'],
    "boolean": ["false", "true"],
    # A month or a year stands where its first day does.
    "day": [
        '"0900-12-31"^^xsd:date',
        '"1999"^^xsd:gYear',
        '"1999-12"^^xsd:gYearMonth',
        '"1999-12-31"^^xsd:date',
        '"2005"^^xsd:gYear',
        '"2005-01-02"^^xsd:date',
        '"2005-01-10"^^xsd:date',
        '"2005-02"^^xsd:gYearMonth',
    ],
    "wrong day": ['"10"^^xsd:date', '"5"^^xsd:date', '"9x"^^xsd:date'],
    "time": [
        f'"{one}"^^xsd:dateTime'
        for one in (
            "1999-01-01T00:00:00",
            "2005-01-01T10:00:00+05:00",
            "2005-01-01T06:00:00",
            "2005-01-01T03:00:00-05:00",
        )
    ],
    "span": ['"PT5S"^^xsd:dayTimeDuration', '"PT10S"^^xsd:dayTimeDuration', '"P1D"^^xsd:dayTimeDuration'],
    "year in a zone": ['"1999Z"^^xsd:gYear', '"2005Z"^^xsd:gYear'],
    "other": ['"10"^^<urn:x:t>', '"5"^^<urn:x:t>'],
}
ORDERED = ["UNDEF", *(term for kind in KINDS.values() for term in kind)]
ENGINE = Store()


def rows(query: str) -> list[str | None]:
    return [one and str(one) for (one,) in ENGINE.query(query)]  # type: ignore[union-attr]


def asked(terms: list[str], modifiers: str = "ORDER BY ?o", head: str = "?o") -> str:
    return f"{PROLOGUE}SELECT {head} {{ VALUES ?o {{ {' '.join(terms)} }} }} {modifiers}"


def by_kind(query: str) -> str:
    written = ordering.by_kind(guard.inspect(query, length=1 << 20, nesting=100))
    assert written is not None
    return written


def as_written(terms: list[str]) -> list[str | None]:
    """The terms, in the order given, as the engine has them."""
    return rows(asked(terms, ""))


@pytest.mark.parametrize("seed", range(20))
def test_values_of_all_kinds_come_kind_by_kind_each_in_its_order(seed: int) -> None:
    draw = random.Random(seed)
    terms = draw.choices(ORDERED, k=draw.randrange(2, 200))
    wanted = as_written(sorted(terms, key=ORDERED.index))
    assert rows(by_kind(asked(terms))) == wanted
    assert rows(by_kind(asked(terms, "ORDER BY DESC(?o)"))) == wanted[::-1]


@pytest.mark.parametrize("seed", range(20))
def test_distinct_limit_and_offset_cut_the_same_order(seed: int) -> None:
    draw = random.Random(seed)
    terms = draw.choices(ORDERED, k=100)
    wanted = as_written(sorted(set(terms), key=ORDERED.index))
    begin, length = draw.randrange(10), draw.randrange(1, 20)
    cut = f"ORDER BY ?o LIMIT {length} OFFSET {begin}"
    assert rows(by_kind(asked(terms, cut, "DISTINCT ?o"))) == wanted[begin : begin + length]
    inner = asked(list(set(terms)), cut).removeprefix(PROLOGUE)
    counted = f"{PROLOGUE}SELECT (COUNT(?o) AS ?n) {{ {{ {inner} }} FILTER(isIRI(?o)) }}"
    iris = sum(one is not None and one.startswith("<") for one in wanted[begin : begin + length])
    assert rows(by_kind(counted)) == [f'"{iris}"^^<http://www.w3.org/2001/XMLSchema#integer>']


def numbers(draw: random.Random) -> str:
    one = draw.randrange(-(10**6), 10**6) / 8
    kind = draw.choice(("integer", "decimal", "double", "float"))
    return f'"{one:.{0 if kind == "integer" else 3}f}"^^xsd:{kind}'


def days(draw: random.Random) -> str:
    return f'"{draw.randrange(1, 3000):04}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"^^xsd:date'


def times(draw: random.Random) -> str:
    zone = draw.choice(("Z", "+05:00", "-11:30"))
    day = f"{draw.randrange(1990, 1999)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
    return f'"{day}T{draw.randrange(24):02}:{draw.randrange(60):02}:00{zone}"^^xsd:dateTime'


def words(draw: random.Random) -> str:
    return f'"{"".join(draw.choices("abAB059äž 한", k=draw.randrange(6)))}"'


def names(draw: random.Random) -> str:
    return f"<urn:{''.join(draw.choices('abAB059ä', k=draw.randrange(1, 6)))}>"


DRAWN = {"numbers": numbers, "days": days, "times": times, "words": words, "names": names}
KEYS = {"numbers": "xsd:double(STR(?o))", "times": '?o - "1990-01-01T00:00:00Z"^^xsd:dateTime'}
"""Of values of which two may be equal and not the same: what is the same then."""


@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.parametrize("direction", ["", "DESC"])
def test_values_of_one_kind_stand_as_the_engine_and_rdflib_have_them(kind: str, direction: str) -> None:
    draw = random.Random(kind)
    for _ in range(4):
        # Those that are equal have no order among them, so one of each stays.
        drawn = [DRAWN[kind](draw) for _ in range(120)]
        keys = rows(asked(drawn, "", f"({KEYS.get(kind, '?o')} AS ?k)"))
        terms = list(dict(zip(keys, drawn, strict=True)).values())
        query = asked(terms, f"ORDER BY {direction}(?o)")
        found = rows(by_kind(query))
        assert found == rows(query)
        assert found == as_written([row[0].n3() for row in Graph().query(query)])  # type: ignore[index]


@pytest.mark.parametrize(
    ("clause", "conditions"),
    [
        ("?o", 1),
        ("DESC(?o) $x", 2),
        ("asc(?o)desc(?x)limit 1", 2),
        ("(?o = ')') ?x OFFSET 1", 2),
        ("lcase(?o) xsd:double(?x) LIMIT 2", 1),
        ("STR(?o) DESC((STRLEN(STR(?x)))) ?x", 1),
        ("(STRLEN(STR(?o)) + 1)", 1),
        ("?o # ASC(?x)\n?x", 2),
        ("?o VALUES (?x) { (1) }", 1),
        ("?o NOT EXISTS { ?s ?p ?o }", 1),
    ],
)
def test_each_way_to_write_a_condition_is_read(clause: str, conditions: int) -> None:
    query = f"{PROLOGUE}SELECT ?o {{ VALUES (?o ?x) {{ ('ORDER BY ?o' 2) ('(' 1) }} }} ORDER BY {clause}"
    written = by_kind(query)
    assert written.count("isLITERAL(TZ(") == conditions
    assert sorted(map(str, ENGINE.query(written))) == sorted(map(str, ENGINE.query(query)))  # type: ignore[arg-type]


def test_what_is_counted_is_of_one_kind() -> None:
    counted = "SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s ORDER BY DESC(?n) LIMIT 3"
    assert ordering.by_kind(guard.inspect(counted, length=1000, nesting=9)) is None
    other = counted.replace("(COUNT(?o) AS ?n)", "(SAMPLE(?o) AS ?n)")
    assert ordering.by_kind(guard.inspect(other, length=1000, nesting=9)) is not None


def test_a_hundred_conditions_are_written_anew() -> None:
    """Each is written some hundred times longer; who asks for thousands must not have megabytes written."""
    seen = guard.inspect(f"SELECT * {{ ?a ?b ?c }} ORDER BY {'?a ' * 120}?b", length=1 << 20, nesting=9)
    written = ordering.by_kind(seen)
    assert written is not None
    assert written.count("isLITERAL(TZ(") == 100
    assert written.endswith("?a ?b")


@pytest.mark.parametrize(
    "clause", ["(?o<'>' && ?x = ' ')", "RAND()", "IF(?o = UUID(), 1, ?o)", r"?\u006F", "EXISTS { ?s ?p ?o }"]
)
def test_what_may_differ_or_cannot_be_read_is_left(clause: str) -> None:
    assert ordering.by_kind(guard.inspect(asked(["1"], f"ORDER BY {clause}"), length=1000, nesting=9)) is None


def test_a_query_without_order_is_left() -> None:
    assert ordering.by_kind(guard.inspect('SELECT ("ORDER BY ?x" AS ?y) {}', length=1000, nesting=9)) is None


def test_brackets_that_do_not_close_are_looked_at_once() -> None:
    """Some tens of milliseconds; looked at again from each ORDER BY on they take several seconds."""
    seen = guard.inspect("SELECT * {} " + "ORDER BY ( " * 8000 + ")" * 50, length=1 << 20, nesting=1 << 20)
    begun = time.thread_time()
    ordering.by_kind(seen)
    assert time.thread_time() - begun < 1


@pytest.mark.parametrize("seed", range(300))
def test_what_is_no_query_stays_none(seed: int) -> None:
    draw = random.Random(seed)
    parts = [
        "ORDER BY",
        "?o",
        "(",
        ")",
        "DESC",
        "ASC",
        "STR",
        "=",
        ",",
        "'('",
        "LIMIT",
        "1",
        "{",
        "}",
        "EXISTS",
        "x:f",
        "+",
    ]
    query = asked(["1", '"a"'], "ORDER BY " + " ".join(draw.choices(parts, k=draw.randrange(1, 7))))
    written = ordering.by_kind(guard.inspect(query, length=10_000, nesting=100))
    assert written is None or parses(written) is parses(query)


def parses(query: str) -> bool:
    try:
        ENGINE.query(query)
    except SyntaxError:
        return False
    except RuntimeError:  # it calls what there is not
        return True
    return True


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_visitor_gets_an_answer(client: FlaskClient, method: str) -> None:
    """Where the engine found no order and ended."""
    terms = random.Random(5).choices(ORDERED[1:], k=200)
    query = asked(terms, "ORDER BY ?o")
    sent = {"query_string" if method == "get" else "data": {"query": query, "format": "tsv"}}
    response = getattr(client, method)("/sparql", **sent)
    assert response.status_code == 200, response.text
    plain = client.get("/sparql", query_string={"query": by_kind(query), "format": "tsv"})
    assert response.data == plain.data
    assert len(response.text.splitlines()) == 201
