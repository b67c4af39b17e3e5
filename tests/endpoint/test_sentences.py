"""A release shows its facts beside the sentences that say so."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad

from endpoint.links import Link
from endpoint.serving.reader import Node, Statement
from endpoint.views.sentences import Sentence, sentences
from endpoint.views.show import Show, Why
from graph import vocabulary as v
from graph.iri import BASE, page_graph, thing
from tests.endpoint.conftest import OpenApp, fixture_quads, publish
from tests.endpoint.test_pages import read

RELEASE = thing("release", "50001")
PAGE = Link("page", "/page/1", BASE + "page/1")
TEXT = "Norway and Japan took part. The course was paid for by Norway."


@pytest.fixture
def show(app: Flask) -> Iterator[Show]:
    follower = app.extensions["follower"]
    now = follower.acquire()
    yield Show(now.reader, "")
    follower.release(now)


def reason(words: str, after: int = 0, context: int = 160, text: str = TEXT, start: int | None = None) -> Why:
    """Evidence for the words where they stand in the text at or after a place, with so much context."""
    at = text.index(words, after)
    until = at + len(words)
    before, behind = text[max(0, at - context) : at], text[until : until + context]
    return Why(before, words, behind, "", "", PAGE, PAGE, at if start is None else start)


def said(predicate: NamedNode, value: Node) -> Statement:
    return RELEASE, predicate, value


def laid(show: Show, reasons: Mapping[Statement, tuple[Why, ...]]) -> list[Sentence]:
    ((page, found),) = sentences(show, reasons)
    assert page == PAGE
    return found


def test_words_of_one_sentence_are_marked_in_it_and_their_facts_stand_beside(show: Show) -> None:
    japan, norway = thing("state", "japan"), thing("state", "norway")
    (one,) = laid(
        show,
        {
            said(v.SCHEMA_MENTIONS, japan): (reason("Japan"),),
            said(v.SCHEMA_ATTENDEE, norway): (reason("Norway"),),
            said(v.SCHEMA_MENTIONS, norway): (reason("Norway"), reason("Norway", after=20)),
            said(v.SCHEMA_FUNDER, norway): (reason("by Norway", after=20),),
        },
    )
    assert one.pieces == [
        *(("Norway", True), (" and ", False), ("Japan", True)),
        *((" took part. The course was paid for ", False), ("by Norway", True), (".", False)),
    ]
    assert [(told.value.text, told.tells) for told in one.told] == [
        ("Norway", ("took part", "paid for it")),
        ("Japan", ("mentioned",)),
    ]


def test_contexts_that_only_touch_or_differ_are_kept_apart(show: Show) -> None:
    japan, norway = thing("state", "japan"), thing("state", "norway")
    apart = {
        said(v.SCHEMA_MENTIONS, norway): (reason("Norway", context=3),),
        said(v.SCHEMA_MENTIONS, japan): (reason("Norway", after=20, context=3),),
    }
    assert ["".join(text for text, _ in one.pieces) for one in laid(show, apart)] == ["Norway an", "by Norway."]
    differing = {
        said(v.SCHEMA_MENTIONS, norway): (reason("Norway"),),
        said(v.SCHEMA_MENTIONS, japan): (reason("Japan", text="Sweden and Japan took part."),),
    }
    assert len(laid(show, differing)) == 2


def test_a_context_that_was_cut_says_so(show: Show) -> None:
    long = "word " * 60 + "Norway" + " word" * 60
    (one,) = laid(show, {said(v.SCHEMA_MENTIONS, thing("state", "norway")): (reason("Norway", text=long),)})
    assert (one.cut_before, one.cut_after) == (True, True)


def test_the_title_alone_is_no_sentence(show: Show) -> None:
    title = Literal(TEXT, language="en")
    assert laid(show, {said(v.DCTERMS_TITLE, title): (reason(TEXT),)}) == []


def test_evidence_without_a_place_or_words_is_left_to_the_facts(show: Show) -> None:
    nowhere = Why("a", "b", "c", "", "", PAGE, PAGE)
    wordless = Why("", "", "", "", "", PAGE, PAGE, 5)
    assert sentences(show, {said(v.SCHEMA_MENTIONS, RELEASE): (nowhere, wordless)}) == []


def test_a_release_shows_them(client: FlaskClient) -> None:
    words = " ".join(read(client, "/release/50001.html").words.split())
    after = words[words.index("What it says") :]
    assert "paid for by the Government of Norway and the Harbour Light Foundation. Norway mentioned" in after


def test_in_the_samples_every_mark_is_in_a_sentence_and_every_sentence_bears_something_out(real: FlaskClient) -> None:
    query = "PREFIX osce: <https://w3id.org/osce-graph/ontology#> SELECT ?r { ?r a osce:Release } ORDER BY ?r"
    answer = real.get("/sparql", query_string={"query": query, "format": "csv"}).text.split()[1:]
    releases = [one.removeprefix(BASE.rstrip("/")) for one in answer]
    assert len(releases) > 30
    for path in releases:
        text = real.get(f"{path}.html").text
        section = text.partition('<section class="sentences">')[2].partition("</section>")[0]
        found = re.findall(r"<li[^>]*><p>(.*?)</p>\n<ul>(.*?)</ul>", section)
        assert found, path
        for row in found:
            assert "<mark>" in row[0], path
            assert "<li>" in row[1], path
        assert len(text.encode()) < 60_000, path


def crowd(states: int) -> Iterator[Quad]:
    """A release about an event that so many States took part in, one to a sentence, with evidence for everything."""
    graph, page, event = page_graph("c" * 16), thing("page", "c" * 16), thing("event", "70001-1")
    release = thing("release", "70001")
    title = Literal("A conference of many", language="en")
    yield from (Quad(release, one, title, graph) for one in (v.RDFS_LABEL, v.DCTERMS_TITLE))
    yield Quad(release, v.RDF_TYPE, v.RELEASE, graph)
    yield Quad(release, v.SCHEMA_ABOUT, event, graph)
    yield Quad(event, v.RDF_TYPE, v.SCHEMA_EVENT, graph)
    for number in range(states):
        state = thing("state", f"crowded-{number}")
        name = f"Crowded Land of the Number {number}"
        yield Quad(state, v.RDF_TYPE, v.STATE, graph)
        yield Quad(state, v.RDFS_LABEL, Literal(name, language="en"), graph)
        for subject, predicate in ((release, v.SCHEMA_MENTIONS), (event, v.SCHEMA_ATTENDEE)):
            note = f"evidence/{'c' * 16}-{number}-{predicate.value[-3:]}"
            parts = [NamedNode(f"{BASE}{note}{one}") for one in ("", "#statement", "#target", "#selector")]
            said: list[tuple[NamedNode, NamedNode, Node]] = [
                (subject, predicate, state),
                (parts[0], v.OA_HAS_BODY, parts[1]),
                (parts[0], v.OA_HAS_TARGET, parts[2]),
                (parts[1], v.RDF_SUBJECT, subject),
                (parts[1], v.RDF_PREDICATE, predicate),
                (parts[1], v.RDF_OBJECT, state),
                (parts[2], v.OA_HAS_SOURCE, page),
                (parts[2], v.OA_HAS_SELECTOR, parts[3]),
                (parts[3], v.OA_START, Literal(1000 * number + 100)),
                (parts[3], v.OA_PREFIX, Literal("Among those who had come a long way was the delegate of ")),
                (parts[3], v.OA_EXACT, Literal(name)),
                (parts[3], v.OA_SUFFIX, Literal(", who spoke of bridges.")),
            ]
            yield from (Quad(*one, graph) for one in said)


def test_a_release_of_many_facts_stays_light_and_leads_from_each_to_its_sentence(
    open_app: OpenApp, tmp_path: Path
) -> None:
    publish(tmp_path, [*fixture_quads(), *crowd(57)])
    client = open_app(tmp_path).test_client()
    page = read(client, "/release/70001.html")
    assert page.values("href").count("#sentence-57") == 1
    assert "sentence-57" in page.values("id")
    assert "Also mentioned" not in page.words
    assert len(client.get("/release/70001.html").data) < 60_000


def test_the_own_page_of_the_osce_comes_before_what_others_print(show: Show) -> None:
    pages = [
        "https://aaa.example/copy",
        "https://www.osce.org/node/1",
        "https://polis.osce.org/1",
        "https://notosce.org/1",
    ]
    reasons = tuple(replace(reason("Japan"), page=Link(url, url, url)) for url in pages)
    found = sentences(show, {said(v.SCHEMA_MENTIONS, thing("state", "japan")): reasons})
    assert [page.iri for page, _ in found if page] == [pages[2], pages[1], pages[0], pages[3]]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("More than 70 officials came.", "more than 70"),
        ("It was over at nine. 70 officials came.", "70"),
        ("Training for nearly 70 officials", "nearly 70"),
        ("no fewer than 70 officials", "no fewer than 70"),
        ("70 officials", "70"),
    ],
)
def test_a_number_that_is_not_exact_is_not_shown_as_exact(show: Show, text: str, shown: str) -> None:
    event, number = thing("event", "50001-1"), Literal(70)
    told = replace(show, reasons={(event, v.ATTENDANCE, number): (reason("70", text=text),)})
    assert told.value(event, v.ATTENDANCE, number).text == shown
    assert show.value(event, v.ATTENDANCE, number).text == "70"


def test_a_ground_without_a_label_is_called_after_its_fact(show: Show) -> None:
    ground = show.link(NamedNode(f"{BASE}field-operation/centre-in-tashkent#basis-foundingDate"))
    assert (ground.text, ground.labelled) == ("what “Began” rests on", True)
    assert not show.link(NamedNode(f"{BASE}organisation/no-label")).labelled
