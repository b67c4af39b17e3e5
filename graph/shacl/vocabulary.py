"""The words of SHACL and RDF that the engine needs."""

from pyoxigraph import NamedNode

RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
RDF_FIRST = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#first")
RDF_REST = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#rest")
RDF_NIL = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil")
OWL_CLASS = NamedNode("http://www.w3.org/2002/07/owl#Class")
RDFS_CLASS = NamedNode("http://www.w3.org/2000/01/rdf-schema#Class")
RDFS_SUBCLASS = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
_SHACL = "http://www.w3.org/ns/shacl#"


def SH(name: str) -> NamedNode:  # noqa: N802 - written as the namespace is
    """The term of SHACL with that name."""
    return NamedNode(_SHACL + name)


def local_name(term: NamedNode) -> str | None:
    """The name of a term of SHACL, None for a term of another vocabulary."""
    return term.value.removeprefix(_SHACL) if term.value.startswith(_SHACL) else None


class Unsupported(Exception):
    """The shapes use what this engine does not know; the message names it."""
