"""What a page is about in a sentence or two: for lists of search engines, which show no more of it."""

from collections.abc import Sequence
from typing import Any, Final

from endpoint.views.show import Fact

_LONGEST: Final = 160
_FACTS: Final = 4
_VALUES: Final = 3
_TOLD_ELSEWHERE: Final = frozenset({"rdfs:isDefinedBy", "skos:inScheme", "foaf:name", "osce:nodeNumber"})


def summary(title: str, kind: str, facts: Sequence[Fact], special: dict[str, Any]) -> str:
    """The citation of a quote; else the title, its kind, the newest office of a person, and the first facts."""
    if cited := special.get("cited"):
        return cut(str(cited))
    career = [one.title for one in special.get("career", ())[:1]]
    told = [f"{one.name}: {_values(one)}" for one in facts if one.predicate not in _TOLD_ELSEWHERE][:_FACTS]
    return cut(". ".join(one for one in (f"{title} ({kind.lower()})" if kind else title, *career, *told) if one))


def cut(text: str) -> str:
    """The text up to the last word that has room."""
    whole = " ".join(text.split())
    if len(whole) <= _LONGEST:
        return whole
    return f"{whole[: _LONGEST - 1].rpartition(' ')[0] or whole[: _LONGEST - 1]}…"


def _values(fact: Fact) -> str:
    return ", ".join(one.text for one in fact.values[:_VALUES])
