"""What the program says: whole lines, words of people, remedies that help, one exit code for one thing."""

import http.client
import socket
import ssl
import subprocess
import sys
import urllib.error
from pathlib import Path

import pytest
import urllib3
from click.testing import CliRunner, Result

from endpoint.cli import main
from graph.counting import counted
from graph.errors import unreached

NOBODY = "http://127.0.0.1:1/"
"""Where nobody listens."""
PYTHON = ("__init__", "Errno", "urlopen", "host=", "float", "int ", "Error", "argument")


def run(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments], input=stdin)


def test_every_verb_is_told_in_one_whole_line() -> None:
    lines = run("--help").stdout.partition("Commands:\n")[2].splitlines()
    # Help loads every verb where it stands; none stands there that is not listed.
    assert [line.split()[0] for line in lines] == sorted(main.commands)
    assert len(lines) >= 14
    assert all(line.endswith(".") and not line.endswith("...") for line in lines)
    assert all(len(line) <= 80 for line in lines)


def test_looking_at_a_page_loads_nothing_that_builds_or_checks(sample_pages: Path) -> None:
    page = next(iter(sorted(sample_pages.glob("*.txt"))))
    asked = f"import sys; from endpoint.cli import main; main(['layouts', {str(page)!r}], standalone_mode=False)"
    told = f"{asked}; print(sys.modules.keys() & {{'graph.build', 'graph.check', 'rdflib', 'flask'}}, file=sys.stderr)"
    ended = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ended.stderr == "set()\n"


@pytest.mark.parametrize(
    ("number", "thing", "said"),
    [
        (1, "note", "1 note"),
        (0, "note", "0 notes"),
        (1_200, "release", "1,200 releases"),
        (2, "answer of the type x", "2 answers of the type x"),
        (1, "answer of the type x", "1 answer of the type x"),
        (3, "class", "3 classes"),
    ],
)
def test_what_is_counted_is_one_or_several(number: int, thing: str, said: str) -> None:
    assert counted(number, thing) == said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", NOBODY), "nobody answers: connection refused"),
        (("check", "http://nobody.invalid/"), "nobody answers: no host of that name is known"),
        (("validate", NOBODY), "it failed: connection refused"),
        (("query", NOBODY, "ASK {}"), "cannot be asked: connection refused"),
        (("serve", "--query-seconds", "abc"), "--query-seconds: 'abc' cannot be used\n  rule:   must be a number\n"),
        (("serve", "--workers", "1.5"), "--workers: '1.5' cannot be used\n  rule:   must be a whole number\n"),
        (("extract", "tests/pages", "--extractor", "spacy:foo=1"), "knows no option 'foo'"),
        (("extract", "tests/pages", "--extractor", "spacy"), "its options are model (needed), confidence"),
        (
            ("extract", "tests/pages", "--extractor", "language-model:base_url=http://x/,model=y,seconds=z"),
            "seconds is 'z', which is no number",
        ),
        (("validate", "tests/pages/001-banja-luka-ballot-trial.txt", "--shapes", "nofile"), "nofile: there is nothing"),
        (("resolve", "OSCE Mission to Serbia", "May"), "'May' is no day; write it as 2006-03-01"),
    ],
)
def test_faults_are_told_in_words_of_people(
    monkeypatch: pytest.MonkeyPatch, checkout: Path, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(checkout)
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not [one for one in PYTHON if one in result.stderr.replace("Error: Invalid value", "")]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (ConnectionResetError(104, "x"), "connection reset by peer"),
        (urllib.error.URLError(socket.gaierror(-2, "x")), "no host of that name is known"),
        (urllib.error.URLError("unknown url type: ftp"), "unknown url type: ftp"),
        (ssl.SSLError(1, "[SSL: WRONG] x"), "no safe connection: the server has none to offer"),
        (urllib3.exceptions.ProtocolError("x", http.client.RemoteDisconnected("y")), "closed without an answer"),
        (urllib3.exceptions.ProtocolError("x", http.client.IncompleteRead(b"y")), "the answer breaks off"),
        (http.client.BadStatusLine("hello"), "what came is no HTTP"),
        (TimeoutError("it takes longer than 300 s"), "it takes longer than 300 s"),
        (ValueError(), "it gave no reason"),
    ],
)
def test_why_a_server_was_not_reached(fault: Exception, words: str) -> None:
    assert unreached(fault).endswith(words)


def test_a_note_is_told_once(tmp_path: Path) -> None:
    empty = tmp_path / "empty.ttl"
    empty.touch()
    note = "note: the data hold no statement"
    text, other = run("validate", empty), run("validate", empty, "--json")
    assert (text.stdout.count(note), text.stderr.count(note)) == (1, 0)
    assert other.stderr.count(note) == 1


@pytest.mark.parametrize(
    ("query", "format_", "words"),
    [
        ("SELECT * { ?s ?p ?o }", "turtle", "rows are written as table, json, xml, csv, tsv"),
        ("PREFIX x: <http://x/> ASK { }", "csv", "yes and no are written as table, json, xml"),
        ("DESCRIBE <x>", "csv", "graphs are written as turtle, jsonld, rdfxml, ntriples, trig"),
        ("SELECT * { ?s ?p ?o }", "pdf", "a format is one of table, turtle"),
        (" ", "csv", "there is no query"),
    ],
)
def test_formats_are_named_as_the_option_names_them(query: str, format_: str, words: str) -> None:
    for place in ("nowhere", NOBODY):
        result = run("query", place, query, "--format", format_)
        assert result.exit_code == 2
        assert words in result.stderr
        assert "detail" not in result.stderr


def test_a_remedy_names_no_folder_that_holds_other_things(sample_pages: Path, tmp_path: Path) -> None:
    for place in (sample_pages, "-"):
        for verb in (["people", place], ["diff", place, place]):
            assert f"--into {place}`" not in run(*verb).stderr
    assert "--into DIR`" in run("validate", sample_pages).stderr
    for place in (tmp_path, tmp_path / "new"):
        assert f"--into {place}`" in run("people", place).stderr


@pytest.mark.parametrize("verb", ["extract", "layouts", "menu"])
def test_looking_ends_alike_whatever_verb_looks(verb: str, sample_pages: Path, tmp_path: Path) -> None:
    blank = tmp_path / "blank.txt"
    blank.touch()
    (tmp_path / "none").mkdir()
    unread, none, gone = (run(verb, blank), run(verb, tmp_path / "none"), run(verb, tmp_path / "gone"))
    assert (unread.exit_code, none.exit_code, gone.exit_code) == (1, 2, 2)
    assert unread.stderr == "blank.txt holds no text\n  rule page-empty; save the page again\n"
    assert "there is no page in it" in none.stderr
    assert "no such file or folder" in gone.stderr
    if verb != "extract":
        assert run(verb, sample_pages).exit_code == 2


def test_extract_prints_events_bodies_and_statements(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Statement by the Co-Chairs of the OSCE Minsk Group on the meeting in Osh\n\n"
        "VIENNA, 5 May 2015 - The Co-Chairs of the OSCE Minsk Group released the following statement today:\n\n"
        "Forty border officers attended a seminar in Osh organized by the OSCE Programme Office in Bishkek on 4 and 5 "
        "May.\n\nThe Co-Chairs call upon the sides to keep the roads open.\n"
    )
    told = run("extract", page).stdout
    for line in (
        "organisations   OSCE Minsk Group",
        "events          meeting, Osh, 2015-05-04 to 2015-05-05, 40 participants, organised by OSCE Programme Office",
        "statements      unknown: The Co-Chairs call upon the sides to keep the roads open.",
    ):
        assert f"\n  {line}" in told
