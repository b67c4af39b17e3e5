"""What is given to `make` arrives as it was written."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

NOTES = [
    'It\'s "ours" $HOME',
    "$(touch told) `touch told` $(shell touch told)",
    "$$5; touch told # and so on \\",
    "",
]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not here")


def told(checkout: Path, tmp_path: Path, *more: str, **environment: str) -> str:
    """What the program is given as the note by `make build`; the program is one that says it."""
    program = tmp_path / "bin" / "osce-graph"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nwhile [ "$1" != --note ]; do shift; done; printf %s "$2"\n')
    program.chmod(0o755)
    (tmp_path / ".installed").touch()
    clean = {name: value for name, value in os.environ.items() if name not in ("NOTE", "MAKEFLAGS", "MAKELEVEL")}
    asked = ["make", "--silent", "-C", str(checkout), "build", f"VENV={tmp_path}", *more]
    done = subprocess.run(asked, env=clean | environment, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("note", NOTES)
def test_a_note_is_letters_to_make_and_to_the_shell(checkout: Path, tmp_path: Path, note: str) -> None:
    assert told(checkout, tmp_path, NOTE=note) == note
    assert not (checkout / "told").exists()


@pytest.mark.parametrize("note", NOTES)
def test_so_it_is_on_the_command_line(checkout: Path, tmp_path: Path, note: str) -> None:
    assert told(checkout, tmp_path, f"NOTE={note}") == note
    assert not (checkout / "told").exists()


def test_without_one_the_sample_pages_say_what_they_are(checkout: Path, tmp_path: Path) -> None:
    assert told(checkout, tmp_path).startswith("Sample pages: ")
