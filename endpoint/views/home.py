"""The front page: what there is, how much of it, the latest, and where to begin."""

from dataclasses import dataclass
from typing import Final

from endpoint.serving.store import Serving
from endpoint.views.index import Line, index, line
from endpoint.views.lists import Item, top_operations
from endpoint.views.mentions import Map, mentions
from endpoint.views.picture import Picture, picture
from endpoint.views.questions import Question, questions
from endpoint.views.show import Show
from graph import vocabulary as v
from graph.iri import BASE, DATASET

_QUESTIONS: Final = 8


@dataclass(frozen=True, slots=True)
class Home:
    """All that the template needs."""

    releases: int
    people: int
    quotes: int
    statements: int
    """Of the default graph, where one that several pages make counts once: what SPARQL counts, and VoID."""
    picture: Picture | None
    map: Map | None
    latest: list[Line]
    operations: list[Item]
    questions: list[Question]
    sample: str


def home(serving: Serving, show: Show, ground: str) -> Home:
    """The front page; `ground` is the address of the land on its map."""
    reader, at = show.reader, index(serving)
    newest = list(at.dates)[:8]
    return Home(
        releases=len(at.dates),
        people=serving.once("people-count", lambda: len(reader.subjects(v.RDF_TYPE, v.FOAF_PERSON))),
        quotes=serving.once("quotes-count", lambda: len(reader.subjects(v.RDF_TYPE, v.SCHEMA_QUOTATION))),
        statements=serving.statistics.get("triples", 0),
        picture=picture(serving, show, DATASET, "all"),
        map=mentions(serving, show, DATASET, "all", ground),
        latest=[line(show, at, one) for one in newest],
        operations=top_operations(show, at, 8),
        questions=questions(serving).handful(_QUESTIONS),
        # The shortest address, for a command that fits on the page.
        sample=min((one.value for one in newest), key=len, default=BASE).removeprefix(BASE),
    )
