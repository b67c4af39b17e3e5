"""Titles with mark-up, and titles decoded as what they were not written in, are found; true words of any language pass.

What is misread is reckoned from the true words of `texts/true.txt`, in each of the encodings that pages are taken for.
"""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph import rooms
from graph import vocabulary as v
from graph.check.shapes import Shapes, check, load_shapes

TEXTS = Path(__file__).parent / "texts"
ENCODINGS = ("latin-1", "cp1250", "cp1251", "cp1252")


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return load_shapes(rooms.shapes())


def lines(name: str) -> list[str]:
    return (TEXTS / name).read_text("utf-8").splitlines()


def broken(titles: list[str], rule: str, shapes: Shapes) -> set[str]:
    """The titles that break a rule of releases, by both engines."""
    store = Store()
    for number, title in enumerate(titles):
        release = NamedNode(f"https://w3id.org/osce-graph/release/{number}")
        store.add(Quad(release, v.RDF_TYPE, v.RELEASE))
        store.add(Quad(release, v.DCTERMS_TITLE, Literal(title, language="en")))
    own, judge = (
        {
            titles[int(str(each.focus.value).rpartition("/")[2])]
            for each in report.results
            if each.shape.value.endswith(rule)
        }
        for report in (check(store, shapes), check(store, shapes, judge=True))
    )
    assert own == judge
    return own


def misread(text: str, encoding: str) -> str:
    """UTF-8 decoded as something else; bytes that this leaves open are controls."""

    def sign(byte: int) -> str:
        try:
            return bytes([byte]).decode(encoding)
        except UnicodeDecodeError:
            return chr(byte)

    return "".join(map(sign, text.encode()))


def test_true_words_are_readable(shapes: Shapes) -> None:
    titles = lines("true.txt")
    assert len(titles) >= 35
    every = [case for title in titles for case in dict.fromkeys((title, title.upper(), title.lower(), title.title()))]
    assert broken(every, "#Release-titleEncoding", shapes) == set()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_titles_that_were_misread_are_found(encoding: str, shapes: Shapes) -> None:
    titles = [misread(title, encoding) for title in lines("true.txt") if not title.isupper()]
    assert set(titles) - broken(titles, "#Release-titleEncoding", shapes) == set()


@pytest.mark.parametrize(
    "title",
    [
        *("OSCE\x92s mission", "Skup\x9etina", "Ïðåññ-ðåëèç ìèññèè", "Judges\ufffd", "Judges\u00c2 meet"),
        *("OSCEâs mission", "Judges open âdoorsâ to pupils", "Judges â and clerks", "Плотники чинÑт столы"),
    ],
)
def test_other_signs_of_a_wrong_encoding_are_found(title: str, shapes: Shapes) -> None:
    assert broken([title], "#Release-titleEncoding", shapes) == {title}


@pytest.mark.parametrize("title", ["We use cookies on this website", "This site uses cookies", "Accept all cookies"])
def test_the_banner_of_a_site_is_no_title(title: str, shapes: Shapes) -> None:
    assert broken([title, "Bakers sell cookies in Tetovo"], "#Release-titleNotSite", shapes) == {title}


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("Share this page", "NotMenu"),
        ("Click here to read more", "NotMenu"),
        ("Skip to content", "NotMenu"),
        ("Home | Newsroom | Fields of work", "NotMenu"),
        ("Home > Newsroom > Bakers meet", "NotMenu"),
        ("Home Newsroom Field operations Where we are Contacts.", "NotMenu"),
        ("Lorem ipsum dolor sit amet", "NotSite"),
        ("Test", "NotSite"),
        ("12345", "Text"),
        ("– 14 / 3 –", "Text"),
        ("TETOVO 14 March 205", "NotDateline"),
    ],
)
def test_what_names_no_release_is_no_title(title: str, rule: str, shapes: Shapes) -> None:
    good = ["News of home", "Events at home and contacts abroad", "Test of ballot papers in Tetovo", "Press on trial"]
    assert broken([title, *good], f"#Release-title{rule}", shapes) == {title}


def test_mark_up_is_found_and_nothing_else(shapes: Shapes) -> None:
    marked, plain = lines("mark-up.txt"), lines("no-mark-up.txt")
    assert len(marked) >= 17
    assert broken(marked + plain, "#Release-titleText", shapes) == set(marked)
