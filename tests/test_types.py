"""The whole checkout is typed strictly: graph, endpoint, tests, benchmarks and geography."""

import subprocess
import sys
from pathlib import Path


def test_mypy_finds_nothing(checkout: Path) -> None:
    ended = subprocess.run([sys.executable, "-m", "mypy"], cwd=checkout, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    # Of nothing nothing is wrong.
    assert int(ended.stdout.split(" in ")[1].split()[0]) > 600
