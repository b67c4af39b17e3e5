"""What a steward should know of a page that was read: its doubtful days, unknown towns, and what was left out."""

from collections.abc import Iterable

from graph.dateline import Dateline, date_of, impossible_date, numeric_date, parse_dateline
from graph.records import Document, Finding, Page, Release


def _notice(page: Page, rule: str, message: str, remedy: str) -> Finding:
    return Finding("notice", page.name, rule, message, remedy, page.id)


def cut_item(release: Release, page: Page) -> Finding:
    """The page ends in the middle of an item."""
    named = f"item {release.item}" + (f", {release.title.value!r}" if release.title else "")
    return _notice(
        page,
        "item-cut",
        f"breaks off within its {named}; nothing of that is published",
        "save the listing again, or give the page of that release",
    )


def doubtful_title(document: Document) -> Iterable[Finding]:
    """A line beside the title may be a part of it."""
    if document.beside_title:
        yield _notice(
            document.page,
            "title-doubtful",
            f"has {document.beside_title.of(document.text)!r} right beside a title, of which it may be a part; the "
            "title is read without it",
            "look at the original page; where it is a part, write the title on one line",
        )


def second_labels(document: Document) -> Iterable[Finding]:
    """A second block of labels stands below the first."""
    if document.labels_again:
        yield _notice(
            document.page,
            "labels-twice",
            f"has labels a second time, from {document.labels_again.of(document.text)!r} on; the first are read",
            "look whether two releases were saved as one page",
        )


def other_language(page: Page, language: str) -> Finding:
    """The address says another language than the words."""
    return _notice(
        page,
        "language-doubtful",
        f"reads as English, and its address says {language!r}, which is believed",
        "look at the original page; where it is in English, save it under the address of the page in English",
    )


def contact_speaks(page: Page) -> Finding:
    """Somebody whom the page names for questions is found speaking in its text; who that is is not published."""
    return _notice(
        page,
        "contact-speaks",
        "names somebody for questions who is also found to speak in its text",
        "look at the original page; where somebody else speaks, save it again with the text whole",
    )


def private_quote(page: Page) -> Finding:
    """A quote was left out for what is private in it."""
    return _notice(
        page,
        "quote-private",
        "has a quote with a telephone number or an address of mail, which is left out; the release is published",
        "none is needed; where the words are neither, graph/privacy.py takes them for one",
    )


def doubtful_dates(document: Document, dateline: Dateline | None) -> Iterable[Finding]:
    """What a steward should know of the dates on the page: those that cannot be read, and a second dateline."""
    text, page = document.text, document.page
    printed = [span for span in document.labels.get("Date", ()) if date_of(span.of(text)) is None]
    heads = [*document.body[:1], *((document.date_line,) if document.date_line else ())]
    printed += [date for span in heads if (date := impossible_date(text, span))]
    for span in printed:
        yield _notice(
            page,
            "date-unreadable",
            f"prints {span.of(text)!r} where its date stands, which {_why_unread(span.of(text))}; it is passed over",
            "look at the original page; days are written as 15 May 2008",
        )
    first = dateline.date_span if dateline else impossible_date(text, document.body[0]) if document.body else None
    if first is None:
        return
    believed = "is believed" if dateline else "is no day, and neither is believed"
    for span in document.body[1:]:
        again = parse_dateline(text, span)
        if again and (dateline is None or again.date != dateline.date):
            yield _notice(
                page,
                "dateline-twice",
                f"has a second dateline, of {again.date_span.of(text)}; the first, of {first.of(text)}, {believed}",
                "look whether two releases were saved as one page",
            )
            return


def _why_unread(words: str) -> str:
    if numeric_date(words, day_first=True):
        return "may be either of two days, as nothing tells which number is the month"
    return "is no day that can be told"


def unknown_place(page: Page, name: str, problem: str) -> Finding:
    """A town that the vocabularies do not know, or more than one of that name."""
    return _notice(
        page,
        "place-unknown",
        f"names the place {name!r}, which {problem}; the release is published without it",
        "add the town to ontology/vocabularies/cities.ttl",
    )
