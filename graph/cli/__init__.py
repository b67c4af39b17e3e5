"""The verbs that work without a server. `endpoint.cli` adds those that read a snapshot and is the program's entry."""

from graph.cli import comparing, fetching, looking, making, naming, validating, verifying, walking
from graph.cli.verbs import FINDINGS, WRONG_USE, Verbs, cli

__all__ = [
    "FINDINGS",
    "WRONG_USE",
    "Verbs",
    "cli",
    "comparing",
    "fetching",
    "looking",
    "making",
    "naming",
    "validating",
    "verifying",
    "walking",
]
