"""Fixtures named for the state they give."""

import os
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
# Files that take minutes. With several workers they begin first, so that none runs on alone at the end.
LONGEST = ("test_mutated_pages.py", "test_browser.py", "test_incremental.py", "test_snapshots.py", "test_gate.py")


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
def measuring_data(checkout: Path) -> Path:
    """Real pages and W3C suites kept beside the checkout for measuring; tests that need them skip without."""
    place = Path(os.environ.get("MEASURING_DATA", checkout.parent / "shared"))
    if not place.is_dir():
        pytest.skip("the measuring data is not beside this checkout")
    return place
