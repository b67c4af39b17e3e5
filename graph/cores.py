"""How many processes work at a time."""

import os
from typing import Final

ALONE: Final = 20_000_000
"""Below so many bytes of data a second process takes longer to start than it saves."""


def cores(asked: int | None) -> int:
    """As many as somebody asks for, else one for each core that this process may run on."""
    may = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return asked or may or 1
