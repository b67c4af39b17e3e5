"""Where the tables cannot be read the answers stay right, and those who run the site are told."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from endpoint.columns import tables
from endpoint.pool.pool import Pool
from graph import snapshot
from graph.terms import COLUMNS, PLACES, TERMS
from tests.endpoint.conftest import OpenApp, idle

COUNT = "SELECT ?type (COUNT(?s) AS ?n) { ?s a ?type } GROUP BY ?type ORDER BY DESC(?n) ?type"


def gone(file: Path) -> None:
    file.unlink()


def empty(file: Path) -> None:
    file.write_bytes(b"")


def cut(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2 - 3])


@pytest.fixture
def own(folder: Path, tmp_path: Path) -> Path:
    """The published folder, to be spoilt."""
    shutil.copytree(folder, tmp_path / "own")
    return tmp_path / "own"


def state(open_app: OpenApp, folder: Path, **chosen: int) -> tuple[str, str, str]:
    """What /health and /metrics say, and the answer to a count."""
    client = open_app(folder, **chosen).test_client()
    health = client.get("/health")
    assert health.status_code == 200
    assert health.json is not None
    (said,) = (line for line in client.get("/metrics").text.splitlines() if line.startswith("osce_graph_columns_info"))
    answer = client.get("/sparql", query_string={"query": COUNT}, headers={"Accept": "text/csv"})
    assert answer.status_code == 200
    return health.json["columns"], said, answer.text


@pytest.mark.parametrize("spoil", [gone, empty, cut])
@pytest.mark.parametrize("name", [COLUMNS, TERMS, PLACES])
def test_the_log_health_and_metrics_say_it_and_the_answers_stay_right(
    name: str,
    spoil: Callable[[Path], None],
    own: Path,
    folder: Path,
    open_app: OpenApp,
    caplog: pytest.LogCaptureFixture,
) -> None:
    open_, _, right = state(open_app, folder)
    assert open_ == "open"
    assert not caplog.records
    spoil(snapshot.current(own).path / name)
    assert state(open_app, own) == ("missing", 'osce_graph_columns_info{state="missing"} 1', right)
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert "tables of the snapshot cannot be read" in record.getMessage()


def test_what_nobody_wants_is_not_missed(folder: Path, open_app: OpenApp, caplog: pytest.LogCaptureFixture) -> None:
    assert state(open_app, folder, columns_mb=0)[:2] == ("off", 'osce_graph_columns_info{state="off"} 1')
    assert not caplog.records


def test_it_is_said_once_and_not_for_each_process(
    own: Path, open_app: OpenApp, caplog: pytest.LogCaptureFixture
) -> None:
    gone(snapshot.current(own).path / COLUMNS)
    pool: Pool = open_app(own).extensions["follower"].acquire().pool
    idle(pool).kill()
    pool._alive(None).kill()
    assert len(caplog.records) == 1
    assert pool.columns == "missing"


def test_why_is_told(tmp_path: Path) -> None:
    with pytest.raises(tables.Missing, match=r"FileNotFoundError: .*columns.terms"):
        tables.opened(str(tmp_path), 64)
