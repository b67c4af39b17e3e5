"""How the program ends: what nobody foresaw is neither a finding nor the fault of who gave the input."""

import errno
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from endpoint.cli import main
from graph import snapshot


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Exception:
    """A fault inside of us that every verb which reads a snapshot meets."""
    fault = KeyError("nobody\nforesaw")

    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(snapshot, "named", fail)
    return fault


def people(folder: Path, *before: str) -> Result:
    return CliRunner().invoke(main, [*before, "people", str(folder)])


def test_a_fault_of_ours_is_one_line_and_no_finding(broken: Exception, tmp_path: Path) -> None:
    result = people(tmp_path)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert all(one in line for one in ("our fault", "KeyError", "osce-graph --trace VERB"))


def test_where_it_happened_is_shown_to_who_asks(broken: Exception, tmp_path: Path) -> None:
    result = people(tmp_path, "--trace")
    assert result.exit_code == 2
    assert "Traceback" in result.stderr
    assert __file__ in result.stderr


def test_wrong_use_is_told_as_before(tmp_path: Path) -> None:
    result = people(tmp_path, "--trace")
    assert (result.exit_code, "Traceback" in result.stderr) == (2, False)
    assert "remedy" in result.stderr
    assert CliRunner().invoke(main, ["people"]).exit_code == 2
    assert CliRunner().invoke(main, ["people", "--help"]).exit_code == 0


def test_a_reader_of_the_output_that_has_enough_is_no_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def left(*_: object) -> None:
        raise BrokenPipeError(errno.EPIPE, "the pipe is closed")

    monkeypatch.setattr(snapshot, "named", left)
    assert "our fault" not in people(tmp_path).stderr
