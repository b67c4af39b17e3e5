"""Our own site with the sample pages, walked by `osce-graph check`: it keeps every rule that there is."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import pages
from graph.build import build
from graph.walk import Walk, walk
from graph.walk.rules import RULES
from tests.endpoint.test_live import ended, start

# Documents carry their context, so that none has to be fetched.
UNTRIED = {"context"}


@pytest.fixture(scope="module")
def walked(sample_pages: Path, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Two versions, the second without a page of the first, and with one that breaks a rule now: there are mementos,
    and something that is gone.
    """
    folder, saved = tmp_path_factory.mktemp("walked"), tmp_path_factory.mktemp("saved")
    for page in sorted(sample_pages.glob("*.txt"))[:12]:
        shutil.copy(page, saved)
    build(pages.find([str(saved)]).pages, folder)
    gone, broken, *_ = sorted(saved.glob("*.txt"))
    gone.unlink()
    broken.write_text(broken.read_text().replace("A telephone does", "A <b>telephone</b> does"))
    assert build(pages.find([str(saved)]).pages, folder).counts["withheld"] == 1
    server = start(folder, checkout, "--workers", "1")
    yield walk(server.address, limit=20_000, each=1, pause=0, obey_robots=False)
    assert ended(server, signal.SIGTERM) == set()


def test_no_rule_is_broken(walked: Walk) -> None:
    assert walked.findings == ()


def test_the_walk_saw_everything(walked: Walk) -> None:
    assert (walked.stopped, walked.absent, dict(walked.unasked)) == ((), (), {})
    assert set(RULES) - set(walked.held) == UNTRIED
    assert sum(walked.held.values()) > 3000
