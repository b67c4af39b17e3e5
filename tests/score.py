"""How well releases are read: precision, recall and F1 against gold, with 95 % intervals over documents.

`python -m tests.score FOLDER...` prints one table a folder; `gold/README.md` says what a folder holds and how values
are held to be equal. Header lines (`# ...`) above a page belong to the collection and are cut.
"""

import json
import random
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph import extensions, rooms
from graph.extract import Reader
from graph.listing import listed
from graph.pages import text
from graph.records import Page
from graph.vocabularies.reference import Reference

Counts = tuple[int, int, int]
# Letters that no decomposition brings to ASCII, and quotation marks and dashes as they are typed.
_FOLDED = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "ß": "ss", "ł": "l", "đ": "d", "ø": "o"}
)
_SMALL = frozenset(["the", "of", "for", "in", "to", "and", "a", "an", "on", "at", "s"])
_SAMPLES = 500


@dataclass
class Score:
    """Hits, false and missed values of each document, and of single questions whether they were answered right."""

    counts: dict[str, list[Counts]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))

    def f1(self, what: str) -> float:
        """Pooled F1 over documents."""
        return figures(self.counts[what])[2]

    def share(self, what: str) -> float:
        """The share of right answers."""
        return sum(self.answers[what]) / len(self.answers[what])


def words(text: str | None) -> list[str]:
    """The content words of a name, without case and marks."""
    plain = unicodedata.normalize("NFKD", text or "").translate(_FOLDED)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
    return [word for word in re.findall(r"[^\W_]+", plain) if word not in _SMALL]


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's: the same last word and first initial, and no word that contradicts."""
    a, b = words(one), words(other)
    if not a or not b:
        return False
    within = set(a) <= set(b) or set(b) <= set(a)
    return a == b or (len(a) > 1 and len(b) > 1 and a[-1] == b[-1] and a[0][0] == b[0][0] and within)


def half(wanted: str | None, found: str | None) -> bool:
    """Whether at least half of the wanted content words are there."""
    need = set(words(wanted))
    return bool(need) and 2 * len(need & set(words(found))) >= len(need)


def matched(wanted: Sequence[Any], found: Sequence[Any], same: Callable[[Any, Any], bool]) -> list[tuple[Any, Any]]:
    """Pairs of wanted and found values, each used once."""
    left, pairs = list(found), []
    for one in wanted:
        hit = next((other for other in left if same(one, other)), None)
        if hit is not None:
            left.remove(hit)
            pairs.append((one, hit))
    return pairs


def counted(wanted: Sequence[Any], found: Sequence[Any], same: Callable[[Any, Any], bool]) -> Counts:
    """Hits, false and missed."""
    hits = len(matched(wanted, found, same))
    return hits, len(found) - hits, len(wanted) - hits


def _alike(one: str, other: str) -> bool:
    return words(one) == words(other)


def _begins(gold: dict[str, Any], quote: dict[str, Any]) -> bool:
    first = words(gold["first_words"])
    return words(quote["text"])[: len(first)] == first


def _one_speaker(gold: dict[str, Any], quote: dict[str, Any]) -> bool:
    if not gold["speaker"] or not quote["speaker"]:
        return not gold["speaker"] and not quote["speaker"]
    return same_person(gold["speaker"], quote["speaker"])


def _one_event(gold: dict[str, Any], event: dict[str, Any]) -> bool:
    """Whether two events are one: words of kind or name, and no town that contradicts."""
    said = f"{event['type'] or ''} {event['name'] or ''}"
    elsewhere = gold["place"] and event["place"] and not half(gold["place"], event["place"])
    return (half(gold["type"], said) or half(gold["name"], said)) and not elsewhere


def compare_events(score: Score, gold: Sequence[dict[str, Any]], read: Sequence[dict[str, Any]]) -> None:
    """Adds the events of one document to the score."""
    score.counts["events"].append(counted(gold, read, _one_event))
    for wanted, found in matched(gold, read, _one_event):
        if wanted["place"]:
            score.answers["place, of events found"].append(half(wanted["place"], found["place"]))
        days, read_days = ((one.get("start"), one.get("end")) for one in (wanted["dates"], found))
        if any((*days, *read_days)):
            score.answers["dates, of events found"].append(days == read_days)
        if wanted["participants"] or found["participants"]:
            score.answers["participants, of events found"].append(wanted["participants"] == found["participants"])


def compare(score: Score, gold: dict[str, Any], read: dict[str, Any]) -> None:
    """Adds one document to the score."""
    score.answers["releases read"].append(bool(read))
    for key in ("title", "place", "content_type"):
        if gold[key]:
            score.answers[key].append(_alike(gold[key], read.get(key) or ""))
    score.answers["date" if gold["date"] else "no date invented"].append(read.get("date") == gold["date"])
    for key in ("sources", "fields_of_work", "states"):
        if gold[key] or key == "states":
            score.counts[key].append(counted(gold[key], read.get(key, []), _alike))
    people = read.get("people", [])

    def one_person(a: dict[str, Any], b: dict[str, Any]) -> bool:
        return same_person(a["name"], b["name"])

    score.counts["people"].append(counted(gold["people"], people, one_person))
    for wanted, found in matched(gold["people"], people, one_person):
        for key in ("role", "organisation"):
            if wanted.get(key):
                score.answers[f"{key}, of people found"].append(
                    any(half(wanted[key], role[key]) for role in found["roles"])
                )
    quotes = read.get("quotes", [])
    hits, extra, missed = counted(gold["quotes"], quotes, _begins)
    score.counts["quotes"].append((hits, extra, missed))
    right = sum(_one_speaker(*pair) for pair in matched(gold["quotes"], quotes, _begins))
    score.counts["quotes with speaker"].append((right, extra + hits - right, missed + hits - right))
    bodies = read.get("organisations", [])
    score.counts["organisations"].append(counted(gold["organisations"], bodies, lambda a, b: half(a, b) and half(b, a)))
    score.counts["funders"].append(counted(gold["funders"], read.get("funders", []), half))
    if "events" in gold:
        compare_events(
            score, gold["events"], [one for one in (read.get("event"), *read.get("further_events", [])) if one]
        )


def saved(folder: Path, number: str) -> Page:
    """The page of a folder with gold, as a build loads it, but without the lines at its head that tell of it."""
    name = f"{number}.txt"
    lines = (folder / "pages" / name).read_bytes().splitlines(keepends=True)
    while lines and lines[0].startswith(b"# "):
        del lines[0]
    content = b"".join(lines)
    bare = text.bare_page(name, content, {})
    assert isinstance(bare, Page)
    return next(one for one in text.page_of_file(bare, content, "utf-8", 0) if isinstance(one, Page))


def score_folder(folder: Path, reader: Reader, reference: Reference) -> Score:
    """The score of all pages of a folder that have gold."""
    score = Score()
    for line in (folder / "gold.jsonl").read_text().splitlines():
        gold = json.loads(line)
        compare(score, gold, next(listed(reader.read(saved(folder, gold["id"])), reference), {}))
    return score


def figures(rows: Iterable[Counts]) -> tuple[float, float, float]:
    """Precision, recall and F1 of pooled counts; 1 where there is nothing to find or nothing found."""
    hits, extra, missed = (sum(column) for column in zip(*rows, strict=True))
    precision = hits / (hits + extra) if hits + extra else 1.0
    recall = hits / (hits + missed) if hits + missed else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def interval(rows: Sequence[Counts]) -> tuple[float, float]:
    """The 95 % bootstrap interval of F1 over documents."""
    chance = random.Random(2026)
    drawn = sorted(figures(chance.choices(rows, k=len(rows)))[2] for _ in range(_SAMPLES))
    return drawn[_SAMPLES // 40], drawn[-_SAMPLES // 40 - 1]


def table(score: Score) -> str:
    """The score as lines of text."""
    lines = [
        f"{what:30} {sum(right):4} of {len(right):4}   {score.share(what):.3f}" for what, right in score.answers.items()
    ]
    for what, rows in score.counts.items():
        precision, recall, f1 = figures(rows)
        low, high = interval(rows)
        lines.append(f"{what:30} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  [{low:.2f}, {high:.2f}]")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Prints the table of each folder that is there; `--extractor=SPEC` adds an extractor from outside."""
    option = "--extractor="
    specs = [one.removeprefix(option) for one in arguments if one.startswith(option)]
    reference = Reference.load(rooms.ontology())
    reader = Reader(reference, extensions.load_all(specs))
    for folder in map(Path, (one for one in arguments if not one.startswith(option))):
        if (folder / "gold.jsonl").is_file():
            print(f"{folder}\n{table(score_folder(folder, reader, reference))}\n")
        else:
            print(f"{folder}: not here, left out", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
