"""Questions that users ask, kept as SPARQL files and published as data.

A file in `ontology/questions/` begins with comment lines: the question, `group: ...`, and what it shows. In the graph
it is a `sh:SPARQLExecutable`, the convention by which clients find example queries in the data.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, Quad

from graph import vocabulary as v
from graph.iri import VOCABULARY_GRAPH, thing

_FORMS: Final = {
    "SELECT": (v.SH_SPARQL_SELECT_EXECUTABLE, v.SH_SELECT),
    "ASK": (v.SH_SPARQL_ASK_EXECUTABLE, v.SH_ASK),
    "CONSTRUCT": (v.SH_SPARQL_CONSTRUCT_EXECUTABLE, v.SH_CONSTRUCT),
}
_FORM = re.compile(r"^\s*(SELECT|ASK|CONSTRUCT)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Question:
    """A query with the question it answers, the group it belongs to, and what it shows."""

    key: str
    title: str
    group: str
    description: str
    query: str

    @property
    def form(self) -> str:
        """SELECT, ASK or CONSTRUCT."""
        found = _FORM.search(self.query)
        assert found is not None
        return found[1]


def load(folder: Path) -> list[Question]:
    """All questions in the order of their file names. Raises ValueError for a file without its comment lines."""
    return [_read(file) for file in sorted(folder.glob("*.rq"))]


def _read(file: Path) -> Question:
    lines = file.read_text(encoding="utf-8").splitlines()
    head = [line.removeprefix("# ").strip() for line in lines if line.startswith("# ")]
    query = "\n".join(line for line in lines if not line.startswith("# ")).strip()
    if len(head) < 3 or not head[1].startswith("group: ") or not _FORM.search(query):
        raise ValueError(f"{file.name}: needs comments with the question, its group and what it shows; then a query")
    return Question(file.stem, head[0], head[1].removeprefix("group: "), " ".join(head[2:]), query)


def question_quads(questions: list[Question]) -> Iterator[Quad]:
    """The questions as data of the vocabulary graph."""
    for question in questions:
        iri = thing("question", question.key)
        kind, predicate = _FORMS[question.form]
        yield Quad(iri, v.RDF_TYPE, v.SH_SPARQL_EXECUTABLE, VOCABULARY_GRAPH)
        yield Quad(iri, v.RDF_TYPE, kind, VOCABULARY_GRAPH)
        yield Quad(iri, v.RDFS_LABEL, Literal(question.title, language="en"), VOCABULARY_GRAPH)
        yield Quad(iri, v.RDFS_COMMENT, Literal(question.description, language="en"), VOCABULARY_GRAPH)
        yield Quad(iri, v.SCHEMA_KEYWORDS, Literal(question.group, language="en"), VOCABULARY_GRAPH)
        yield Quad(iri, predicate, Literal(question.query), VOCABULARY_GRAPH)
