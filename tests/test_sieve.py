"""What is read off a SELECT before it is asked: no node is kept back at which it would find something."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, Variable

from graph.shacl import Indexed
from graph.shacl.compiling import sparql
from graph.shacl.components import Context
from graph.shacl.data import Term
from graph.shacl.sieve import sieve_of
from graph.shacl.vocabulary import SH

X = "urn:x:"
HEAD = f"PREFIX x: <{X}> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> SELECT $this ?value WHERE "
READ = (
    "{ $this x:p ?value }",
    "{ $this x:p ?value ; x:q ?other . FILTER NOT EXISTS { ?value x:p ?other } }",
    "{ $this x:p ?value . FILTER NOT EXISTS { $this x:q ?any } }",
    "{ $this x:p ?value . FILTER NOT EXISTS { $this x:q ?other } FILTER NOT EXISTS { ?value x:q ?other } }",
    "{ $this x:p ?value . $this x:p|x:q ?other . FILTER NOT EXISTS { $this x:q ?other } }",
    "{ $this x:p ?value ; x:q ?how . FILTER NOT EXISTS { $this ?how ?value } }",
    "{ $this x:p ?value . OPTIONAL { $this x:q ?other } FILTER NOT EXISTS { ?value x:q ?other } }",
    "{ $this x:p ?value . { ?value x:q ?other } UNION { ?other x:q ?value } FILTER (?other != $this) }",
    "{ ?value x:p $this . # $this x:q ?value .\n $this ^x:q ?other }",
    "{ $this x:p/x:q ?value ; x:p x:a , ?other . BIND (STR(?other) AS ?text) MINUS { $this x:q x:b } }",
    '{ $this x:p ?value . FILTER (STR(?value) != "} FILTER NOT EXISTS { $this x:p ?value }") }',
    "{ $this x:p ?value } GROUP BY $this ?value HAVING (COUNT(*) > 0)",
)
FILTERED = (
    "{ $this x:p|x:q ?value . FILTER (?value = 1) }",
    '{ $this x:p|x:q|x:r ?value . FILTER (?value = "x" || ?value IN (x:a, x:b)) }',
    "{ $this x:p ?value ; x:q ?other . FILTER (STRLEN(STR(?value)) > STRLEN(STR(?other)) && ?other != x:a) }",
    '{ $this x:p ?value . FILTER (STRAFTER(STR($this), "x:") = STRAFTER(STR(?value), "x:")) }',
    '{ $this x:p ?value . FILTER CONTAINS(STR(?value), "a") FILTER (!STRSTARTS(STR($this), "urn:x:b")) }',
    "{ $this x:p ?value . ?value x:q ?other . FILTER (?other - 1 >= 0 && REGEX(STR(?value), 'a|b')) }",
    "{ $this x:p ?value . OPTIONAL { $this x:q ?other } FILTER (?value = ?other) }",
    "{ $this x:p ?value . FILTER (COALESCE(?value < 3, true)) FILTER (?value IN (1, 'x')) }",
    "{ $this x:p ?value . BIND (STR(?value) AS ?text) FILTER (?text = 'x') FILTER (IF(?value = 1, false, true)) }",
    "{ $this ?how ?value . FILTER (?value + 1 = 2) }",
    "{ $this x:p ?value . FILTER (SUBSTR(STR(?value), 7, 1) != 'a') { ?value x:q ?b } UNION { ?b x:q ?value } }",
    "{ $this x:p ?value . FILTER NOT EXISTS { $this x:q|x:r ?any } FILTER (?value != 'x'@en) }",
    "{ ?value x:p $this . FILTER (?value != x:a && STR(?value) > STR($this)) }",
    "{ ?other x:p $this ; x:q ?value . FILTER (?value = 1) FILTER NOT EXISTS { $this x:q ?value } }",
    "{ $this x:q ?one . ?other x:q ?one ; x:p ?value . FILTER (?other != $this && STR(?value) <= 'urn:x:b') }",
    "{ ?value x:p|x:q $this . $this x:p x:b . ?value x:q ?three . FILTER (STRLEN(STR(?three)) * 2 > 3) }",
)
NOT_READ = (
    "{ $this x:p ?value } HAVING (COUNT(*) = 0)",
    "{ GRAPH ?g { $this x:p ?value } }",
    "{ VALUES ?value { 1 } }",
    "{ ?value x:p [ x:q $this ] }",
    "{ $this y:p ?value }",
    "{ ?value x:p $this }",
)


def drawn(number: int) -> tuple[Store, list[NamedNode]]:
    draw, nodes = random.Random(number), [NamedNode(X + name) for name in "abcdpq"]
    values: list[NamedNode | Literal] = [*nodes, Literal("x"), Literal(1)]
    store = Store()
    for _ in range(14):
        store.add(Quad(draw.choice(nodes), draw.choice(nodes[-2:]), draw.choice(values)))
    return store, nodes


@pytest.mark.parametrize("where", READ + FILTERED)
def test_what_a_query_finds_passes_its_sieve(where: str) -> None:
    query = HEAD + where
    sieve = sieve_of(query)
    found = kept_back = 0
    for number in range(60):
        store, nodes = drawn(number)
        data = Indexed(store)
        for node in nodes:
            solutions = list(store.query(query, substitutions={Variable("this"): node}))  # type: ignore[arg-type]
            passes = sieve is None or sieve.passes(data, node, data.of(node))
            assert passes or not solutions, (number, node)
            found += bool(solutions)
            kept_back += not passes
    assert found
    assert kept_back or sieve is None


@pytest.mark.parametrize("where", NOT_READ)
def test_what_cannot_be_read_is_always_asked(where: str) -> None:
    assert sieve_of(HEAD + where) is None


def test_where_too_much_has_to_be_tried_the_query_is_as_stored() -> None:
    store, node = Store(), NamedNode(f"{X}a")
    for number in range(100):
        store.add(Quad(node, NamedNode(f"{X}p"), Literal(number)))
    data = Indexed(store)
    hard = sieve_of(HEAD + "{ $this x:p ?one , ?two , ?three . FILTER (?one + ?two + ?three > 1000) }")
    easy = sieve_of(HEAD + "{ $this x:p ?one . FILTER (?one > 1000) }")
    assert hard
    assert hard.passes(data, node, data.of(node))
    assert easy
    assert not easy.passes(data, node, data.of(node))


@pytest.mark.parametrize(
    "where",
    [
        "{ $this x:p ?value . #\r OPTIONAL {\n $this x:q ?other } }",
        "{ $this x:p ?value . FILTER (STR(?value) != '''a'b) $this x:q ?other . FILTER ('c''') }",
        "{ $this x:p ?value . FILTER((1<2)&&4>3) OPTIONAL { ?value x:q ?b . FILTER(1<(2)&&(4>3)) $this x:q ?c } }",
    ],
)
def test_signs_stand_where_the_engine_sees_them(where: str) -> None:
    store, node = Store(), NamedNode(f"{X}a")
    store.add(Quad(node, NamedNode(f"{X}p"), Literal("x")))
    assert list(store.query(HEAD + where, substitutions={Variable("this"): node}))  # type: ignore[arg-type]
    data, sieve = Indexed(store), sieve_of(HEAD + where)
    assert sieve is None or sieve.passes(data, node, data.of(node))


def test_an_order_that_looks_like_an_iri_is_not_read() -> None:
    assert sieve_of(HEAD + "{ $this x:p ?value . FILTER(1<(2)&&(4>3)) }") is None
    assert sieve_of(HEAD + "{ $this <p> ?value }") is None


def test_where_the_store_has_changed_literals_the_query_is_as_stored() -> None:
    node, other = NamedNode(f"{X}a"), Literal("01", datatype=Literal(1).datatype)
    quads = [Quad(node, NamedNode(f"{X}p"), other)]
    store = Store()
    store.extend(quads)
    asked, written = Indexed(store), Indexed(store, quads)
    assert asked.is_as_stored
    assert not written.is_as_stored
    query = HEAD + "{ $this x:p ?value . FILTER (STRLEN(STR(?value)) = 1) }"
    shape = {SH("select"): (Literal(query),)}
    check = sparql(Context(_Says(shape), {}, lambda node: lambda data, value: True, {}), node, {})  # type: ignore[arg-type]
    assert list(check(written, node, written.of(node), ()))
    assert list(check(asked, node, asked.of(node), ()))


@dataclass(frozen=True)
class _Says:
    """Shapes that say the same of every node."""

    shape: Mapping[NamedNode, Sequence[Term]]

    def of(self, node: Term) -> Mapping[NamedNode, Sequence[Term]]:
        return self.shape


class _Long(tuple[Term, ...]):
    """Values too many to be gone through for each of others."""

    def __contains__(self, value: object) -> bool:
        raise AssertionError("gone through")


def test_whether_a_value_is_stated_is_asked_of_the_data() -> None:
    store, node = Store(), NamedNode(f"{X}a")
    for name in "pq":
        store.extend(Quad(node, NamedNode(X + name), NamedNode(f"{X}{name}{one}")) for one in range(100))
    data, sieve = Indexed(store), sieve_of(HEAD + "{ $this x:p ?value . $this x:q ?value }")
    assert sieve
    assert not sieve.passes(data, node, {name: _Long(values) for name, values in data.of(node).items()})


@pytest.mark.parametrize("part", ["FILTER (?value != x:a) ", "FILTER NOT EXISTS { ?value x:p x:none } "])
def test_of_a_query_of_many_filters_nothing_is_read_off(part: str) -> None:
    few, many = (f"{HEAD}{{ $this x:p ?value . {part * number} }}" for number in (50, 51))
    assert sieve_of(few)
    assert sieve_of(many) is None


def test_each_look_of_a_filter_at_a_value_is_a_try() -> None:
    store, node = Store(), NamedNode(f"{X}a")
    store.extend(Quad(node, NamedNode(f"{X}p"), Literal(number)) for number in range(100))
    data = Indexed(store)
    for filters, asked in ((10, False), (40, True)):
        sieve = sieve_of(f"{HEAD}{{ $this x:p ?value . {'FILTER (?value != 500) ' * filters}FILTER (?value > 500) }}")
        assert sieve
        assert sieve.passes(data, node, data.of(node)) is asked


@pytest.mark.parametrize(("letters", "read"), [(100, True), (101, False)])
def test_prefixes_that_are_too_long_are_not_read(letters: int, read: bool) -> None:
    prefix = "a" * letters
    query = f"PREFIX {prefix}: <{X}> SELECT $this ?value WHERE {{ $this {prefix}:p ?value }}"
    assert (sieve_of(query) is not None) is read


def test_of_an_endless_query_nothing_is_read_off() -> None:
    assert sieve_of(HEAD + "{ " + " ".join(f"?v{one} x:p ?v{one + 1} ." for one in range(5000)) + " }") is None


def test_nothing_is_left_out() -> None:
    assert (len(READ), len(FILTERED), len(NOT_READ)) == (12, 16, 6)
