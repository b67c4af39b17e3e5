"""What a page prints is the same text, however its signs are stored; positions count the signs of that text."""

import unicodedata
from collections.abc import Callable
from itertools import product

import pytest

from graph.extract import Reader
from graph.pages.load import pages_of
from graph.records import Page, Release

PLAIN = """Mayor Marta Keller-Šimić opens the bridge of Žďár

VIENNA, 1 March 2012 - “The bridge is open,” said Marta Keller-Šimić, Head of the OSCE Mission to Serbia. Mr. Jón Dahlby
of Norway listened.
"""
INVISIBLE = {
    "soft hyphen": "\u00ad",
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "zero-width non-joiner": "\u200c",
    "word joiner": "\u2060",
    "byte-order mark": "\ufeff",
    "right-to-left mark": "\u200f",
    "left-to-right embedding": "\u202a",
    "right-to-left isolate": "\u2067",
}
FORMS: dict[str, Callable[[str], str]] = {
    **{name: sign.join for name, sign in INVISIBLE.items()},
    "accents as signs of their own": lambda text: unicodedata.normalize("NFD", text),
    "no-break spaces": lambda text: text.replace("Marta ", "Marta\u00a0").replace("Mr. ", "Mr.\u202f"),
}


def page(text: str, kind: str) -> Page:
    if kind == "html":
        text = "<html><title>" + text.replace("\n\n", "</title><h1>" + text.partition("\n")[0] + "</h1><p>", 1)
    if kind == "rss":
        title, _, words = text.partition("\n\n")
        text = f"<rss><channel><item><title>{title}</title><description>{words}</description></item></channel></rss>"
    (found,) = (one for one in pages_of(f"page.{kind}", text.encode()) if isinstance(one, Page))
    return found


@pytest.mark.parametrize(("form", "kind"), list(product(FORMS, ("txt", "html", "rss"))))
def test_signs_that_print_the_same_are_the_same_text(form: str, kind: str) -> None:
    title, words = PLAIN.split("\n\n")
    stored = "\n\n".join(FORMS[form](part) for part in (title, words))
    assert page(stored, kind).text == page(PLAIN, kind).text
    assert page(stored, kind).heading == page(PLAIN, kind).heading


@pytest.mark.parametrize("form", FORMS)
def test_the_same_people_are_read_and_evidence_is_where_it_says(form: str, reader: Reader) -> None:
    def read(text: str) -> tuple[Release, str]:
        (release,) = reader.read(found := page(text, "txt")).releases
        return release, found.text

    release, text = read("\n\n".join(FORMS[form](part) for part in PLAIN.split("\n\n")))
    assert release == read(PLAIN)[0]
    assert [one.name.value for one in release.people] == ["Marta Keller-Šimić", "Jón Dahlby"]
    assert all(one.name.evidence.span.of(text) == one.name.value for one in release.people)


def test_what_shapes_a_letter_stays() -> None:
    assert page("می\u200cخواهم\n", "txt").text == "می\u200cخواهم\n"


def test_many_accents_on_one_letter_stay_as_they_are() -> None:
    assert page("a" + "\u0301\u0323" * 50 + "\n", "txt").text == "a" + "\u0301\u0323" * 50 + "\n"


def test_there_are_eleven_forms() -> None:
    assert len(FORMS) == 11
