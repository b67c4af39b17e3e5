"""Pages in the forms that they are saved in and copied: what a reader sees of them, read by the same layouts."""

import encodings.aliases
import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from graph import layouts, pages, rooms
from graph.cli import cli
from graph.extract import Reader
from graph.layouts import parts
from graph.layouts.wording import Wording
from graph.pages.encoding import MAX_DEPTH
from graph.pages.inputs import Input
from graph.pages.tags import has_too_many_attributes
from graph.records import Finding, Page
from graph.text import Line, Span
from graph.vocabularies.reference import Reference

FOLDER = Path(__file__).parent / "readers"
EXPECTED = [json.loads(line) for line in (FOLDER / "expected.jsonl").read_text("utf-8").splitlines()]
FILES = sorted({release["file"] for release in EXPECTED})


def read(name: str, raw: bytes) -> list[Page | Finding]:
    return list(pages.pages_of(name, raw))


def page_in(name: str, raw: bytes) -> Page:
    page = read(name, raw)[0]
    assert isinstance(page, Page), page
    return page


def rejected(name: str, raw: bytes) -> Finding:
    (finding,) = read(name, raw)
    assert isinstance(finding, Finding)
    assert finding.kind == "rejection"
    assert finding.remedy
    return finding


def test_the_suite_is_whole() -> None:
    assert len(FILES) == 142
    assert len(EXPECTED) == 179
    assert sorted(path.name for path in FOLDER.iterdir() if path.suffix not in (".md", ".jsonl")) == FILES


@pytest.fixture(scope="module")
def extracted() -> dict[str, list[dict[str, Any]]]:
    """What is read from all of them, by file: in one run, as making a reader takes longer than all its reading."""
    done = CliRunner().invoke(cli, ["extract", "--json", *(str(FOLDER / file) for file in FILES)])
    assert done.exit_code == 0, done.stderr
    found: dict[str, list[dict[str, Any]]] = {file: [] for file in FILES}
    for line in done.stdout.splitlines():
        item = json.loads(line)
        found[item["file"]].append(item)
    return found


@pytest.mark.parametrize("file", FILES)
def test_a_page_is_read_as_its_reader_sees_it(file: str, extracted: dict[str, list[dict[str, Any]]]) -> None:
    expected = [release for release in EXPECTED if release["file"] == file]
    found = [{key: item[key] for key in wanted} for item, wanted in zip(extracted[file], expected, strict=True)]
    assert found == expected


def test_no_layout_scores_more_than_it_says_and_the_best_of_all_is_taken() -> None:
    """Layouts that could not win are not asked."""
    wording, asked = Wording.of(Reference.load(rooms.ontology())), set()
    for page in (one for file in FILES for one in read(file, (FOLDER / file).read_bytes()) if isinstance(one, Page)):
        sheet = parts.Sheet.of(page, wording)
        found = {layout: layout.score(sheet) for layout in layouts.LAYOUTS}
        assert all(score <= layouts.highest(layout) for layout, score in found.items()), page.name
        documents = layouts.take_apart(page, wording)
        assert not isinstance(documents, Finding)
        assert {one.layout for one in documents} == {max(found, key=found.__getitem__).NAME}, page.name
        asked |= {layout for layout, score in found.items() if score == layouts.highest(layout) < layouts.SURE}
    assert len(asked) == 8


@pytest.mark.parametrize("file", FILES)
def test_nothing_that_is_not_shown_is_read(file: str) -> None:
    text = page_in(file, (FOLDER / file).read_bytes()).text
    for hidden in ("not shown here", "var page", "Follow us", "Where we are\n", "next ›", "<", "&lt;", "&amp;"):
        assert hidden not in text
    assert "\r" not in text
    assert "\x00" not in text


def test_the_labels_of_html_keep_their_values() -> None:
    """Most extractors of prose drop this block; without it a release has no source."""
    text = page_in("a.html", (FOLDER / "drupal6-node.html").read_bytes()).text
    assert "- Date:\n- Place: OSH\n- Source: OSCE Programme Office in Bishkek\n" in text


@pytest.mark.parametrize(
    ("file", "rule", "said"),
    [
        ("day-or-month.txt", "date-unreadable", "either of two days"),
        ("listing-cut-in-labels.txt", "item-cut", "breaks off within its item 2, 'Well lost again'"),
        ("listing-cut-in-a-label.txt", "item-cut", "nothing of that is published"),
        ("empty-labels.txt", "", ""),
        ("listing-titles-on-lines.txt", "title-doubtful", "has 'Bells of two towns' right beside a title"),
        ("title-on-two-lines.txt", "", ""),
        ("hour-above-dateline.txt", "", ""),
        ("weekday-and-hour.txt", "", ""),
        ("credit-above-dateline.txt", "", ""),
        ("contact-and-credit.txt", "", ""),
        ("labels-capitalised.txt", "", ""),
        ("credit-below-labels.txt", "", ""),
        ("town-and-day-above-dateline.txt", "", ""),
        ("labels-twice.txt", "labels-twice", "the first are read"),
        ("english-below-russian-address.txt", "language-doubtful", "its address says 'ru'"),
    ],
)
def test_what_a_page_leaves_open_is_told_where_it_matters(file: str, rule: str, said: str, reader: Reader) -> None:
    findings = reader.read(page_in(file, (FOLDER / file).read_bytes())).findings
    assert [finding.rule for finding in findings] == ([rule] if rule else [])
    assert all(said in finding.message and finding.remedy for finding in findings)


@pytest.mark.parametrize(
    ("file", "layout"),
    [
        ("newsroom-head.txt", "c2"),
        ("newsroom-head-without-address.txt", "c2"),
        ("menu-above-title.txt", "c2"),
        ("archive-attachments.txt", "e-reliefweb"),
        ("archive-attributes.txt", "e-reliefweb"),
    ],
)
def test_the_head_of_a_page_of_the_osce_is_no_country_above_a_copy(file: str, layout: str, reader: Reader) -> None:
    assert reader.read(page_in(file, (FOLDER / file).read_bytes())).layout == layout


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_a_text_in_utf_16_is_read_as_the_same_in_utf_8(charset: str) -> None:
    words = "\ufeff# url: https://www.osce.org/serbia/81234\r\nCafés of Žižkov\r\n"
    assert page_in("a.txt", words.encode(charset)) == page_in("a.txt", words.removeprefix("\ufeff").encode())


def test_no_break_spaces_are_blanks_and_move_nothing() -> None:
    page = page_in("a.txt", "A\u00a0title\n\u202fTOWN".encode())
    assert page.text == "A title\n TOWN"


def test_a_wrong_charset_is_told_and_the_letters_are_right() -> None:
    page, notice = read("a.html", (FOLDER / "charset-lie.html").read_bytes())
    assert isinstance(page, Page)
    assert "the café of Željka" in page.text
    assert isinstance(notice, Finding)
    assert (notice.kind, notice.rule) == ("notice", "charset-lie")


@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        ("<html><h1>Café Žižkov</h1>".encode("utf-8-sig"), "a byte-order mark"),
        ("<html><h1>Café Žižkov</h1>".encode("utf-16"), "a byte-order mark of UTF-16"),
        (b'<html><meta charset="windows-1250"><h1>' + "Café Žižkov".encode("windows-1250"), "the page"),
        (b"# charset: windows-1250\n<html><h1>" + "Café Žižkov".encode("windows-1250"), "the header"),
        ("<html><h1>Café Žižkov</h1>".encode(), "nobody, and it is UTF-8"),
    ],
    ids=["bom", "utf-16", "meta", "header", "none"],
)
def test_the_charset_is_taken_from_who_knows(raw: bytes, charset: str) -> None:
    assert page_in("a.html", raw).text == "Café Žižkov", charset


@pytest.mark.parametrize("read_as", ["latin-1", "windows-1252"])
@pytest.mark.parametrize("suffix", ["txt", "html"])
def test_letters_that_were_encoded_twice_are_read_as_they_were_meant(suffix: str, read_as: str, tmp_path: Path) -> None:
    title, words = "Kovač-Łukasz’ы наряд в Jõhvi", "“Դа, ეს არის naïve – 5 €,” said Müller’s ß”."
    text = f"{title}\n\n{words}\n" if suffix == "txt" else f"<h1>{title}</h1><p>{words}</p>"
    # windows-1252 has no letter for five bytes; programs that read it take them for the control characters of Latin-1.
    twice = "".join(bytes([byte]).decode(read_as, "ignore") or chr(byte) for byte in text.encode())
    file = tmp_path / f"page.{suffix}"
    file.write_text(twice, encoding="utf-8")
    page, notice = pages.read(Input(file.name, str(file)))
    assert isinstance(page, Page)
    assert [line for line in page.text.splitlines() if line.strip()] == [title, words]
    assert page.heading is None or page.heading.of(page.text) == title
    assert isinstance(notice, Finding)
    assert notice.rule == "letters-encoded-twice"


@pytest.mark.parametrize(
    "words", ["„muß”, Ü– and “é” of Àlex ‘ß’, Ã…", "Kovačević’s naïve café – Jõhvi", "one Ã© alone"]
)
def test_letters_that_somebody_wrote_so_are_left_alone(words: str, tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text(words, encoding="utf-8")
    (page,) = pages.read(Input(file.name, str(file)))
    assert isinstance(page, Page)
    assert page.text.strip() == words


TERM = b"<dt class=search-title><h3>%s</h3></dt><dd>%s</dd>"
NO_CHARSETS = ["undefined", "punycode", "idna", "charmap", "utf-7", "unicode_escape", "raw_unicode_escape", "hex"]
NO_CHARSETS += ["rot13", "cp037", "klingon-1", "..", "x" * 500]
ESCAPES = b"Caf\xc3\xa9 \\ud800 +2AA- opens in Vienna"


@pytest.mark.parametrize("name", NO_CHARSETS)
def test_what_is_the_name_of_no_charset_is_told_and_not_applied(name: str) -> None:
    for raw in (
        b'<html><meta charset="%s"><h1>%s</h1>' % (name.encode(), ESCAPES),
        b"# charset: %s\n<html><h1>%s</h1>" % (name.encode(), ESCAPES),
        b'<?xml version="1.0" encoding="%s"?><rss><item><title>%s</title></item></rss>' % (name.encode(), ESCAPES),
    ):
        page, notice = read("a.html", raw)
        assert isinstance(page, Page)
        assert page.text.startswith(ESCAPES.decode())
        assert isinstance(notice, Finding)
        assert (notice.kind, notice.rule) == ("notice", "charset-lie")
    assert rejected("a.txt", b"# charset: %s\n%s" % (name.encode(), ESCAPES)).rule == "charset-unknown"


@pytest.mark.parametrize("name", sorted({*encodings.aliases.aliases.values(), "undefined", "idna", "cp1125", "cp720"}))
def test_in_whatever_charset_bytes_are_said_to_be_the_text_can_be_written(name: str) -> None:
    some = b"Title \\ud800 +2AA- \xed\xa0\x80 \xd8\x00\x00\xd8 " + bytes(range(32, 256)) + b"\n"
    for raw in (b'<meta charset="%s"><h1>%s</h1>', b"# charset: %s\n<h1>%s</h1>", b"# charset: %s\n%s"):
        for page in read("a.txt", raw % (name.encode(), some)):
            assert not isinstance(page, Page) or page.text.encode("utf-8")


def test_a_page_that_says_in_single_bytes_that_it_is_in_utf_16_is_not() -> None:
    (page,) = read("a.html", b'<html><meta charset="utf-16"><h1>Caf\xc3\xa9 opens</h1>')
    assert isinstance(page, Page)
    assert page.text == "Café opens"


def test_control_characters_and_odd_line_ends_become_blanks_and_lines() -> None:
    page = page_in("a.html", b"<html><body><pre>one\x00two\r\nthree\rfour</pre>" + b"<p>filler words here</p>" * 9)
    assert page.text.startswith("one two\nthree\nfour")


def test_deep_nesting_is_rejected_before_a_parser_sees_it() -> None:
    finding = rejected("deep.html", b"<html><body>" + b"<div></zz>" * 100_000)
    assert finding.rule == "page-nested"
    assert str(MAX_DEPTH) in finding.message


def test_a_long_flat_page_is_no_deep_one() -> None:
    page = page_in("long.html", b"<html><body><h1>Long</h1>" + b"<div><ul><li>item<br></ul></div>" * 20_000)
    assert page.text.count("item") == 20_000


MANY = b" ".join(b"a%d" % n for n in range(100_000))


@pytest.mark.parametrize(
    "page",
    [
        b"<p %s>Text" % MANY,
        b"</p %s>Text" % MANY,
        b"<p %s>Text" % b"".join(b"a%d='>'" % n for n in range(100_000)),
        b"<p %s>Text" % b"/".join(b'a%d="<br>"' % n for n in range(100_000)),
        b"<p %s>Text" % b" ".join(b'a%d = ">"' % n for n in range(100_000)),
        b"<p %s>Text" % b"".join(b"a%d =\n'<br>'" % n for n in range(100_000)),
        b'<!-- <b a=" --><p %s>"' % MANY,
        b'<!--><p %s>"' % MANY,
        b'<!x <b a=" ><p %s>"' % MANY,
        b"<SCRIPT>if (a <b && c='</SCRIPT ><p %s>'" % MANY,
        b"<p %s" % b"=".join(b"a%d " % n for n in range(100_000)),
        b"<rss><item><title>A title</title><description>&lt;p %s&gt;</description></item></rss>" % MANY,
    ],
    ids=[
        "bare",
        "end-tag",
        "quoted",
        "slashes",
        "blanks",
        "line-ends",
        "comment",
        "empty-comment",
        "declaration",
        "script",
        "equals",
        "feed",
    ],
)
def test_a_tag_of_more_attributes_than_any_page_has_is_rejected_at_once(page: bytes) -> None:
    begun = time.process_time()
    page = page if b"<rss>" in page else b"<html><h1>Title</h1>" + page
    assert rejected("a.html", page).rule == "page-overloaded"
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "part", [b"<p/a=", b"<!--", b'<p a="', b"<p a='\"", b"<script>", b"<p a b c>", b"</", b"<p =", b"< a "]
)
def test_attributes_are_counted_in_time_that_grows_with_the_page(part: bytes) -> None:
    begun = time.process_time()
    has_too_many_attributes((part * (2_000_000 // len(part))).decode())
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("card", [b"<div class=search-result-news><h3 class=search-title>%s</h3>%s</div>", TERM])
def test_a_listing_of_many_cards_is_read_in_time_that_grows_with_it(card: bytes) -> None:
    begun = time.process_time()
    page = page_in("long.html", b"<html><h1>Long</h1><dl>" + card % (b"A title", b"<p>Text.</p>") * 4000)
    assert page.text.count("A title") == 4000
    # Looked for one by one they took more than a minute.
    assert time.process_time() - begun < 20


@pytest.mark.parametrize(
    ("name", "raw", "rule"),
    [
        ("a.html", b"<html><body><script>only()</script></body></html>", "page-empty"),
        ("a.html", b"<html>" + bytes(range(1, 9)) * 50, "page-binary"),
        ("a.rss", b'<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel/></rss>', "feed-doctype"),
        ("a.rss", b"<rss><channel><item><title>Cut in the mid", "feed-broken"),
        ("a.rss", b"<rss><channel><title>No items</title></channel></rss>", "feed-empty"),
    ],
    ids=["nothing-shown", "binary", "doctype", "cut", "no-items"],
)
def test_what_cannot_be_read_is_rejected_by_name(name: str, raw: bytes, rule: str) -> None:
    assert rejected(name, raw).rule == rule


@pytest.mark.parametrize(
    ("file", "rules", "said"),
    [
        ("netscape.rss", ["feed-mended"], "3 `&`"),
        ("utf-16.rss", [], ""),
        ("cut.rss", ["feed-broken"], "the items before that are read"),
        ("news.rss", ["item-untitled"], "1 item(s) without a title"),
    ],
)
def test_what_of_a_feed_was_not_read_as_it_stands_is_told(file: str, rules: list[str], said: str) -> None:
    _, *told = read(file, (FOLDER / file).read_bytes())
    assert [(one.kind, one.rule) for one in told if isinstance(one, Finding)] == [("notice", rule) for rule in rules]
    assert all(said in one.message and one.remedy for one in told if isinstance(one, Finding))


def test_an_item_without_a_day_is_no_item_whose_day_cannot_be_read(reader: Reader) -> None:
    assert reader.read(page_in("cut.rss", (FOLDER / "cut.rss").read_bytes())).findings == ()


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY a "b">]>',
        '<!DOCTYPE rss SYSTEM "file:///etc/passwd" [<!ENTITY a "b">]>',
        '<!DOCTYPE rss SYSTEM "a.dtd"><!DOCTYPE rss SYSTEM "b.dtd">',
        '<!DOCTYPE rss SYSTEM \'a"><!ENTITY a "b">\'>',
    ],
)
def test_a_feed_that_declares_something_of_its_own_is_refused(doctype: str) -> None:
    raw = f"{doctype}<rss><channel><item><title>&a; &amp;a;</title></item></channel></rss>"
    assert rejected("a.rss", raw.encode()).rule == "feed-doctype"


def test_ampersands_of_a_feed_are_read_in_time_that_grows_with_it() -> None:
    begun = time.process_time()
    many = b"<![CDATA[ & ]]>& &nbsp; &nosuch; &#1; <![CDATA[" * 40_000
    page = page_in("a.rss", b"<rss><item><title>Bells & reins</title></item><item><title>" + many)
    assert page.text.startswith("Bells & reins\n")
    assert time.process_time() - begun < 10


def test_a_card_without_its_day_takes_no_address_of_another(reader: Reader) -> None:
    card = b"<div class=search-result-news><h3 class=search-title><a href=/cio/%d>%s</a></h3>%s</div>"
    days = b"<p>Publishing date: 3 May 2005</p><p>Publishing date: 4 May 2005</p><p>Wells were counted in a town...</p>"
    page = page_in("a.html", card % (1, b"Wells counted", days) + card % (2, b"Bells counted", b""))
    assert [release.node for release in reader.read(page).releases if not release.cut] == [None, None]


def test_a_page_of_equal_paragraphs_is_read_in_time_that_grows_with_it() -> None:
    """Counted in comparisons of lines, not in seconds: the body printed twice must not be looked for at every line."""
    compared = 0

    class Counted(str):
        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return super().__eq__(other)

        __hash__ = str.__hash__

    counts = []
    for number in (1000, 4000):
        compared = 0
        same = [Line(Span(n, n + 1), Counted("a")) for n in range(number)]
        parts.without_repeat([Line(Span(0, 1), Counted("first")), *same, Line(Span(9, 10), Counted("last"))])
        counts.append(compared)
    assert counts[1] < 5 * counts[0]
