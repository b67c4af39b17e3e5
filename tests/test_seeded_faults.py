"""Faults of the kinds that really happen, seeded into a build of sample pages: each is found, and nothing without them.

A fault is an update in SPARQL in `faults/`; its first line names the rule that must find it, and says what went wrong.
"""

import re
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Store, parse

from graph import pages, rooms
from graph.build import build
from graph.check.shapes import Shapes, check, load_shapes
from graph.iri import BASE
from graph.validation import validate
from tests.test_agreement import PAGES

FAULTS = sorted((Path(__file__).parent / "faults").glob("*.ru"))
_FIRST = re.compile(r"# found by ((?:oshapes:\S+ ?)+): \S.*")
Broken = set[tuple[str, str, str | None]]


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return load_shapes(rooms.shapes())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Quad]:
    files = [str(file) for file in sorted(PAGES.glob("*.txt"))[::2]]
    sealed = build(pages.find(files).pages, tmp_path_factory.mktemp("seeded"), processes=2).snapshot
    quads = parse(path=str(sealed.data_path), format=RdfFormat.N_QUADS)
    # In one graph: rules take all graphs together, and an update need not say which one it changes.
    return list({Quad(quad.subject, quad.predicate, quad.object) for quad in quads})


@pytest.fixture(scope="module")
def before(built: list[Quad], shapes: Shapes) -> Broken:
    return found(built, shapes, "")


def found(quads: list[Quad], shapes: Shapes, update: str) -> Broken:
    store = Store()
    store.extend(quads)
    if update:
        size = set(store)
        store.update(update)
        assert set(store) != size, "the fault changed nothing"
    return {(one.severity, one.shape.value.rpartition("#")[2], str(one.focus)) for one in check(store, shapes).results}


def test_sample_pages_raise_no_alarm(before: Broken) -> None:
    assert {one for one in before if one[0] != "info"} == set()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda file: file.stem)
def test_a_seeded_fault_is_found(fault: Path, built: list[Quad], shapes: Shapes, before: Broken) -> None:
    text = fault.read_text("utf-8")
    named = _FIRST.fullmatch(text.partition("\n")[0])
    assert named
    new = {shape for _, shape, _ in found(built, shapes, text) - before}
    assert {name.removeprefix("oshapes:") for name in named[1].split()} <= new


@pytest.mark.parametrize("fault", ["evidence-behind-the-page", "evidence-not-on-page", "title-not-on-page"])
def test_what_breaks_a_rule_of_evidence_shows_its_words(fault: str, built: list[Quad], checkout: Path) -> None:
    store = Store()
    store.extend(built)
    store.update((checkout / "tests" / "faults" / f"{fault}.ru").read_text("utf-8"))
    broken = [one for one in validate(store).findings if str(one.focus).startswith(f"<{BASE}evidence/")]
    assert broken
    assert all(one.ground and str(one.ground.page).startswith(f"<{BASE}page/") and one.ground.words for one in broken)


def test_every_kind_of_fault_is_there() -> None:
    assert len(FAULTS) >= 20
