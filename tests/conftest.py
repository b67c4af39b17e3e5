"""Fixtures named for the state they give."""

import os
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


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
