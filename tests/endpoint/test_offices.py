"""A quotation of which the release names an office alone: the page tells the holder apart from speakers."""

from pathlib import Path

from pyoxigraph import NamedNode, Quad

from graph import vocabulary as v
from graph.iri import BASE
from tests.endpoint.conftest import OpenApp, fixture_quads, publish

QUOTE, OFFICE, HOLDER = (
    NamedNode(BASE + path) for path in ("quote/50001-1", "structure/odihr", "person/amir-tolvanen")
)


def page(open_app: OpenApp, folder: Path, *said: tuple[NamedNode, NamedNode]) -> str:
    """The page of a release whose quote has these statements instead of a speaker."""
    spoken = [
        quad for quad in fixture_quads() if (quad.subject, quad.predicate) == (QUOTE, v.SCHEMA_SPOKEN_BY_CHARACTER)
    ]
    (graph,) = {quad.graph_name for quad in spoken}
    others = [quad for quad in fixture_quads() if quad not in spoken]
    publish(folder, [*others, *(Quad(QUOTE, predicate, value, graph) for predicate, value in said)])
    return str(open_app(folder).test_client().get("/release/50001.html").text)


def test_the_office_speaks_and_the_holder_is_inferred(open_app: OpenApp, tmp_path: Path) -> None:
    shown = page(open_app, tmp_path, (v.SPEAKING_OFFICE, OFFICE), (v.INFERRED_SPEAKER, HOLDER))
    caption = shown.partition("<figcaption>")[2].partition("</figcaption>")[0]
    assert "/structure/odihr" in caption
    assert caption.index("/structure/odihr") < caption.index("that day") < caption.index("/person/amir-tolvanen")
    assert "inferred, not said" in caption


def test_an_office_whose_holder_nobody_knows_speaks_alone(open_app: OpenApp, tmp_path: Path) -> None:
    caption = page(open_app, tmp_path, (v.SPEAKING_OFFICE, OFFICE)).partition("<figcaption>")[2].partition("</fig")[0]
    assert "/structure/odihr" in caption
    assert "that day" not in caption
    assert "speaker not known" not in caption
