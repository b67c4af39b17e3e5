"""How many processes work at a time."""

import os


def cores(asked: int | None) -> int:
    """As many as somebody asks for, else one for each core that this process may run on."""
    may = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return asked or may or 1
