"""The questions that the graph holds as data: queries with a title, a group and what they show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from endpoint.links import Link
from endpoint.serving.reader import Reader
from endpoint.serving.store import Serving
from endpoint.views.show import Show
from endpoint.views.terms import terms_in
from graph import vocabulary as v
from graph.iri import thing

_FORMS: Final = (v.SH_SELECT, v.SH_ASK, v.SH_CONSTRUCT)
_STEM: Final = thing("question", "x").value.removesuffix("x")


@dataclass(frozen=True, slots=True)
class Question:
    """A query with the question it answers, the group it belongs to, and what it shows."""

    node: NamedNode
    title: str
    description: str
    group: str
    query: str

    @property
    def key(self) -> str:
        """The name it has in addresses."""
        return self.node.value.removeprefix(_STEM)


@dataclass(frozen=True, slots=True)
class Group:
    """Questions under a heading."""

    title: str
    questions: list[Question]


class Questions:
    """All questions, in the order of their names."""

    def __init__(self, reader: Reader) -> None:
        found = (_read(reader, one) for one in reader.subjects(v.RDF_TYPE, v.SH_SPARQL_EXECUTABLE))
        self.all = [one for one in found if one.query]
        self._by_key = {one.key: one for one in self.all}
        self._by_query = {_plain(one.query): one for one in self.all}

    def named(self, key: str) -> Question | None:
        """The question with that key."""
        return self._by_key.get(key)

    def asked(self, query: str) -> Question | None:
        """The question that is asked by this very query."""
        return self._by_query.get(_plain(query))

    def groups(self) -> list[Group]:
        """The questions by group; groups stand in the order of their first question."""
        made: dict[str, Group] = {}
        for one in self.all:
            made.setdefault(one.group, Group(one.group, [])).questions.append(one)
        return list(made.values())

    def handful(self, most: int) -> list[Question]:
        """The first question of each group, at most so many."""
        return [group.questions[0] for group in self.groups()][:most]


def questions(serving: Serving) -> Questions:
    """The questions of the snapshot, read when they are first needed."""
    return serving.once("questions", lambda: Questions(serving.reader))


def special(show: Show, node: NamedNode) -> dict[str, Any]:
    """The query of one question, to be run or changed, and the terms of the ontology that it uses."""
    one = _read(show.reader, node)
    return {
        "question": one,
        "terms": _links(show, terms_in(one.query)),
        "leave_out": (*_FORMS, v.RDFS_COMMENT, v.SCHEMA_KEYWORDS),
    }


def _links(show: Show, terms: Sequence[NamedNode]) -> list[Link]:
    return [show.link(one) for one in terms if show.reader.is_subject(one)]


def _read(reader: Reader, node: NamedNode) -> Question:
    query = next((found for form in _FORMS if (found := reader.text(node, form))), "")
    return Question(
        node,
        reader.label(node) or node.value,
        reader.text(node, v.RDFS_COMMENT),
        reader.text(node, v.SCHEMA_KEYWORDS) or "Other questions",
        query,
    )


def _plain(query: str) -> str:
    """Browsers send line ends of their own."""
    return query.replace("\r\n", "\n").strip()
