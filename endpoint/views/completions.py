"""What the editor completes: the terms of the ontology and those it borrows, by their short names, and the prefixes."""

from typing import Any, Final

from endpoint.links import short
from endpoint.serving.store import Serving
from graph import vocabulary as v

_KINDS: Final = (v.OWL_CLASS, v.OWL_OBJECT_PROPERTY, v.OWL_DATATYPE_PROPERTY, v.OWL_ANNOTATION_PROPERTY)


def completions(serving: Serving) -> dict[str, Any]:
    """`prefixes` with their IRIs, and `terms` with name and label, by name."""
    return serving.once("completions", lambda: _read(serving))


def _read(serving: Serving) -> dict[str, Any]:
    reader = serving.reader
    found = {node for kind in _KINDS for node in reader.subjects(v.RDF_TYPE, kind)}
    terms = [(short(node.value), reader.label(node) or "") for node in found]
    named = sorted((name, label) for name, label in terms if name.partition(":")[0] in v.PREFIXES)
    used = {name.partition(":")[0] for name, _ in named} | {"rdf", "rdfs", "xsd"}
    return {
        "prefixes": {prefix: iri for prefix, iri in v.PREFIXES.items() if prefix in used},
        "terms": [{"name": name, "label": label} for name, label in named],
    }
