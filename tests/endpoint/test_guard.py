"""The guard: what it lets through, what it refuses, and that no disguise gets past it."""

import contextlib
import random
import time

import pytest

from endpoint.problems import Problem
from endpoint.queries import guard
from tests.endpoint.fuzzing import mutated

PREFIX = "PREFIX ex: <http://example.org/> "


def seen(query: str) -> guard.Inspected:
    return guard.inspect(query, length=16_384, nesting=100)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://x/> { ?a ?b ?c } }",
        "SELECT * { service silent <http://x/> { ?a ?b ?c } }",
        "SELECT * { SeRvIcE?x { ?a ?b ?c } }",
        PREFIX + "SELECT * { SERVICEex:x { ?a ?b ?c } }",
        PREFIX + "SELECT * { ?s ?p trueSERVICE<http://x/>{} }",
        PREFIX + "SELECT * { ?s ?p 1SERVICE<http://x/>{} }",
        PREFIX + "SELECT * { ?s ?p ex:a\\# SERVICE <http://x/> {}\n }",
        PREFIX + "SELECT * { ?s ?p ex:a\\' SERVICE <http://x/> {} # '\n }",
        'SELECT * { ?s ?p "x"@en SERVICE <http://x/> {} }',
        'SELECT * { ?s ?p "a\\"b" SERVICE <http://x/> {} }',
        'SELECT * { ?s ?p """a"" b""" SERVICE <http://x/> {} }',
        "SELECT * { ?s ?p 'a' SERVICE <http://x/> {} } # '",
        "SELECT * { ?s ?p ?o FILTER(?s < ?o) SERVICE <http://x/> {} }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://x/> {} } }",
        "SELECT * { { SELECT * { SERVICE <http://x/> {} } } }",
        "SELECT * { \\u0053ERVICE <http://x/> {} }",
        "SELECT * { \\U00000053ERVICE <http://x/> {} }",
        'SELECT * { ?s ?p "\\u0022 SERVICE <http://x/> {} #" }',
        "SELECT * { ſervice <http://x/> {} }",
        "PREFIX SERVICEex: <http://x/> SELECT * { SERVICEex:x {} }",
        # the prefix alone is a name: a sign stands behind it, or it makes no IRI with the rest
        PREFIX + "SELECT * { ?s ex:-1SERVICE<http://x/>{} }",
        PREFIX + "SELECT * { ?s ?p ex:a.b.SERVICE<http://x/>{} }",
        "PREFIX ex: <http://e:> SELECT * { ?s ?p ex:SERVICE<http://x/>{} }",
        "PREFIXex:#\n<http://[::1]> SELECT * { ?s ?p ex:SERVICE<http://x/>{} }",
        "PREFIX ex: <http:\\u002F/e:> SELECT * { ?s ?p ex:SERVICE<http://x/>{} }",
        "BASE <http://e:> PREFIX ex: <> SELECT * { ?s ?p ex:SERVICE<http://x/>{} }",
        PREFIX + "PREFIX \ufffd: <http://x/> SELECT * { ?s ?p ex:SERVICE\ufffd:x{} }",
        # no long string, as it holds an escape that there is not: an empty one, and what is behind it
        PREFIX + 'SELECT * { VALUES ?x {"""a"ex:b\\#} SERVICE <http://x/> {} #"""\n}',
        "SELECT * { VALUES ?x {'''a'} SERVICE <http://x/> {} #\\q'''\n}",
        'SELECT * { VALUES ?x {"""a"} SERVICE <http://x/> {} #\\uD83D"""\n}',
        'SELECT * { VALUES ?x {"""a"} SERVICE <http://x/> {} #\\U00110000"""\n}',
    ],
)
def test_service_is_found_in_every_disguise(query: str) -> None:
    with pytest.raises(Problem) as caught:
        seen(query)
    assert caught.value.name == "federation-refused"


CALL = "SERVICE <http://x/> { ?a ?b ?c }"
HIDDEN = [
    # what looks like an IRI is `<`, and a comment or a string: to whoever does not see that, SERVICE is in a string
    f'SELECT * {{ FILTER(?a<?b#c>"""\n) {CALL} #"""\n}}',
    f"SELECT * {{ FILTER(?a<?b#c>'''\n) {CALL} #'''\n}}",
    f'SELECT (1<2#>"""\n AS ?x) {{ {CALL} #"""\n}}',
    f'SELECT * {{ FILTER(STR(?a)<2#>"""\n) {CALL} #"""\n}}',
    f'SELECT * {{ FILTER("a"@en<2#>"""\n) {CALL} #"""\n}}',
    f'{PREFIX}SELECT * {{ FILTER(ex:a<2#>"""\n) {CALL} #"""\n}}',
    f"SELECT * {{ FILTER(1<'>') {CALL} #'\n}}",
    f"SELECT * {{ FILTER(1.<'>') {CALL} #'\n}}",
    f"SELECT * {{ FILTER(1#;\n<'>') {CALL} #'\n}}",
    f"SELECT * {{ FILTER(?a<=?b && ?a<'>') {CALL} #'\n}}",
    f"SELECT * {{ FILTER(EXISTS{{?s ?p ?o}}<'>') {CALL} #'\n}}",
    f"SELECT * {{ FILTER(?a<(?b>?c)&&1<'>') {CALL} #'\n}}",
    # a name goes on where Python sees no letter, and behind a point or an escape
    f"SELECT * {{ FILTER(?a\u0300<'>') {CALL} #'\n}}",
    f"SELECT * {{ FILTER(?a\u3001<'>') {CALL} #'\n}}",
    f"{PREFIX}SELECT * {{ FILTER(ex:a.-<'>') {CALL} #'\n}}",
    f"{PREFIX}SELECT * {{ FILTER(ex:a\\~-<'>') {CALL} #'\n}}",
    # two signs are one
    f"SELECT * {{ FILTER(1<<http://x/#c>) {CALL} }}",
    f"SELECT * {{ FILTER(1<<b>&&1<'>') {CALL} #'\n}}",
]


@pytest.mark.parametrize("query", HIDDEN)
def test_what_is_hidden_behind_a_sign_that_looks_like_an_iri_is_refused(query: str) -> None:
    with pytest.raises(Problem) as caught:
        seen(query)
    assert caught.value.name == "query-syntax"
    assert "may be an IRI" in caught.value.detail


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s <http://x/#service> ?o FILTER(?o IN (<a#b>, <c#d>) && ?o != <http://z/#service>) }",
        'SELECT * { ?s ?p ?o FILTER("1"^^<http://www.w3.org/2001/XMLSchema#integer> < ?service) }',
        "SELECT * { ?service (<a#b>|^<c#d>)/<e#f>+ ?x , <g#h> FILTER(?x = <a#b> || ?x<3) }",
        "SELECT (COUNT(<a#b>) AS ?n) (NOW() AS ?t) { ?s <b#c> <d_(e)> }",
        "SELECT * { VALUES (?a ?b) { (<a#b> <c#d>) } }",
        "SELECT * { VALUES ?service { <a#b> <c#d> } }",
        "SELECT * { ?s ?service ?o FILTER(?s<5&&?o>3&&?s!=?o) }",
        "SELECT * { VALUES (?service ?a) { (<a#b> <c#d>) (UNDEF <c#d>) } (<a#b> ?a) ?p 1 }",
        "SELECT * { VALUES (?a ?b) { " + "(<a#b> <c#d>) " * 300 + "} }",
    ],
)
def test_iris_with_such_signs_are_let_through_where_they_are_plain(query: str) -> None:
    seen(query)


def test_functions_of_an_engine_cannot_be_hidden_so() -> None:
    for own in ("<bif:sys_eval>(1)", "<\\u0062if:sys_eval>(1)", "<sql:x>(1)"):
        with pytest.raises(Problem, match="may be an IRI"):
            seen(f'SELECT * {{ FILTER(?a<?b#c>"""\n && {own}) #"""\n}}')


@pytest.mark.parametrize(
    "query",
    [
        "ASK { FILTER(?a<" + "!" * 101 + "?b&&?c>1) }",
        'ASK { FILTER(1<2#>"""\n||' + "!" * 101 + '1)#"""\n}',
        'ASK { FILTER(1<2#>"""\n' + "||1" * (guard.LONGEST_CHAIN + 1) + ')#"""\n}',
        "ASK { FILTER(?a<1" + "&&1" * (guard.LONGEST_CHAIN + 1) + ">0) }",
    ],
)
def test_nesting_cannot_be_hidden_so(query: str) -> None:
    with pytest.raises(Problem, match="may be an IRI"):
        seen(query)


@pytest.mark.parametrize("query", ["ASK { FILTER(?a<NOW()&&?b>3) }", "ASK { FILTER(?a<rand()&&?b>3) }"])
def test_what_changes_each_time_is_seen_there_too(query: str) -> None:
    assert seen(query).varies


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "SERVICE <http://x/> {}" }',
        "SELECT * { ?s ?p '''a\n'SERVICE' {''' }",
        "SELECT * { ?s <http://example.org/service#SERVICE> ?o } # SERVICE",
        "SELECT ?service { ?service ?p ?o }",
        PREFIX + "SELECT * { ?s ex:customer-service ?o }",
        PREFIX + "SELECT * { ?s <http://e> ex:service.v1 , ex:service%20a , ex:1-service , ex::Dienst_Service }",
        'SELECT * { ?s ?p "dienst"@service }',
        "SELECT * { _:service ?p ?o }",
        "# INSERT\nSELECT * { ?s ?p 'DROP ALL' }",
        "PREFIX drop: <http://x/> BASE <http://y/> SELECT * { ?s drop:all ?insert }",
        "SELECT * { VALUES ?x { " + "<http://x/> " * 900 + "} }",
        "SELECT * { FILTER(" + " || ".join(f"?o = {n}" for n in range(200)) + ") }",
        "SELECT * { ?s ?p '" + "(" * 5000 + "' }",
        "SELECT * { ?s ?p ?o } # " + "{" * 5000,
    ],
)
def test_words_in_strings_iris_names_and_comments_do_not_count(query: str) -> None:
    assert not seen(query).names_dataset


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "delete where { ?s ?p ?o }",
        "PREFIX ex: <http://example.org/>\n# a remark\nDROP ALL",
        "LOAD <http://x/>",
        "WITH <http://x/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CLEAR SILENT ALL",
    ],
)
def test_updates_are_told_apart_from_wrong_queries(query: str) -> None:
    with pytest.raises(Problem) as caught:
        seen(query)
    assert caught.value.name == "update-refused"


@pytest.mark.parametrize("pair", ["{}", "()", "[]", "<<>>"])
def test_nesting_has_a_bound_and_says_where(pair: str) -> None:
    opening, closing = pair[: len(pair) // 2], pair[len(pair) // 2 :]
    seen("SELECT * {" + f"{opening} " * 99 + f"{closing} " * 99 + "}")
    with pytest.raises(Problem) as caught:
        seen("SELECT *\n{" + f"{opening} " * 100)
    assert caught.value.name == "query-nesting"
    assert "line 2, column" in caught.value.detail


def test_the_place_is_that_in_the_query_as_written() -> None:
    with pytest.raises(Problem, match="line 2, column 36 "):
        seen('SELECT * {\n ?s ?p "\\u0041\\u0042 \\U00000043" . SERVICE <http://x/> {} }')


def test_not_is_a_bracket_too_but_unequal_is_not() -> None:
    with pytest.raises(Problem, match="nested deeper than 100"):
        seen("SELECT * { FILTER(" + "! " * 101 + "?x) }")
    seen("SELECT * { FILTER(" + " && ".join(["?a != ?b"] * 200) + ") }")


@pytest.mark.parametrize(
    "link", [" || ", " && ", " | ", " / ", " UNION ", " OPTIONAL {} ", " MINUS {} ", " BIND(1 AS ?x) "]
)
def test_chains_have_a_bound(link: str) -> None:
    with pytest.raises(Problem) as caught:
        guard.inspect("SELECT * { ?s " + link * (guard.LONGEST_CHAIN + 1) + " }", length=10**6, nesting=100)
    assert caught.value.name == "query-nesting"


def test_length_is_counted_in_bytes() -> None:
    query = "SELECT * { ?s ?p '" + "ü" * 40 + "' }"
    guard.inspect(query, length=len(query.encode()), nesting=10)
    with pytest.raises(Problem) as caught:
        guard.inspect(query, length=len(query.encode()) - 1, nesting=10)
    assert caught.value.status == 413


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * FROM <http://g/> { ?s ?p ?o }", True),
        ("select*from<http://g/>{?s ?p ?o}", True),
        ("ASKFROM<http://g/>{}", True),
        ("SELECT * FROM NAMED <http://g/> { GRAPH ?g { ?s ?p ?o } }", True),
        ("PREFIX g: <http://g/> SELECT * FROM g:a { ?s ?p ?o }", True),
        ("SELECT ?from { ?from ?p 'from' }", False),
        ("PREFIX from: <http://g/> SELECT * { ?s from:from ?o }", False),
    ],
)
def test_a_dataset_clause_is_seen(query: str, expected: bool) -> None:
    assert seen(query).names_dataset is expected


def test_answers_that_vary_are_seen() -> None:
    assert seen("SELECT (NOW() AS ?n) {}").varies
    assert seen("SELECT ?y{?s ?p ?y}ORDER BYRAND()LIMIT 1").varies
    assert seen("SELECT ?y{?s ?p ?y BIND(1+2UUID()AS ?x)}").varies
    assert not seen("SELECT ?now { ?now ?p 'RAND()' }").varies


def test_prefixes_that_were_forgotten_are_seen() -> None:
    query = "PREFIX a: <http://a/> SELECT * { ?s a:b c:d ; :e _:f ; a a:g }"
    assert seen(query).undeclared == ("", "c")


PLAIN = [
    "SELECT ?p ?o WHERE { <http://x/#a> ?p ?o FILTER(?o != 12) }",
    "ask{<x:a>?p?o}",
    "DESCRIBE <x:a> <y:b>",
    "CONSTRUCT WHERE { ?s <x:a> 1.5 , true ; <y:b> [] . << ?s <z:c> ?o >> ?p (1 2) }",
    "SELECT * { ?s <x:a>/<y:b>|!(<z:c>) ?o . FILTER(!!?x && ?a<?b || ?b< <http://c>) }",
]


def test_what_is_plain_is_seen_without_a_scan_and_as_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    draw, short = random.Random(20261130), guard._Scan.is_plain
    others = [PREFIX + "SELECT * { ex:a ?p ?o }", "ASK { FILTER(?a<<x:a>) }"]
    drawn = [mutated(draw, PLAIN + others) for _ in range(4000)]
    asked = [(query, draw.choice([1, 2, 3, 100])) for query in PLAIN + drawn]

    def said(query: str, nesting: int) -> guard.Inspected | str:
        try:
            return guard.inspect(query, length=16_384, nesting=nesting)
        except Problem as refused:
            return refused.detail

    found = [said(*one) for one in asked]
    assert all(short(guard._Scan(query, ()), 100) for query in PLAIN)
    assert sum(short(guard._Scan(query, ()), nesting) for query, nesting in asked) > 500
    monkeypatch.setattr(guard._Scan, "is_plain", lambda *_: False)
    assert found == [said(*one) for one in asked]


@pytest.mark.parametrize(
    "pieces",
    [
        ('"', "\\", "<", "a", ":", "'''"),
        ("a-b.c",),
        ("1.a-",),
        ('"\\',),
        ('\\"""',),
        ("'''\\",),
        ("service <'",),
        ("service <", "'("),
        ("service ?a<a#",),
        ("FROM",),
        ("FROMNAMED", " a:"),
        ("# ", "\n#"),
        ("\\u0022",),
        ("service ex:", "\\#", ".", "\\q"),
        ('"""', "\\q", "(<a#b> "),
    ],
)
def test_the_guard_is_linear(pieces: tuple[str, ...]) -> None:
    """A hundred times the length takes less than a thousand times as long; a quadratic one takes 10,000."""

    def seconds(size: int) -> float:
        query = "SELECT " + "".join(piece * size for piece in pieces)
        begun = time.process_time()
        with contextlib.suppress(Problem):
            guard.inspect(guard.spelt_out(query), length=10**8, nesting=10**8)
        return time.process_time() - begun

    assert seconds(40_000) < 1000 * max(seconds(400), 0.001)
