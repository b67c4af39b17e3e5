"""What the label of a charset means: what browsers take it for, which is what those who wrote the pages saw."""

import pytest

from graph import pages
from graph.records import Finding, Page

WESTERN = "“Two menus are a start” – the café’s owner…"
# Labels of the Encoding Standard (section 4.2), and the charset in which pages that bear them are.
LABELS = {
    "iso-8859-1": ("cp1252", WESTERN),
    "ISO_8859-1:1987": ("cp1252", WESTERN),
    "latin1": ("cp1252", WESTERN),
    "iso-8859-9": ("cp1254", "“İzmir’de kış”"),
    "latin5": ("cp1254", "“İzmir’de kış”"),
    "iso-8859-11": ("cp874", "“กาแฟ”…"),
    "tis-620": ("cp874", "“กาแฟ”…"),
    "iso-8859-2": ("iso8859-2", "Žižkov"),
    "windows-1250": ("cp1250", "“Žižkov”"),
    # No label of the standard's.
    "cp852": ("cp852", "Žižkov"),
}


def test_the_suite_is_whole() -> None:
    assert len(LABELS) == 10


@pytest.mark.parametrize("form", ["<html><meta charset={}><h1>", "# charset: {}\n<h1>", "# charset: {}\n"])
@pytest.mark.parametrize("label", LABELS)
def test_a_label_means_what_browsers_take_it_for(label: str, form: str) -> None:
    codec, words = LABELS[label]
    (page,) = pages.pages_of("a.txt", form.format(label).encode() + words.encode(codec))
    assert isinstance(page, Page), page
    assert page.text == words


@pytest.mark.parametrize("codec", ["cp1252", "utf-8"])
def test_what_is_not_in_ascii_though_it_says_so_is_looked_at(codec: str) -> None:
    page, told = pages.pages_of("a.html", b"<meta charset=us-ascii><h1>" + WESTERN.encode(codec))
    assert isinstance(page, Page)
    assert page.text == WESTERN
    assert isinstance(told, Finding)
    assert told.rule == "charset-lie"
