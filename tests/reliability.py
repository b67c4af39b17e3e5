"""Is a value of confidence 0.9 right nine times in ten? Fits the weights to gold, and writes how well they hold.

`python -m tests.reliability --fit` writes `graph/extract/calibration.json`; without it, the table between the marks in
`graph/extract/README.md` is written anew. The table is made without looking: the confidence of each value comes from
weights that were fitted without its page. Pages that rules were mended on count a twentieth when weights are
fitted, because rules know them; the table is of `heldout` pages, which no rule has seen, and of all.
"""

import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from graph import rooms
from graph.extract import Reader
from graph.extract.confidence import KINDS, Features, probability
from graph.listing import listed
from graph.pages.wrapping import unwrapped
from graph.records import Page, Release
from graph.vocabularies.reference import Reference
from tests.score import half, same_person, words

HERE = Path(__file__).parent
FOLDERS = {HERE / "heldout": 1.0, HERE / "gold": 0.05}
TARGET = HERE.parent / "graph" / "extract" / "README.md"
WEIGHTS = HERE.parent / "graph" / "extract" / "calibration.json"
BINS = (0.0, 0.5, 0.7, 0.85, 0.95, 1.0)
_BEGIN, _END = "<!-- reliability: made by `make reliability` -->", "<!-- end of reliability -->"
# How strongly weights are drawn towards none, in values' worth of evidence; the common one hardly.
_PULL, _PULL_ALWAYS = 1.0, 0.05


@dataclass(frozen=True, slots=True)
class Case:
    """A value with its features, whether gold bears it out, and how much its page counts."""

    page: str
    kind: str
    features: frozenset[str]
    right: bool
    weight: float


def cases(reference: Reference) -> list[Case]:
    """The values of all pages that have gold."""
    reader, found = Reader(reference, raw=True), list[Case]()
    for folder, weight in FOLDERS.items():
        for line in (folder / "gold.jsonl").read_text().splitlines():
            gold = json.loads(line)
            text = (folder / "pages" / f"{gold['id']}.txt").read_text()
            while text.startswith("# "):
                text = text.partition("\n")[2]
            reading = reader.read(Page(f"{gold['id']}.txt", unwrapped(text), f"{int(gold['id']):064x}"))
            shown = list(listed(reading, reference))
            for release, printed in zip(reading.releases, shown, strict=True):
                found += _cases(f"{folder.name}/{gold['id']}", text, release, printed, gold, weight, reference)
    return found


def _cases(
    page: str,
    text: str,
    release: Release,
    printed: Mapping[str, Any],
    gold: Mapping[str, Any],
    weight: float,
    reference: Reference,
) -> Iterable[Case]:
    def name(value: Any) -> str:
        return value if isinstance(value, str) else reference.label(value)

    def person(of: str) -> Mapping[str, Any] | None:
        return next((one for one in gold["people"] if same_person(one["name"], of)), None)

    for kind, value, features in Features(text, release).all():
        right: bool | None
        if kind == "people":
            right = person(value.name.value) is not None
        elif kind in ("roles", "employers"):
            one, someone = value
            wanted = person(someone.name.value)
            key = "role" if kind == "roles" else "organisation"
            said = one.title.value if kind == "roles" else f"{name(one.value)} {one.evidence.span.of(text)}"
            # Whose name is wrong has no role to be right; gold has one role of each, and says nothing of a second, nor
            # of a State that stands with a name alone.
            right = None if wanted is None or (kind == "roles" and not wanted["role"]) else half(wanted[key], said)
            if kind == "roles" and right is False and len(someone.roles) > 1:
                right = None
            if one is someone.affiliation and any(one.value == state.iri for state in reference.states):
                right = None
        elif kind == "organisations":
            said = name(value.value)
            right = any(half(one, said) and half(said, one) for one in gold["organisations"])
        elif kind in ("quotes", "speakers"):
            quote = value if kind == "quotes" else value[1]
            # Gold has speech in marks, and says nothing of a statement without.
            if not quote.marked:
                continue
            begun = next((one for one in gold["quotes"] if _begins(one, quote.text.value)), None)
            right = begun is not None
            if kind == "speakers":
                right = None if begun is None else same_person(begun["speaker"] or "", value[0].value)
        else:
            right = any(half(one, name(value.value)) for one in gold["funders"])
        if right is not None:
            yield Case(page, kind, features, right, weight)


def _begins(gold: Mapping[str, Any], text: str) -> bool:
    first = words(gold["first_words"])
    return words(text)[: len(first)] == first


def fit(found: Sequence[Case]) -> dict[str, float]:
    """Weights by penalised likelihood; gradient steps, as many as it takes for figures of two places."""
    names = sorted({feature for case in found for feature in case.features})
    weights = dict.fromkeys(["always", *names], 0.0)
    # A value right and a value wrong are presumed before any is seen.
    total = sum(case.weight for case in found) + 2
    for _ in range(3000):
        slope = {name: -(_PULL if name != "always" else _PULL_ALWAYS) * weight for name, weight in weights.items()}
        common = 1 / (1 + math.exp(-weights["always"]))
        slope["always"] += 1 - 2 * common
        for case in found:
            score = weights["always"] + sum(weights[feature] for feature in case.features)
            missed = case.weight * (case.right - 1 / (1 + math.exp(-score)))
            for name in ("always", *case.features):
                slope[name] += missed
        weights = {name: weight + 2 * slope[name] / total for name, weight in weights.items()}
    return {name: round(weight, 2) for name, weight in weights.items()}


def unseen(found: Sequence[Case], parts: int = 10) -> list[tuple[Case, float]]:
    """Every case with the confidence by weights that were fitted without its page and a tenth of the others."""
    pages = sorted({case.page for case in found})
    part = {page: n % parts for n, page in enumerate(pages)}
    rows = []
    for kind in KINDS:
        of_kind = [case for case in found if case.kind == kind]
        for n in range(parts):
            weights = fit([case for case in of_kind if part[case.page] != n])
            rows += [(case, probability(case.features, weights)) for case in of_kind if part[case.page] == n]
    return rows


def counting_as(cases: Sequence[Case]) -> float:
    """As how many independent values these count: those of one page are right or wrong together (the design effect of a
    sample of clusters, Kish 1965), and never as more than they are.
    """
    number, right = len(cases), sum(case.right for case in cases)
    pages: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        pages[case.page].append(case.right)
    alone = right * (number - right) / number
    together = sum((sum(some) - len(some) * right / number) ** 2 for some in pages.values())
    return number if together <= alone else number * alone / together


def wilson(right: float, of: float) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, right / of
    middle, spread = share + z * z / (2 * of), z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - spread) / (1 + z * z / of), (middle + spread) / (1 + z * z / of)


def table(rows: Sequence[tuple[Case, float]]) -> str:
    """The reliability table in Markdown: by kind and bin, mean confidence and the share that is right."""
    lines = ["| values | confidence | number | mean confidence | right | 95 % interval |", "|---|---|---|---|---|---|"]
    for kind in (*KINDS, "all"):
        of_kind = [(case, sure) for case, sure in rows if kind in (case.kind, "all")]
        for low, high in pairwise(BINS):
            within = [(case, sure) for case, sure in of_kind if low <= sure < high]
            if within:
                number = len(within)
                share = sum(case.right for case, _ in within) / number
                mean = sum(sure for _, sure in within) / number
                alone = counting_as([case for case, _ in within])
                interval = "-".join(f"{end:.2f}" for end in wilson(share * alone, alone))
                lines.append(f"| {kind} | {low:.2f}-{high:.2f} | {number} | {mean:.2f} | {share:.2f} | {interval} |")
    return "\n".join(lines)


def brier(rows: Sequence[tuple[Case, float]]) -> float:
    """The mean squared distance between confidence and truth: 0 is best, 0.25 a coin."""
    return sum((case.right - sure) ** 2 for case, sure in rows) / len(rows)


def written(rows: Sequence[tuple[Case, float]]) -> str:
    """The section of the documentation."""
    new = [row for row in rows if row[0].page.startswith("heldout/")]
    return f"""{_BEGIN}
Pages that no rule has seen (`tests/heldout`), {len(new)} values, Brier score {brier(new):.3f}:

{table(new)}

All pages with gold, {len(rows)} values, Brier score {brier(rows):.3f}; those that rules were mended on are read better
than others will be:

{table(rows)}
{_END}"""


def main(arguments: Sequence[str]) -> None:
    """Fits, or writes the table."""
    found = cases(Reference.load(rooms.ontology()))
    if "--fit" in arguments:
        by_kind: dict[str, list[Case]] = defaultdict(list)
        for case in found:
            by_kind[case.kind].append(case)
        weights = {kind: fit(by_kind[kind]) for kind in KINDS}
        WEIGHTS.write_text(json.dumps(weights, indent=2, sort_keys=True) + "\n")
        return
    text = TARGET.read_text()
    section = written(unseen(found))
    TARGET.write_text(re.sub(re.escape(_BEGIN) + ".*?" + re.escape(_END), lambda _: section, text, flags=re.DOTALL))
    print(section)


if __name__ == "__main__":
    main(sys.argv[1:])
