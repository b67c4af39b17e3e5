"""Filters told without a store: what they say is what the engine says, or nothing."""

import random
from dataclasses import dataclass, field

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store, Variable

from graph.shacl.data import Term
from graph.shacl.expressions import Doubt
from graph.shacl.filters import Filter, Unknown
from graph.shacl.selects import SelectReader

HEAD = "PREFIX x: <urn:x:> SELECT $this WHERE { $this x:p ?a ; x:q ?b . FILTER "
THIS = NamedNode("urn:x:this")
XSD = "http://www.w3.org/2001/XMLSchema#"
VALUES: tuple[NamedNode | Literal | BlankNode, ...] = (
    *(NamedNode(f"urn:x:{name}") for name in ("a", "b", "evidence/1-2", "")),
    *(Literal(text) for text in ("", "a", "ab", "b", "é\U0001f600z", "1", "true")),
    *(Literal(number) for number in (0, 1, 2, -1, 300)),
    Literal(9223372036854775807),
    *(Literal("a", language="en"), Literal(1.5), Literal(True), Literal("1", datatype=NamedNode(f"{XSD}int"))),
    *(Literal("01", datatype=NamedNode(f"{XSD}integer")), Literal("x", datatype=NamedNode(f"{XSD}integer"))),
    *(Literal(day, datatype=NamedNode(f"{XSD}date")) for day in ("2020-01-01", "2011-02-31", "1999-12-31Z")),
    *(
        Literal(time, datatype=NamedNode(f"{XSD}dateTime"))
        for time in ("2020-01-01T23:30:00Z", "2024-02-29T00:00:00+02:00")
    ),
    *(BlankNode("b"), Literal("b", language="en-GB")),
)
# What gives truth, text, number and whatever else, of parts that are of such a kind.
FORMS: dict[str, tuple[str, ...]] = {
    "truth": (
        *("({text} = {text})", "({text} != {text})", "({number} = {number})", "({number} < {number})"),
        *("({number} >= {number})", "CONTAINS({text}, {text})", "STRSTARTS({text}, {text})", "({any} = {any})"),
        *("({truth} && {truth})", "({truth} || {truth})", "(! {truth})", "({any} IN ({any}, {text}, {any}))"),
        *("IF({truth}, {truth}, {truth})", "({any} < {number})", "({text} <= {text})", "({any} > {any})"),
        *("LANGMATCHES({text}, {text})", "LANGMATCHES({text}, 'en')", "LANGMATCHES({text}, '*')"),
    ),
    "text": (
        *("STR({any})", "STRBEFORE({text}, {text})", "STRAFTER({text}, {text})", "SUBSTR({text}, {number}, {number})"),
        *("IF({truth}, {text}, {text})", '"a"', "''", "'b'", '"b\\n"', "UCASE({text})", "LANG({any})"),
    ),
    "number": (
        *("STRLEN({text})", "({number} + {number})", "({number} - {number})", "({number} * {number})", "ABS({number})"),
        *("YEAR({any})", "MONTH(?a)", "DAY(?b)", "0", "1", "2", "300", "?a", "?b"),
    ),
    "any": ("?a", "?b", "$this", "x:a", "<urn:x:b>", "{text}", "{number}", "true"),
}


def drawn(draw: random.Random, kind: str, depth: int) -> str:
    """A filter or a part of one; now and then of the wrong kind."""
    forms = FORMS[kind if draw.random() < 0.97 else "any"]
    form = draw.choice(forms if depth else [one for one in forms if "{" not in one] or ["(?a = ?b)"])
    while "{" in form:
        wanted = form[form.index("{") + 1 : form.index("}")]
        form = form.replace(f"{{{wanted}}}", drawn(draw, wanted, max(depth - 1, 0)), 1)
    return form


@dataclass
class Told:
    """How often a filter was known to hold, known not to, and not known."""

    yes: int = 0
    no: int = 0
    doubt: int = 0
    wrong: list[str] = field(default_factory=list)


def filter_of(text: str) -> Filter:
    reader = SelectReader(f"{HEAD}({text}) }}")
    reader.read()
    (found,) = reader.filters
    return found


def tell(text: str, a: Term, b: Term, told: Told) -> None:
    """What is told here beside what the engine says."""
    store = Store()
    for name, value in (("p", a), ("q", b)):
        store.add(Quad(THIS, NamedNode(f"urn:x:{name}"), value))
    bound = {quad.predicate.value[-1]: quad.object for quad in store}
    solutions = store.query(f"{HEAD}({text}) }}", substitutions={Variable("this"): THIS})
    assert isinstance(solutions, QuerySolutions)
    found = next(solutions, None) is not None
    try:
        said = filter_of(text).holds({"this": THIS, "a": bound["p"], "b": bound["q"]})
    except (Doubt, Unknown, ValueError):
        told.doubt += 1
        return
    told.yes += said
    told.no += not said
    if said != found:
        told.wrong.append(f"{text} with {a} and {b}")


@pytest.mark.parametrize("seed", range(4))
def test_what_is_told_is_what_the_engine_says(seed: int) -> None:
    draw, told = random.Random(seed), Told()
    for _ in range(4000):
        tell(drawn(draw, "truth", 3), draw.choice(VALUES), draw.choice(VALUES), told)
    assert not told.wrong
    assert min(told.yes, told.no) > 300


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("?a = 1 || ?b = 'q'", True),
        ("?a = 'q' && ?b = 'q'", False),  # of what cannot be compared, and what is not so
        ("STRLEN(STR(?b)) != ?a - 1", True),
        ("STRBEFORE(STRAFTER(STR($this), 'x:'), 's') = 'thi'", True),
        ("?a IN (3, 2)", False),
        ("SUBSTR(?b, 2, 5) = 'bc'", True),
    ],
)
def test_what_our_rules_say_is_known(text: str, holds: bool) -> None:
    assert filter_of(text).holds({"this": THIS, "a": Literal(1), "b": Literal("abc")}) is holds


@pytest.mark.parametrize("text", ["!LANGMATCHES('\u212a', 'k')", "!LANGMATCHES('k', '\u212a')"])
def test_of_letters_beyond_ascii_no_language_is_told(text: str) -> None:
    told = Told()
    tell(text, Literal(1), Literal(1), told)
    assert not told.wrong
    assert told.doubt == 1


@pytest.mark.parametrize(
    "text",
    ["(" * 5000 + "?a" + ")" * 5000, " || ".join(["?a = 1"] * 5000), "?a IN (" + "1, " * 5000 + "1)", "!" * 5000],
)
def test_an_endless_filter_is_not_read(text: str) -> None:
    reader = SelectReader(f"{HEAD}({text}) }}")
    reader.read()
    assert reader.filters == []
