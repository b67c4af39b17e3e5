"""A published folder is validated on the disk, part by part, by one process or several, with what the whole gives."""

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from graph.check import pieces
from graph.validation import Request, Validation, assemble, events, validate
from tests.sealed import sealed
from tests.test_validation import broken_examples


@pytest.fixture(scope="module")
def broken() -> list[Quad]:
    """All failing examples of our shapes together; two graphs make some of their statements."""
    quads = list(broken_examples().quads_for_pattern(None, None, None, DefaultGraph()))
    graphs = [NamedNode(f"https://w3id.org/osce-graph/graph/page/{name}") for name in "ab"]
    return [
        Quad(quad.subject, quad.predicate, quad.object, graph)
        for number, quad in enumerate(quads)
        for graph in (graphs if number % 3 == 0 else graphs[:1])
    ]


@pytest.fixture(scope="module")
def folder(broken: list[Quad], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that publishes them: no build would."""
    folder = tmp_path_factory.mktemp("published")
    sealed(broken, folder)
    return folder


def said(validation: Validation) -> object:
    found = Counter((*each.key, each.ground) for each in validation.findings)
    checked = [(each.shape, each.nodes, each.findings) for each in validation.checked]
    return found, checked, validation.counts, validation.statements


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_parts_give_what_the_whole_gives(
    processes: int, broken: list[Quad], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "ALONE", 0)
    monkeypatch.setattr(pieces, "_PIECE", 20_000)
    store = Store()
    store.extend(broken)
    whole = validate(store)
    assert len(whole.findings) > 300
    assert said(validate(folder, processes=processes)) == said(whole)


def test_a_snapshot_is_named_by_its_own_folder_too(folder: Path) -> None:
    [sealed] = (folder / "snapshots").iterdir()
    assert said(validate(sealed)) == said(validate(folder))


def test_what_was_found_before_a_limit_counts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the process that the limits put around it: what it told until it was stopped, here after some parts."""
    monkeypatch.setattr(pieces, "_PIECE", 20_000)
    request = Request(folder)
    told = []
    for event in events(request):
        told.append(event)
        if sum(hasattr(each, "done") for each in told) == 4:
            break
    stopped = assemble(request, told, stopped=lambda: "the time limit of 1 seconds was reached")
    assert 0 < len(stopped.findings) < len(validate(folder).findings)
    assert not stopped.complete
    assert "bytes of the data were held against all shapes" in stopped.notes[0]


def test_a_process_that_is_ended_is_no_pass(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "ALONE", 0)
    monkeypatch.setattr(pieces, "_work", _ends_at_once)
    with pytest.raises(MemoryError, match="ended from outside"):
        validate(folder, processes=2)


def _ends_at_once(*_: object) -> None:
    """Stands for a process that the system has ended."""
