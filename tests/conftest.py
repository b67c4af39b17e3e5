"""Fixtures named for the state they give."""

import fcntl
import os
from pathlib import Path

import pytest

from graph import pages, rooms
from graph.build import build
from graph.extract import Reader
from graph.vocabularies.reference import Reference

HERE = Path(__file__).resolve().parent
# Files that take minutes. With several workers they begin first, so that none runs on alone at the end.
LONGEST = (
    "test_mutated_pages.py",
    "test_browser.py",
    "test_incremental.py",
    "test_snapshots.py",
    "test_gate.py",
    "test_types.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; within a file and among the others the order stays."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The top folder of the checkout."""
    return HERE.parent


@pytest.fixture(scope="session")
def sample_pages() -> Path:
    """The bundled sample pages: written for this project, about invented people."""
    return HERE / "pages"


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The vocabularies, read once."""
    return Reference.load(rooms.ontology())


@pytest.fixture(scope="session")
def reader(reference: Reference) -> Reader:
    """The reader of pages, made once: its grammar takes most of a second."""
    return Reader(reference)


@pytest.fixture(scope="session")
def built_samples(sample_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that publishes the sample pages: made by the first worker that asks, and only read by all."""
    place = tmp_path_factory.getbasetemp()
    shared = place.parent if "PYTEST_XDIST_WORKER" in os.environ else place
    with (shared / "samples.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "samples" / "current").exists():
            build(pages.find([str(sample_pages)]).pages, shared / "samples")
    return shared / "samples"


@pytest.fixture
def bare(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds stop at what the graph states: lists, search and dumps, which take half of a small one, are not made."""
    if "furnished" not in request.fixturenames:
        monkeypatch.setattr("graph.build.furnish", lambda *_, **__: {"statistics": {}, "dumps": []})
        monkeypatch.setattr("graph.build.is_whole", lambda *_: True)


@pytest.fixture
def furnished() -> None:
    """For a test in a file of bare builds: its own are whole."""


@pytest.fixture(scope="session")
def measuring_data(checkout: Path) -> Path:
    """Real pages and W3C suites kept beside the checkout for measuring; tests that need them skip without."""
    place = Path(os.environ.get("MEASURING_DATA", checkout.parent / "shared"))
    if not place.is_dir():
        pytest.skip("the measuring data is not beside this checkout")
    return place
