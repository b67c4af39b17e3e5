"""Invented releases in the forms of the OSCE's site; the same number gives the same page, whatever was asked before."""

import datetime
import random
from collections.abc import Iterator
from pathlib import Path

_TOWNS = (
    ("OSH", "OSCE Programme Office in Bishkek"),
    ("TIRANA", "OSCE Presence in Albania"),
    ("SKOPJE", "OSCE Mission to Skopje"),
    ("BELGRADE", "OSCE Mission to Serbia"),
    ("CHISINAU", "OSCE Mission to Moldova"),
    ("DUSHANBE", "OSCE Programme Office in Dushanbe"),
    ("VIENNA", "OSCE Secretariat"),
    ("WARSAW", "OSCE Office for Democratic Institutions and Human Rights"),
)
_FIELDS = ("Policing", "Education", "Elections", "Rule of law", "Gender equality", "Good governance", "Youth")
_GIVEN = ("Ada", "Bela", "Cora", "Dina", "Edo", "Fane", "Gita", "Hari", "Ilo", "Jana", "Karo", "Lena")
_FAMILY = ("Testova", "Probic", "Musteri", "Exempla", "Fictescu", "Sampleli", "Invented", "Nemova", "Modelli")
_JOBS = ("Mayor of Lower Town", "Director of the Beekeepers' Union", "Chief Librarian", "Head of the Canal Office")
_THINGS = ("beekeepers", "librarians", "ferrymen", "notaries", "bus drivers", "archivists", "gardeners", "clockmakers")
_DEEDS = ("draw a shared map", "practise first aid", "count their ledgers", "set their clocks", "compare timetables")
_STATES = ("Finland", "Norway", "Kazakhstan", "Serbia", "Georgia", "Portugal", "Malta", "Iceland")
_FIRST, _DAYS = datetime.date(2003, 1, 1), 5800
_ANY = random.Random(0)
MENU = "".join(
    f"<li class='leaf m-{_ANY.randrange(10**6)}'><a href='/{_ANY.choice(_FIELDS).lower()}/{_ANY.randrange(10**5)}'>"
    f"{_ANY.choice(_STATES)}: {_ANY.choice(_DEEDS)}</a></li>"
    for _ in range(190)
)


def text_page(number: int, paragraphs: int = 6) -> str:
    """A page saved as text, with its address, in the form with labels and without a menu."""
    draw = random.Random(number)
    town, source = draw.choice(_TOWNS)
    labels = f"Date:\nPlace:\n{town}\nSource:\n{source}\nFields of work:\n{draw.choice(_FIELDS)}"
    body = "\n\n".join(_paragraphs(draw, town, paragraphs))
    return f"# url: {_address(number)}\nPress release\n\n{_title(number)}\n\n{labels}\n\n{body}\n"


def html_page(number: int, paragraphs: int = 8) -> bytes:
    """A page of the old site, with its menu, labels, text and twelve teasers: about 60 kB.

    Scripts and menu are no repetition of one line, as unpacking such a page would cost next to nothing.
    """
    draw = random.Random(number)
    town, source = draw.choice(_TOWNS)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in _paragraphs(draw, town, paragraphs))
    labels = "".join(
        f"<li>{label}: <div>{value}</div></li>"
        for label, value in (
            ("Date", ""),
            ("Place", town),
            ("Source", source),
            ("Fields of work", draw.choice(_FIELDS)),
        )
    )
    teasers = "".join(
        f"<div class='teaser'><h3>{_title(number + n)}</h3><p>{'Teaser. ' * 12}</p></div>" for n in range(12)
    )
    title = _title(number)
    numbers = "".join(f"var v{draw.randrange(10**5)} = {{a: {draw.random():.3}, b: '<p>'}};" for _ in range(480))
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{title} | OSCE</title>"
        f"<script>{numbers}</script></head>"
        f"<body><nav><ul>{MENU}</ul></nav><nav class='mobile'><ul>{MENU}</ul></nav>"
        f"<div class='content--header'><div>Press release</div><h1>{title}</h1></div>"
        f"<div class='content--content'><div><div class='pane-content'><ul>{labels}</ul>{body}</div></div></div>"
        f"<aside>{teasers}</aside><footer><ul>{MENU[:5986]}</ul></footer></body></html>"
    ).encode()


def text_pages(count: int) -> Iterator[tuple[str, str]]:
    """The first `count` pages, each with the name of its file."""
    return ((f"{number // 1000:03}/{number:06}.txt", text_page(number)) for number in range(1, count + 1))


def write_pages(count: int, folder: Path) -> Path:
    """Writes the first `count` pages into `folder`, a thousand to a folder below it."""
    for name, text in text_pages(count):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def _address(number: int) -> str:
    return f"https://www.osce.org/synthetic/{100_000 + number}"


def _title(number: int) -> str:
    draw = random.Random(-number)
    return f"{draw.choice(_THINGS).capitalize()} {draw.choice(_DEEDS)}, meeting {number}"


def _paragraphs(draw: random.Random, town: str, count: int) -> Iterator[str]:
    day = _FIRST + datetime.timedelta(draw.randrange(_DAYS))
    who = f"{draw.choice(_GIVEN)} {draw.choice(_FAMILY)}"
    job = draw.choice(_JOBS)
    head = f"{town}, {day.day} {day:%B} {day.year} - "
    yield f"{head}Some {draw.randrange(20, 90)} {draw.choice(_THINGS)} met to {draw.choice(_DEEDS)} today."
    yield f"“Whoever counts together argues less,” said {who}, {job}. “We will count again in the spring.”"
    for _ in range(count - 2):
        state = draw.choice(_STATES)
        yield (
            f"Participants from {state} showed how {draw.choice(_THINGS)} there {draw.choice(_DEEDS)} every year, and "
            f"what they would do otherwise. {draw.choice(_GIVEN)} {draw.choice(_FAMILY)}, {draw.choice(_JOBS)}, noted "
            f"that {draw.choice(_THINGS)} of {draw.choice(_STATES)} had done so since {draw.randrange(1995, 2002)}."
        )
