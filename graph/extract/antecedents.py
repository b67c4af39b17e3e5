"""Which body a short word stands for that a text has named before: `the Department`, `the Institute`."""

import re
from collections import defaultdict

from pyoxigraph import NamedNode

from graph.extract import methods
from graph.extract.organisations import Body
from graph.records import Evidence, Found


class Antecedents:
    """The bodies that a text has named so far, by the nouns in their names: what `the Department` may stand for."""

    def __init__(self, nouns: re.Pattern[str]) -> None:
        self._nouns = nouns
        self._named: dict[str, list[Found[NamedNode | str]]] = defaultdict(list)

    def hear(self, text: str, body: Body) -> None:
        """A body that is named in full can be meant by its noun alone from here on."""
        words = body.span.of(text)
        if " " not in words:
            return
        found = Found(body.iri or words, Evidence(body.span, methods.ROLE_GRAMMAR, 0.6))
        for noun in self._nouns.finditer(words):
            self._named[noun[0].casefold()].append(found)

    def meant(self, noun: str, before: int) -> Found[NamedNode | str] | None:
        """The last body with this noun in its name that begins before a place in the text."""
        named = self._named.get(noun.casefold(), ())
        return next((one for one in reversed(named) if one.evidence.span.start < before), None)
