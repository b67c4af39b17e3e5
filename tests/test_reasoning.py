"""A reasoner (OWL 2 RL) finds no contradiction in the ontology and the vocabularies, and concludes nothing unintended.

Nothing in the graph is published by inference; but whoever loads it into a reasoner must not learn that a city is a
State, that two States are one, or that a date is a thing.
"""

from collections.abc import Iterator
from pathlib import Path

from owlrl.OWLRL import OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from graph import rooms
from graph.iri import BASE
from graph.vocabulary import OSCE, PREFIXES

# Of the hundreds of towns, which are all stated alike, some stand for all: a reasoner takes long for each.
TOWNS = 25
# These stand for statements, whose objects are literals too.
OF_STATEMENTS = {RDF.object, URIRef(PREFIXES["sh"] + "value")}

PREFIX_LINES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def stated(files: list[Path], more: str = "") -> Graph:
    """What the files say, but for names and notes, which no rule of OWL looks at."""
    everything = Graph()
    for file in files:
        everything.parse(file)
    everything.parse(data=f"@base <{BASE}> .\n{PREFIX_LINES}{more}", format="turtle")
    annotations = set(everything.subjects(RDF.type, OWL.AnnotationProperty))
    alike = set(sorted(map(str, everything.subjects(RDF.type, URIRef(OSCE + "Town"))))[TOWNS:])
    kept = Graph()
    for triple in everything:
        if triple[1] not in annotations and str(triple[0]) not in alike:
            kept.add(triple)
    return kept


def concluded(said: Graph) -> tuple[Graph, list[str]]:
    """Everything that follows, and the contradictions met on the way."""
    whole = Graph() + said
    reasoner = OWLRL_Semantics(whole, axioms=True, daxioms=True, rdfs=False)
    reasoner.closure()
    return whole, list(reasoner.error_messages)


def unintended(said: Graph, whole: Graph) -> Iterator[str]:
    """What follows and should not."""
    above = {cls: set(said.transitive_objects(cls, RDFS.subClassOf)) for cls in set(said.objects(None, RDF.type))}
    for thing, cls in whole.subject_objects(RDF.type):
        if isinstance(thing, Literal) and str(cls).startswith(OSCE):
            yield f"the literal {thing} is a {cls}"
        if not str(thing).startswith(BASE) or str(thing).startswith(OSCE) or not str(cls).startswith(OSCE):
            continue
        if not any(cls in above[own] for own in said.objects(thing, RDF.type)):
            yield f"{thing} is a {cls}"
    for one, other in whole.subject_objects(OWL.sameAs):
        if one != other and other not in linked(said, one):
            yield f"{one} is {other}"
    for property in set(said.subjects(RDF.type, OWL.ObjectProperty)) - OF_STATEMENTS:
        for thing, value in whole.subject_objects(property):
            if isinstance(value, Literal) and not isinstance(thing, Literal):
                yield f"{thing} {property} the literal {value}"


def linked(said: Graph, node: Node) -> set[Node]:
    """All that the stated links make the same as a node."""
    found: set[Node] = set()
    ahead = {node}
    while ahead:
        found |= ahead
        reached = {
            other for one in ahead for other in (*said.objects(one, OWL.sameAs), *said.subjects(OWL.sameAs, one))
        }
        ahead = reached - found
    return found


def test_the_ontology_and_the_vocabularies_hold_together() -> None:
    said = stated(sorted(rooms.ontology().rglob("*.ttl")))
    whole, contradictions = concluded(said)
    assert len(said) > 7000
    assert len(whole) > 2 * len(said)
    assert contradictions == []
    assert sorted(unintended(said, whole)) == []


def test_contradictions_would_be_found() -> None:
    planted = """
        <state/a> a osce:ParticipatingState , osce:City .
        <state/b> a osce:MediterraneanPartner , osce:AsianPartner .
        <structure/c> a osce:Structure , foaf:Person .
        <tenure/d> a osce:Tenure , osce:Role .
        <place/e> a osce:City ; osce:capital <place/f> .
    """
    _, contradictions = concluded(stated(words(), planted))
    for key in ("state/a", "state/b", "structure/c", "tenure/d", "place/e"):
        assert any(BASE + key in contradiction for contradiction in contradictions), key


def test_unintended_conclusions_would_be_found() -> None:
    planted = """
        <place/a> osce:capital <place/b> .
        <state/c> a osce:State ; osce:capital "Westville" .
        osce:seat a owl:InverseFunctionalProperty .
        <structure/d> a osce:Structure ; owl:sameAs <x:1> ; osce:seat <place/f> .
        <structure/e> a osce:Structure ; owl:sameAs <x:2> ; osce:seat <place/f> .
    """
    said = stated(words(), planted)
    assert set(unintended(said, concluded(said)[0])) >= {
        f"{BASE}place/a is a {OSCE}State",
        f"{BASE}place/b is a {OSCE}City",
        f"{BASE}state/c {OSCE}capital the literal Westville",
        f"{BASE}structure/d is {BASE}structure/e",
    }


def words() -> list[Path]:
    """The ontology without its vocabularies."""
    return [rooms.ontology() / name for name in ("osce.ttl", "alignment.ttl", "reused.ttl")]
