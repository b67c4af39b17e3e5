"""The grammar on single sentences: cases are data files in `tests/cases`, and the examples in the grammar itself."""

import datetime
import re
from itertools import pairwise
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from graph import vocabulary as v
from graph.extract import Reader
from graph.extract.events.events import Events
from graph.extract.grammar.chunks import KINDS, Chunker
from graph.extract.grammar.rules import Chunk, Rules, around
from graph.extract.names.names import Names
from graph.extract.people import People
from graph.extract.roles.offices import Offices
from graph.extract.speech import Quotations
from graph.extract.speech.statements import enclosed
from graph.extract.words.gazetteer import Gazetteer
from graph.extract.words.marks import marks
from graph.iri import BASE
from graph.records import Event, Page, Quote
from graph.text import Span, lines
from graph.vocabularies.reference import Reference

# The people of the grammar's examples; other capitalised words in them are no names.
INVENTED = ("Ana Belková", "Jon Dahlby", "Ivo Krentz")
DAY = "2012-03-01"
CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[tuple[str, list[str]]]:
    """The sentences of a case file with the lines expected of each."""
    found: list[tuple[str, list[str]]] = []
    for line in (CASES / name).read_text().splitlines():
        if line.startswith("    "):
            found[-1][1].append(line.strip())
        elif line.strip() and not line.startswith(("#", "==")):
            found.append((line, []))
    return found


@pytest.fixture(scope="module")
def gazetteer(reference: Reference) -> Gazetteer:
    return Gazetteer(reference)


@pytest.fixture(scope="module")
def people(reference: Reference, gazetteer: Gazetteer) -> People:
    return People(reference, gazetteer)


@pytest.fixture(scope="module")
def events(reference: Reference, gazetteer: Gazetteer) -> Events:
    return Events(reference, gazetteer)


@pytest.fixture(scope="module")
def offices(reference: Reference, gazetteer: Gazetteer) -> Offices:
    return Offices(reference, gazetteer)


@pytest.fixture(scope="module")
def quotations(reference: Reference, offices: Offices) -> Quotations:
    return Quotations(reference, offices)


@pytest.mark.parametrize(("sentence", "expected"), cases("people.txt"), ids=lambda value: str(value)[:40])
def test_people(sentence: str, expected: list[str], people: People, reference: Reference) -> None:
    assert _named(people, reference, sentence, None) == _plain(expected)


@pytest.mark.parametrize(("sentence", "expected"), cases("people-of-mission.txt"), ids=lambda value: str(value)[:40])
def test_people_of_a_mission(sentence: str, expected: list[str], people: People, reference: Reference) -> None:
    mission = reference.source("OSCE Mission to Moldova", DAY)
    assert _named(people, reference, sentence, mission) == _plain(expected)


def _plain(expected: list[str]) -> list[str]:
    return [" | ".join(part.strip() for part in line.split("|")).rstrip() for line in expected]


def _named(people: People, reference: Reference, sentence: str, employer: NamedNode | None) -> list[str]:
    found = []
    for someone in people.find(sentence, [Span(0, len(sentence))], DAY, employer).people:
        held = [*(role.organisation or role.country for role in someone.roles), someone.affiliation]
        names = [
            one.value if isinstance(one.value, str) else reference.label(one.value) for one in held if one is not None
        ]
        honorific = someone.honorific.value if someone.honorific else ""
        roles = " + ".join(role.title.value for role in someone.roles)
        found.append(f"{someone.name.value} | {honorific} | {roles} | {' + '.join(names)}".rstrip())
    return found


@pytest.mark.parametrize(("sentence", "expected"), cases("organisations.txt"), ids=lambda value: str(value)[:40])
def test_organisations(sentence: str, expected: list[str], people: People) -> None:
    found = people.find(sentence, [Span(0, len(sentence))], DAY, None).organisations
    assert [one.value for one in found] == expected
    assert [one.evidence.span.of(sentence) for one in found] == expected


@pytest.mark.parametrize(("sentence", "expected"), cases("states.txt"), ids=lambda value: str(value)[:40])
def test_states(sentence: str, expected: list[str], reference: Reference, gazetteer: Gazetteer, events: Events) -> None:
    span = Span(0, len(sentence))
    states = {entry.iri for entry in reference.states}
    found = [reference.label(one.value) for one in gazetteer.mentions(sentence, [span], DAY) if one.value in states]
    held = events.find(sentence, [], [span], datetime.date.fromisoformat(DAY))
    found += [f"part {reference.label(one.value)}" for event in held for one in event.attendees]
    assert found == expected


@pytest.mark.parametrize(("sentence", "expected"), cases("funders.txt"), ids=lambda value: str(value)[:40])
def test_funders(sentence: str, expected: list[str], people: People, reference: Reference) -> None:
    mission = reference.source("OSCE Mission to Moldova", DAY)
    found = people.find(sentence, [Span(0, len(sentence))], DAY, mission).payers
    assert [one.value if isinstance(one.value, str) else reference.label(one.value) for one in found] == expected


@pytest.mark.parametrize(("sentence", "expected"), cases("quotes.txt"), ids=lambda value: str(value)[:40])
def test_quotes(
    sentence: str,
    expected: list[str],
    people: People,
    reference: Reference,
    offices: Offices,
    quotations: Quotations,
) -> None:
    text = sentence.replace(" ¶ ", "\n")
    paragraphs = [line.span for line in lines(text)]
    named = people.find(text, paragraphs, DAY, None).people
    found = quotations.find(text, paragraphs, named, offices.find(text, paragraphs, DAY, named))
    said = [f"{_voice(quote, reference)}: {quote.text.value}" for quote in found]
    assert said == expected


def _voice(quote: Quote, reference: Reference) -> str:
    """The speaker, or in brackets the office that speaks. Who held it is not asked: the words are invented."""
    if quote.office:
        return f"[{reference.label(quote.office.value)}]"
    return quote.speaker.value if quote.speaker else "-"


@pytest.mark.parametrize(
    ("sentence", "expected"), [*cases("events.txt"), *cases("event-payers.txt")], ids=lambda value: str(value)[:40]
)
def test_events(sentence: str, expected: list[str], people: People, events: Events, reference: Reference) -> None:
    text = sentence.replace(" ¶ ", "\n")
    paragraphs = [line.span for line in lines(text)]
    named = people.find(text, paragraphs, DAY, None)
    found = events.find(text, [], paragraphs, datetime.date.fromisoformat(DAY), named.payers, named.organisations)
    assert found
    said: list[str] = []
    for event in found:
        said += [*(["and"] if said else []), *described(event, reference)]
    assert said == expected


def described(event: Event, reference: Reference) -> list[str]:
    said = [f"called {event.name.value}"] if event.name else []
    for name, one in (("from", event.start), ("to", event.end), ("people", event.attendance), ("in", event.location)):
        if one:
            said.append(f"{name} {reference.label(one.value) if isinstance(one.value, NamedNode) else one.value}")
    for name, many in (("by", event.organisers), ("with", event.supporters), ("paid by", event.funders)):
        said += [f"{name} {one.value if isinstance(one.value, str) else reference.label(one.value)}" for one in many]
    return said


CONTACTS = """Course ends

VIENNA, 1 March 2012 - OSCE spokesperson Ana Belková opened a course. {}For further information, please contact {}
"""


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ("Jon Dahlby, Press Officer, OSCE Secretariat, Street 1, Vienna, tel.: +1 2.", ["Jon Dahlby", "Press Officer"]),
        ("Mr. Jon Dahlby, tel.: +43 1 2, e-mail:; website: /x", ["Jon Dahlby"]),
        ("Jon Dahlby, OSCE Secretariat, tel.: +43 1 2.", ["Jon Dahlby"]),
        ("the Press Section, Green Street 1, Vienna.", []),
        # A body that is printed twice goes on below.
        ("the Press Section.\nThey came by boat from Banja Rivna on the other bank of the river.", []),
        ("the Press Section.\nIt came from Rivna Kosel, and from a lottery of the monks, whose abbot spoke.", []),
        ("the Press Section.\nIt was a gift of Banja Rivna. The Mission will pay for it.\nThe baker helps.", []),
        ('the Press Section.\nThey came from Banja Rivna. "It is late", the Ambassador said. "Nor is it dear."', []),
    ],
)
@pytest.mark.parametrize("before", ["\n", "It ended on Friday. "])
def test_contacts_are_told_apart_from_the_people(
    contact: str, before: str, expected: list[str], reader: Reader
) -> None:
    text = CONTACTS.format(before, contact)
    (release,) = reader.read(Page("page.txt", text, "0" * 64)).releases
    assert [person.name.value for person in release.people] == ["Ana Belková"]
    found = [one for who in release.contacts for one in (who.name.value, *(role.title.value for role in who.roles))]
    assert found == expected


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Laima Dahlby\n\nPress Officer\n\nOSCE Mission to Skopje\n\nOffice: +389 2 555 01 27\n", True),
        ("Ana Belková\n\nPress Officer\n\nOSCE Mission to Skopje\n\nOffice: +389 2 555 01 27\n", False),
        ("Laima Dahlby\n\nPress Officer\n\nAna Belková\n\nPress Officer\n\nOffice: +389 2 555 01 27\n", False),
        ("Laima Dahlby\n\nPress Officer\n\nOSCE Mission to Skopje\n", False),
    ],
)
def test_a_contact_who_speaks_is_told(asked: str, told: bool, reader: Reader) -> None:
    words = f'Course ends\n\nSKOPJE, 1 March 2012 - "We count," said Laima Dahlby, a baker.\n\n\nContacts\n\n{asked}'
    page = Page("page.txt", words, "0" * 64)
    assert ("contact-speaks" in {found.rule for found in reader.read(page).findings}) is told


@pytest.mark.parametrize(
    ("sentence", "contacts"),
    [
        ("Register by 3 June. Contact: Laima Dahlby, Press Officer, Tel.: +43 1 514 36 267.", ["Laima Dahlby"]),
        ("Whoever wishes to come should call Laima Dahlby at (995 32) 98 82 07 before Friday.", ["Laima Dahlby"]),
        ("Teacher Laima Dahlby spoke. To hear more, call Dahlby at (995 32) 98 82 07 before Friday.", []),
        ("Teacher Laima Dahlby spoke of the victims.\n\nTheir line is +43 1 514 36 267.", []),
    ],
)
def test_whom_only_a_number_follows_is_a_contact(sentence: str, contacts: list[str], reader: Reader) -> None:
    text = f"Feast in Osh\n\nOSH, 1 March 2012 - Mayor Ana Belková opened a course. {sentence}\n"
    [release] = reader.read(Page("page.txt", text, "0" * 64)).releases
    assert [one.name.value for one in release.contacts] == contacts
    assert ("Laima Dahlby" in [one.name.value for one in release.people]) is (not contacts)


def test_a_copy_of_the_body_below_the_contacts_names_nobody(reader: Reader) -> None:
    told = "The course was opened by Mr. Jon Dahlby, who thanked those who had come from all the villages of the valley"
    asked = "For further information, please contact Laima Kern, OSCE Mission to Skopje, tel.: (+389 2) 555 01 27"
    text = f"Course ends\n\nSKOPJE, 1 March 2012 - A course ended.\n\n{told}.\n\n{asked}\n\n{told}.\n\nMr. Ivo Kre\n"
    (release,) = reader.read(Page("page.txt", text, "0" * 64)).releases
    assert [one.name.value for one in release.people] == ["Jon Dahlby"]
    assert [one.name.value for one in release.contacts] == ["Laima Kern"]


def test_captions_name_people_but_photographers_are_none(reader: Reader) -> None:
    caption = "(OSCE/Jon Dahlby)Mayor Ana Belková at the opening. (OSCE/Jon Dahlby) Photo details"
    text = f"Newsroom\nCourse ends\nVIENNA 1 March 2012\n{caption}\nVIENNA, 1 March 2012 - A course ended today.\n"
    (release,) = reader.read(Page("page.txt", text, "0" * 64)).releases
    assert [person.name.value for person in release.people] == ["Ana Belková"]


def test_a_rule_is_a_line_of_kinds_and_other_rules() -> None:
    rules = Rules({"pair": "name and !role name", "several": "pair (comma pair)*"}, KINDS)
    chunks = [Chunk(kind, Span(n, n + 1)) for n, kind in enumerate(("word", "name", "and", "name", "comma", "role"))]
    assert [[chunk.kind for chunk in found] for found in rules.find("several", chunks)] == [["name", "and", "name"]]
    assert not rules.begins("several", chunks, 0)


def examples(reference: Reference) -> list[tuple[str, str]]:
    """The examples that the grammar gives of its rules, with the rule's name."""
    found = {str(quad.subject): quad.object for quad in reference.quads if quad.predicate == v.SKOS_EXAMPLE}
    grammar = f"<{BASE}grammar/"
    return [
        (rule[len(grammar) : -1], text.value)
        for rule, text in found.items()
        if rule.startswith(grammar) and isinstance(text, Literal)
    ]


def test_the_examples_of_the_grammar_are_true(reference: Reference, gazetteer: Gazetteer) -> None:
    """What stands in angle brackets is what the rule takes out of the words around it."""
    rules = Rules(reference.grammar(), KINDS)
    chunker, names = Chunker(reference, gazetteer), Names(reference)
    wrong, tried = [], 0
    for rule, example in examples(reference):
        for part in example.split("; "):
            text = part.replace("<", "").replace(">", "")
            span = Span(0, len(text))
            matches = gazetteer.matches(text, span)
            quoted = [quote.span for quote in marks(text, span)]
            candidates = [name for name in names.find(text, span, ()) if name.span.of(text) in INVENTED]
            chunks = chunker.cut(chunker.tokens(text, span), matches, candidates, quoted)
            found = {around(stretch).of(text) for stretch in rules.find(rule, chunks)}
            wanted = set(re.findall("<([^>]+)>", part))
            tried += len(wanted)
            wrong += [f"{rule}: {part!r} gives {found}"] if not wanted <= found else []
    assert wrong == []
    assert tried >= len(reference.grammar())


def test_a_large_rule_takes_the_same_wherever_it_is_named(reference: Reference, gazetteer: Gazetteer) -> None:
    """What it takes is found once for a paragraph; each rule finds what it would with all written out in it."""
    rules, chunker = Rules(reference.grammar(), KINDS), Chunker(reference, gazetteer)
    signs = {kind: chr(0xE000 + n) for n, kind in enumerate(KINDS)}
    payers = " and ".join(f"the Government of {name}" for name in ("Norway", "Sweden", "Spain", "Italy") * 6)
    texts = [example.replace("<", "").replace(">", "") for _, example in examples(reference)]
    fits = 0
    # The last takes more chunks than can be told beside one of them.
    for text in (*texts, f"The course was funded by {payers}, and the books were paid for by {payers}."):
        span = Span(0, len(text))
        chunks = chunker.cut(chunker.tokens(text, span), gazetteer.matches(text, span), (), ())
        line, at = "".join(signs[chunk.kind] for chunk in chunks), {id(chunk): n for n, chunk in enumerate(chunks)}
        for rule in ("payers", "funded-by", "paid", "to-which"):
            whole = [match.span() for match in re.finditer(rules.expression(rule), line) if match[0]]
            assert [(at[id(one[0])], at[id(one[-1])] + 1) for one in rules.find(rule, chunks)] == whole
            fits += len(whole)
    assert fits > 100


@pytest.mark.parametrize(
    ("patterns", "said"),
    [
        ({"a": "name surname"}, "neither a rule nor a kind"),
        ({"a": "b", "b": "a"}, "names itself"),
        ({"a": "name & name"}, "'&'"),
        ({"a": "( name"}, "not well formed"),
        ({"a": "name !"}, "after '!'"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(patterns: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Rules(patterns, KINDS).expression("a")


def test_every_rule_of_the_grammar_is_made_and_every_word_is_in_one_chunk(
    reference: Reference, gazetteer: Gazetteer
) -> None:
    assert len(reference.grammar()) >= 8
    rules = Rules(reference.grammar(), KINDS)
    assert all(rules.expression(name) for name in reference.grammar())
    text = "On 6 October Prime Minister Ana D'Arbo (Sweden) met the OSCE Mission's staff: 12 people, “all new”."
    span = Span(0, len(text))
    chunker = Chunker(reference, gazetteer)
    chunks = chunker.cut(chunker.tokens(text, span), gazetteer.matches(text, span), (), ())
    covered = {at for chunk in chunks for at in range(chunk.span.start, chunk.span.end)}
    assert {at for at, sign in enumerate(text) if not sign.isspace()} <= covered
    assert all(first.span.end <= then.span.start for first, then in pairwise(chunks))


def test_a_mark_that_closes_at_once_in_the_next_paragraph_adds_nothing() -> None:
    text = "“We go on,\n” he said."
    first, second = Span(0, 10), Span(11, len(text))
    (opening,) = marks(text, first)
    assert enclosed(text, opening, [second]) == []


@pytest.mark.parametrize(
    ("title", "asked", "bodies"),
    [
        ("Course ends", "Laima Kern, OSCE Mission to Skopje", ["OSCE Mission to Skopje"]),
        (
            "Course ends",
            "Laima Kern, Press Adviser to the Chairman-in-Office, Ministry of Rivers",
            ["Ministry of Rivers"],
        ),
        ("Course ends", "Laima Kern, Press Officer, OSCE", []),
        ("OSCE PA delegation visits Rivna", "Laima Kern, Press Officer", ["OSCE PA"]),
        ("OSCE media freedom representative visits Rivna", "Laima Kern, Press Officer", []),
    ],
)
def test_bodies_of_contacts_and_those_that_a_title_calls_by_capitals_are_named(
    title: str, asked: str, bodies: list[str], reader: Reader
) -> None:
    asked = f"For further information, please contact {asked}, tel.: +1 2"
    text = f"{title}\n\nSKOPJE, 1 March 2012 - A course ended.\n\n{asked}\n"
    (release,) = reader.read(Page("page.txt", text, "0" * 64)).releases
    assert [one.value for one in release.organisations] == bodies
