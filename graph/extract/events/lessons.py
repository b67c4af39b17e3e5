"""Whether the words before a noun for a course say that it is over, so that what is told is the ceremony behind it."""

from graph.extract.words.patterns import compiled

_ITS = r"(?:(?:an?|the|their)\s)?(?:[\w-]+\s){0,3}$"
# `received certificates, having completed a course`; but `Ten officers completed a course` tells of the course.
_OVER = compiled(
    r"\b(?:after|at the end of|upon|following|completing|finishing|"
    rf"(?:ha[ds]|have|having|who|which|that|to)\s(?:just\s|also\s)?(?:complete[sd]?|finish(?:ed)?))\s(?:[a-z]+ing\s)?{_ITS}"
)
_COMPLETES = compiled(rf"\b(?:complete[sd]?|finish(?:es|ed)?)\s{_ITS}")
_LONGEST = 80


def is_over(text: str, noun: int) -> bool:
    """Whether something was done once what stands at `noun` was over: `certificates after a long course`."""
    return _OVER.search(text, max(0, noun - _LONGEST), noun) is not None


def is_completed(text: str, noun: int) -> bool:
    """Whether somebody completes what stands at `noun`."""
    return _COMPLETES.search(text, max(0, noun - _LONGEST), noun) is not None
