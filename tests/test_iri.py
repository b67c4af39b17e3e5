"""Names of things, and node numbers read from addresses."""

from hashlib import sha256

import pytest
from pyoxigraph import NamedNode

from graph import iri
from graph.folding import fold
from graph.iri import BASE, KINDS, VOCABULARY_GRAPH, node_number, page_graph, part, release_key, slug, thing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nora Halvik", "nora-halvik"),
        ("  OSCE’s human-rights day: what’s next? ", "osces-human-rights-day-whats-next"),
        ("Łódź, Đurđević, Øresund, Straße", "lodz-durdevic-oresund-strasse"),
        ("Æsir Œuvre Þór Ðuro Ħal Ŧ", "aesir-oeuvre-thor-duro-hal-t"),
        ("İstanbul Iğdır", "istanbul-igdir"),
        ("Priština / Prishtinë", "pristina-prishtine"),
        ("Hikmət Məlmədova", "hikmat-malmadova"),
        ("Umarxo‘jayeva, Gʻulomov, Oʼktamov, D'Arbo", "umarxojayeva-gulomov-oktamov-darbo"),
        ("ﬁve ½ №1", "five-1-2-no1"),
        ("a" * 90, "a" * 80),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(3, "one"), (6, "one"), (7, "one-two"), (8, "one-two"), (13, "one-two-three"), (2, "on")],
)
def test_slug_is_cut_between_words(limit: int, expected: str) -> None:
    assert slug("One, two: three", limit) == expected


@pytest.mark.parametrize("text", ["", "  ", "…—", "Вена"])
def test_no_slug_of_nothing(text: str) -> None:
    with pytest.raises(ValueError, match="no letter or digit"):
        slug(text)


# Letters beside those of English that the official languages of participating States are written with.
ALPHABETS = "áàâãäåāăąæçćĉċčďđéèêëēėęěðəğģġĝíìîïīįıķĺļľłñńņňŋóòôõöőøœŕřśŝşșšţťțŧúùûüūůűųŵýŷÿźżžþßħǵ"


def test_every_latin_letter_of_the_region_has_a_plain_one() -> None:
    assert [letter for letter in ALPHABETS if not fold(letter).isascii()] == []


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Books given", "2001-05-17-books-given"),
        ("", "2001-05-17-untitled"),
        ("Hikmət Məlmədova speaks", "2001-05-17-hikmat-malmadova-speaks"),
        ("Книги", f"2001-05-17-{sha256('книги'.encode()).hexdigest()[:8]}"),
        ("Книги 2001", f"2001-05-17-2001-{sha256('книги 2001'.encode()).hexdigest()[:8]}"),
    ],
)
def test_a_release_without_a_number_is_known_by_day_and_title(title: str, key: str) -> None:
    assert release_key(None, "ru", title, "2001-05-17") == key


def test_things_have_iris_below_the_base() -> None:
    assert thing("state", "uzbekistan") == NamedNode(BASE + "state/uzbekistan")
    assert part(thing("evidence", "ab-1"), "target") == NamedNode(BASE + "evidence/ab-1#target")
    assert page_graph("9b0357ec07d06a4c") == NamedNode(BASE + "graph/page/9b0357ec07d06a4c")
    assert thing("graph", "vocabulary") == VOCABULARY_GRAPH


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("sate", "uzbekistan"),
        ("state", ""),
        ("state", "Österreich"),
        ("state", "a b"),
        ("state", "a#b"),
        ("state", "a?b"),
        ("state", "a%20b"),
        ("state", "/a"),
        ("state", "a/"),
        ("state", "a//b"),
        ("state", "../state"),
        ("state", "a/./b"),
        ("state", "a\n"),
    ],
)
def test_nothing_else_is_a_thing(kind: str, key: str) -> None:
    with pytest.raises(ValueError, match=r"no kind of thing|cannot be the key"):
        thing(kind, key)


@pytest.mark.parametrize("fragment", ["", "a b", "a#b", "a/b"])
def test_nothing_else_is_a_fragment(fragment: str) -> None:
    with pytest.raises(ValueError, match="cannot be a fragment"):
        part(thing("state", "austria"), fragment)


def test_a_part_has_no_parts() -> None:
    with pytest.raises(ValueError, match="cannot be a fragment"):
        part(part(thing("state", "austria"), "participation"), "since")


def test_every_kind_is_a_path_segment() -> None:
    assert all(thing(kind, "x").value == f"{BASE}{kind}/x" for kind in KINDS)


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://www.osce.org/uzbekistan/49999", 49999),
        ("http://osce.org/node/49999", 49999),
        ("https://WWW.OSCE.ORG/node/49999/", 49999),
        ("https://www.osce.org:443/programme-office-in-astana/358251", 358251),
        ("https://serbia.osce.org/serbia/57192", 57192),
        ("https://d6.web.osce.org/fom/57247", 57247),
        ("https://shhada.ir/sg/151191", 151191),
        ("https://www.osce.org/mg/51152", 51152),
        ("https://www.osce.org/sr/cio/142466", 142466),
        ("https://www.osce.org/ru/node/142466", 142466),
        ("https://www.osce.org/pc/12345?download=true#top", 12345),
        (" https://www.osce.org/georgia-closed/50742\n", 50742),
        ("https://www.osce.org/press-releases?page=41", None),
        ("https://www.osce.org/fom/statements?page=179", None),
        ("https://www.osce.org/49999", None),
        ("https://www.osce.org/uzbekistan/49999/contact", None),
        ("https://www.osce.org/uzbekistan/049999", None),
        ("https://www.osce.org/uzbekistan/49999a", None),
        ("https://www.osce.org/files/f/documents/1/2/49999", None),
        ("https://www.osce.org/uzbekistan/4999949999", None),
        ("https://www.osce.org/uzbekistan/４９９９９", None),
        ("https://notosce.org/uzbekistan/49999", None),
        ("https://osce.org.example.com/uzbekistan/49999", None),
        ("https://example.com/www.osce.org/49999", None),
        ("https://oscepa.org/node/49999", None),
        ("ftp://www.osce.org/node/49999", None),
        ("www.osce.org/node/49999", None),
        ("http://[broken/node/1", None),
        ("", None),
    ],
)
def test_node_number(url: str, number: int | None) -> None:
    assert node_number(url) == number


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://www.osce.org/osh/1", "https://www.osce.org/osh/1"),
        (" <https://www.osce.org/osh/1> ", "https://www.osce.org/osh/1"),
        ("/osh/1?a=b c", "https://www.osce.org/osh/1?a=b%20c"),
        ("2", "https://www.osce.org/osh/2"),
        ("https://www.osce.org/a b<c>%zz", "https://www.osce.org/a%20b%3Cc%3E%25zz"),
        ("https://www.osce.org/\u043e\u0448", "https://www.osce.org/\u043e\u0448"),
        ("http://[osce/1", None),
        ("javascript:alert(1)", None),
        ("mailto:somebody", None),
    ],
)
def test_an_address_is_one_that_an_iri_can_be(written: str, address: str | None) -> None:
    assert iri.address(written, "https://www.osce.org/osh/9") == address


@pytest.mark.parametrize(
    ("url", "language"),
    [
        ("https://www.osce.org/sr/cio/142466", "sr"),
        ("https://montenegro.osce.org/me/node/660343", "cnr"),
        # A section of two letters is no language.
        ("https://www.osce.org/mg/51152", None),
        ("https://www.osce.org/sg/151191", None),
        ("https://www.osce.org/mc/40531", None),
        ("https://www.osce.org/node/142466", None),
        ("https://example.org/sr/cio/142466", None),
    ],
)
def test_the_language_stands_before_the_section(url: str, language: str | None) -> None:
    assert iri.language_prefix(url) == language
