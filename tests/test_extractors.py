"""Extractors from outside: what they may add, what is dropped and counted, and what a failing one costs."""

import http.server
import json
import sys
import threading
import time
import types
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pyoxigraph import Store

from graph import extensions, pages
from graph import vocabulary as v
from graph.build import build
from graph.cli import cli
from graph.errors import InputError
from graph.extensions.language_model import LanguageModel
from graph.extract import Reader
from graph.extract.proposals import KINDS, Extractor, Kind, Method, Proposal, shown
from graph.iri import thing
from graph.records import Page, Proposed, Release

TEXT = """Beekeepers of two valleys meet in Osh

OSH, 14 March 2008 - A workshop on honey, paid for by the Batken Honey Fund, ended in Osh today.
“The bees cross the border twice a day,” said Aigul Toktosunova, head of the beekeepers' union.
Down from the hills Ulmas Sydykov brought the keys that the warden of the old mill keeps, and listened to his sister.
“Nobody had asked them so far.”
Those who want to know more write to honey@example.org or call +996 312 66 50 15.

For further information, please contact:
Nora Halvik, Press Officer, OSCE Centre in Bishkek
Tel: +996 312 66 50 16, e-mail: nora@example.org
"""
KNOWN = "Aigul Toktosunova"
NEW = "Ulmas Sydykov"


class Fixed:
    """An extractor that always proposes the same."""

    method = Method("fixed", "1", "Fixed, version 1", "proposes what it was made with")

    def __init__(self, *proposals: Proposal) -> None:
        self._proposals = proposals
        self.saw = ""

    def propose(self, text: str, release: Release) -> Iterable[Proposal]:
        self.saw = text
        return self._proposals


def at(kind: Kind, words: str, of: str | None = None, shift: int = 0) -> Proposal:
    start = TEXT.index(words) + shift
    return Proposal(kind, start, start + len(words), words, of, 0.9)


def read(reader: Reader, extractor: Extractor, text: str = TEXT) -> tuple[Release, Proposed]:
    reading = reader.extended_by([extractor]).read(Page("page.txt", text, "0" * 64))
    (release,), (proposed,) = reading.releases, reading.proposed
    return release, proposed


def test_the_grammar_alone_finds_what_the_cases_count_on(reader: Reader) -> None:
    release, proposed = read(reader, Fixed())
    assert [one.name.value for one in release.people] == [KNOWN]
    assert [one.name.value for one in release.contacts] == ["Nora Halvik"]
    assert proposed == Proposed("fixed-1", ())


# What is proposed, and what becomes of the last one.
CASES: tuple[tuple[str, tuple[Proposal, ...]], ...] = (
    ("added", (at("person", NEW),)),
    ("known", (at("person", KNOWN),)),
    ("known", (at("person", NEW), at("person", NEW))),
    ("taken", (at("person", "beekeepers' union"),)),
    ("no-name", (at("person", "Ulmas"),)),
    ("added", (at("person", NEW), at("role", "warden of the old mill", NEW))),
    ("of-nobody", (at("role", "warden of the old mill", "Ivo Kranjec"),)),
    ("known", (at("role", "head of the beekeepers", KNOWN),)),
    ("added", (at("quote", "Nobody had asked them so far.", KNOWN),)),
    ("known", (at("quote", "The bees cross the border twice a day,", KNOWN),)),
    ("no-quotation", (at("quote", "listened to his sister"),)),
    ("added", (at("organisation", "old mill"),)),
    ("added", (at("funder", "old mill"),)),
    ("not-in-the-text", (at("person", NEW, shift=1),)),
    ("not-in-the-text", (Proposal("person", -1, 12, "Ulmas Sydykov", None, 0.9),)),
    ("not-in-the-text", (Proposal("person", 10**9, 10**9 + 5, "Ulmas", None, 0.9),)),
    ("not-in-the-text", (at("person", "Nora Halvik"),)),
    ("not-in-the-text", (at("organisation", "+996 312 66 50 15"),)),
    ("malformed", (Proposal("person", 5, 5 + len("ers of two"), "ers of two", None, 7.0),)),
    ("malformed", (at("organisation", " old mill"),)),
    ("malformed", (Proposal("weather", 0, 3, "Bee"),)),  # type: ignore[arg-type]
)


@pytest.mark.parametrize(("fate", "proposals"), CASES)
def test_what_becomes_of_proposals(reader: Reader, fate: str, proposals: tuple[Proposal, ...]) -> None:
    release, proposed = read(reader, Fixed(*proposals))
    assert dict(proposed.fates)[fate] >= 1
    assert sum(number for _, number in proposed.fates) == len(proposals)
    for one in (person.name for person in release.people):
        assert one.evidence.span.of(TEXT) == one.value


def test_every_kind_and_every_fate_has_a_case() -> None:
    assert {proposal.kind for _, proposals in CASES for proposal in proposals} >= set(KINDS)
    assert len(CASES) == 21


def test_what_is_added_stands_in_the_release(reader: Reader) -> None:
    proposals = (
        at("quote", "Nobody had asked them so far.", NEW),
        at("role", "warden of the old mill", NEW),
        at("person", NEW),
        at("funder", "old mill"),
    )
    release, _ = read(reader, Fixed(*proposals))
    new = release.people[1]
    assert (new.name.value, new.name.evidence.method) == (NEW, "fixed-1")
    assert [role.title.value for role in new.roles] == ["warden of the old mill"]
    speakers = [quote.speaker.value for quote in release.quotes if quote.speaker]
    assert speakers == [KNOWN, NEW]
    assert "old mill" in [funder.value for funder in release.funders]
    assert "old mill" not in [funder.value for funder in release.events[0].funders]  # nothing says what it paid for


def test_nobody_sees_what_is_private(reader: Reader) -> None:
    extractor = Fixed()
    release, _ = read(reader, extractor)
    assert len(extractor.saw) == len(TEXT)
    assert extractor.saw == shown(TEXT, release)
    assert KNOWN in extractor.saw
    assert not [words for words in ("@", "+996", "Halvik", "Press Officer") if words in extractor.saw]


def test_an_extractor_that_fails_costs_nothing_else(reader: Reader) -> None:
    class Broken(Fixed):
        def propose(self, text: str, release: Release) -> Iterable[Proposal]:
            yield at("person", NEW)
            raise RuntimeError("out of order")

    release, proposed = read(reader, Broken())
    assert [one.name.value for one in release.people] == [KNOWN]
    assert proposed.failure == "RuntimeError: out of order"


@pytest.mark.parametrize(
    "given",
    ["no proposal", None, Proposal("person", "3", 5, NEW), Proposal("person", 3, 5, NEW, None, "sure")],  # type: ignore[arg-type]
)
def test_what_is_no_proposal_is_malformed_and_the_rest_is_taken(reader: Reader, given: Proposal) -> None:
    release, proposed = read(reader, Fixed(given, at("person", NEW)))
    assert [one.name.value for one in release.people] == [KNOWN, NEW]
    assert (dict(proposed.fates), proposed.failure) == ({"malformed": 1, "added": 1}, "")


@pytest.mark.parametrize("given", [None, 3])
def test_an_answer_that_holds_nothing_is_a_failure(reader: Reader, given: Any) -> None:
    extractor = Fixed()
    extractor._proposals = given
    release, proposed = read(reader, extractor)
    assert [one.name.value for one in release.people] == [KNOWN]
    assert proposed.failure.startswith("TypeError: ")


def test_a_failure_tells_nothing_private_and_not_too_much(reader: Reader) -> None:
    class Talkative(Fixed):
        def propose(self, text: str, release: Release) -> Iterable[Proposal]:
            raise RuntimeError("asked nora@x.example and 070/555-012 " + "in vain " * 1000)

    failure = read(reader, Talkative())[1].failure
    assert failure.split()[:5] == ["RuntimeError:", "asked", "and", "in", "vain"]
    assert len(failure) == 300


# Entry points.


def test_both_that_come_with_the_project_are_entry_points() -> None:
    assert {"spacy", "language-model"} <= entry_points(group=extensions.GROUP).names


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("crystal-ball", "no extractor is called"),
        ("language-model:base_url", "no option and value"),
        ("language-model:base_url=gopher://x,model=m", "begins with http"),
        ("language-model:base_url=http://127.0.0.1:1,model=m,colour=red", "knows no option"),
        ("language-model:base_url=http://127.0.0.1:1,model=m,seconds=soon", "cannot start"),
        ("language-model:base_url=http://127.0.0.1:1,model=m,confidence=2", "between 0 and 1"),
        ("language-model:base_url=http://127.0.0.1:1,model=m,key_variable=NOBODY_HAS_SET_THIS", "environment"),
        ("language-model", "needs the option"),
    ],
)
def test_wrong_specs_are_wrong_use(spec: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        extensions.load(spec)
    assert raised.value.source == spec
    assert raised.value.remedy


def make_fixed(words: str) -> Extractor:
    return Fixed(at("person", words))


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a package had an extractor of its own."""
    point = EntryPoint("fixed", "tests.test_extractors:make_fixed", extensions.GROUP)
    monkeypatch.setattr(extensions, "entry_points", lambda group: EntryPoints([point]))


@pytest.mark.usefixtures("installed")
def test_an_extractor_of_any_package_adds_to_a_build(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(TEXT)
    found = pages.find([str(tmp_path / "page.txt")]).pages
    made = build(found, tmp_path / "data", extractors=[f"fixed:words={NEW}"])
    assert made.rejections == ()
    assert made.snapshot.report["extractors"] == {"fixed-1": {"added": 1}}
    store = Store.read_only(str(made.snapshot.store_path))
    assert list(store.quads_for_pattern(thing("method", "fixed-1"), v.RDF_TYPE, v.METHOD))
    assert list(store.quads_for_pattern(thing("person", "ulmas-sydykov"), v.RDF_TYPE, v.FOAF_PERSON))
    assert list(store.quads_for_pattern(None, v.PROV_WAS_ATTRIBUTED_TO, thing("method", "fixed-1")))
    again = build(found, tmp_path / "data", extractors=[f"fixed:words={NEW}"])
    assert again.counts["unchanged"] == 1
    assert build(found, tmp_path / "data").counts["unchanged"] == 0


@pytest.mark.usefixtures("installed")
def test_the_verb_extract_takes_one_too(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(TEXT)
    ran = CliRunner().invoke(
        cli, ["extract", "--json", str(tmp_path / "page.txt"), "--extractor", f"fixed:words={NEW}"]
    )
    assert ran.exit_code == 0, ran.output
    assert NEW in [one["name"] for one in json.loads(ran.stdout)["people"]]
    assert "1 added" in ran.stderr
    wrong = CliRunner().invoke(cli, ["extract", str(tmp_path / "page.txt"), "--extractor", "crystal-ball"])
    assert wrong.exit_code == 2


# A language model, played by a server on this machine.

ROLE = "warden of the old mill"
SOMEBODY = {"kind": "person", "words": NEW, "of": None}
GOOD = {"values": [SOMEBODY, {"kind": "role", "words": ROLE, "of": NEW}]}
INVENTED = {"values": [{"kind": "quote", "words": "I never said this at all.", "of": KNOWN}, SOMEBODY]}
NOTHING = [{"kind": "weather", "words": "rain"}, {"words": NEW}, {"kind": "person", "words": ["a"]}]
RUBBISH = {"values": ["words", 7, *NOTHING]}


def completion(content: Any) -> bytes:
    words = content if isinstance(content, str) else json.dumps(content)
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": words}}]}).encode()


class Played:
    """A server that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answer: Callable[[http.server.BaseHTTPRequestHandler], None] = lambda handler: None
        self.asked: list[tuple[str, dict[str, Any], str]] = []
        played = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                played.asked.append((self.path, body, self.headers.get("Authorization", "")))
                played.answer(self)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"


@pytest.fixture
def played() -> Iterator[Played]:
    found = Played()
    yield found
    found.server.shutdown()
    found.server.server_close()


def send(whole: bytes, status: int = 200, pause: float = 0.0) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        try:
            handler.send_response(status)
            handler.send_header("Content-Length", str(len(whole)))
            handler.end_headers()
            for n in range(0, len(whole), 8 if pause else max(1, len(whole))):
                time.sleep(pause)
                handler.wfile.write(whole[n : n + 8] if pause else whole)
                handler.wfile.flush()
        except OSError:
            pass  # the client has gone, as it should

    return answer


ANSWERS: tuple[tuple[str, bytes, int, float, dict[str, int], str], ...] = (
    ("good", completion(GOOD), 200, 0, {"added": 2}, ""),
    ("fenced", completion(f"```json\n{json.dumps(GOOD)}\n```"), 200, 0, {"added": 2}, ""),
    ("invented quote", completion(INVENTED), 200, 0, {"added": 1, "not-in-the-text": 1}, ""),
    ("rubbish", completion(RUBBISH), 200, 0, {"not-in-the-text": 5}, ""),
    ("broken JSON", completion('{"values": [{"kind":'), 200, 0, {}, "ValueError: the model's answer is no JSON"),
    ("no list", completion('{"people": 7}'), 200, 0, {}, "ValueError: the model's answer has no list of values"),
    ("no completion", b'{"error": "x"}', 200, 0, {}, "ValueError: the answer is no chat completion"),
    ("not JSON at all", b"<html>", 200, 0, {}, "ValueError: the answer is no chat completion"),
    ("status 500", b"{}", 500, 0, {}, "ConnectionError: the server answered with status 500"),
    ("redirected", b"", 302, 0, {}, "ConnectionError: the server answered with status 302"),
    ("a byte now and then", completion(GOOD), 200, 0.2, {}, "TimeoutError: the answer took more than 1 seconds"),
    ("too long", completion("x" * 1_100_000), 200, 0, {}, "ValueError: the answer is longer than 1,000,000 bytes"),
)


@pytest.mark.parametrize(
    ("name", "whole", "status", "pause", "fates", "failure"), ANSWERS, ids=[one[0] for one in ANSWERS]
)
def test_answers_of_a_language_model(
    reader: Reader,
    played: Played,
    name: str,
    whole: bytes,
    status: int,
    pause: float,
    fates: dict[str, int],
    failure: str,
) -> None:
    played.answer = send(whole, status, pause)
    release, proposed = read(reader, LanguageModel(played.url, "parrot", seconds="1"))
    assert (dict(proposed.fates), proposed.failure) == (fates, failure)
    assert KNOWN in [one.name.value for one in release.people]
    assert (NEW in [one.name.value for one in release.people]) == ("added" in fates)


def test_what_a_language_model_is_asked(reader: Reader, played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    played.answer = send(completion(GOOD))
    monkeypatch.setenv("A_KEY", "open sesame")
    model = LanguageModel(played.url, "parrot 7b", key_variable="A_KEY")
    read(reader, model)
    ((path, body, key),) = played.asked
    assert (path, key) == ("/v1/chat/completions", "Bearer open sesame")
    assert (body["model"], body["temperature"]) == ("parrot 7b", 0)
    asked = body["messages"][-1]["content"]
    assert KNOWN in asked
    assert "@" not in asked
    assert "Halvik" not in asked
    assert model.method.key == "language-model-parrot-7b-1"


def test_a_server_that_is_not_there_is_soon_left_alone(reader: Reader, played: Played) -> None:
    played.answer = send(b"", 500)
    model = LanguageModel(played.url, "parrot", seconds="1")
    failures = [read(reader, model)[1].failure for _ in range(8)]
    assert len(played.asked) == 5
    assert failures[-1] == "ConnectionError: not asked: the server failed 5 times in a row"
    gone = read(reader, LanguageModel("http://127.0.0.1:9/v1", "parrot", seconds="1"))[1].failure
    assert gone.startswith("ConnectionError: the server cannot be asked")
    assert "0x" not in gone


def test_a_page_without_its_answer_is_read_again(played: Played, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(TEXT)
    found = pages.find([str(tmp_path / "page.txt")]).pages
    spec = [f"language-model:base_url={played.url},model=parrot,seconds=2,confidence=0.9"]
    played.answer = send(b"", 500)
    first = build(found, tmp_path / "data", extractors=spec)
    assert first.snapshot.report["extractors"] == {"language-model-parrot-1": {"failed": 1}}
    assert [one.rule for one in first.findings] == ["extractor-failed"]
    played.answer = send(completion(INVENTED))
    second = build(found, tmp_path / "data", extractors=spec)
    assert second.counts["unchanged"] == 0
    assert second.snapshot.report["extractors"] == {"language-model-parrot-1": {"added": 1, "not-in-the-text": 1}}
    assert build(found, tmp_path / "data", extractors=spec).counts["unchanged"] == 1


# A spaCy model, played by a module of that name where the package is not installed.


@pytest.fixture
def spacy_played(monkeypatch: pytest.MonkeyPatch) -> None:
    def nlp(text: str) -> Any:
        ents = []
        for words, label in ((f"{NEW}", "PERSON"), (KNOWN, "PERSON"), ("Osh", "GPE")):
            start = text.find(words)
            if start >= 0:
                ents.append(types.SimpleNamespace(label_=label, start_char=start, end_char=start + len(words)))
        return types.SimpleNamespace(ents=ents)

    nlp.meta = {"lang": "en", "name": "parrot_sm", "version": "3.8.0"}  # type: ignore[attr-defined]
    module = types.ModuleType("spacy")
    module.load = lambda path, exclude: nlp  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "spacy", module)


@pytest.mark.usefixtures("spacy_played")
def test_a_spacy_model_adds_people(reader: Reader, tmp_path: Path) -> None:
    model = extensions.load(f"spacy:model={tmp_path},confidence=0.7")
    assert model.method.key == "spacy-en-parrot-sm-3.8.0"
    release, proposed = read(reader, model)
    assert dict(proposed.fates) == {"added": 1, "known": 1}
    assert release.people[-1].name.evidence.confidence == 0.7


@pytest.mark.usefixtures("spacy_played")
def test_a_spacy_model_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no folder"):
        extensions.load("spacy:model=en_core_web_sm")


def test_without_the_package_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(InputError) as raised:
        extensions.load(f"spacy:model={tmp_path}")
    assert raised.value.remedy == "pip install 'osce-graph[spacy]'"


def test_a_real_pipeline_of_spacy_works_the_same(reader: Reader, tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": NEW}])
    nlp.to_disk(tmp_path / "model")
    release, proposed = read(reader, extensions.load(f"spacy:model={tmp_path / 'model'}"))
    assert dict(proposed.fates) == {"added": 1}
    assert NEW in [one.name.value for one in release.people]
