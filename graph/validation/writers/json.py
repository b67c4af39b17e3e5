"""For programs: everything that is known of the validation, as one JSON object."""

import json
from typing import Any

from graph.report import Resource
from graph.validation.findings import Finding, Validation


def write(validation: Validation) -> str:
    """The validation as JSON; terms are written as in N-Triples, `shape` and `component` as IRIs."""
    whole = {
        "conforms": validation.conforms,
        "complete": validation.complete,
        "source": validation.source,
        "shapes": validation.shapes,
        "statements": validation.statements,
        "nodes": validation.nodes,
        "fail_on": validation.fail_on,
        "counts": validation.counts,
        "notes": validation.notes,
        "checked": [
            {
                "shape": named(each.shape),
                "nodes": each.nodes,
                "findings": each.findings,
                "engine": each.by,
                "left_because": each.why or None,
            }
            for each in validation.checked
        ],
        "results": [_finding(finding) for finding in validation.findings],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    ground = finding.ground
    return {
        "focus": str(finding.focus),
        "path": finding.path or None,
        "value": None if finding.value is None else str(finding.value),
        "severity": finding.severity,
        "severity_iri": finding.severity_iri.value,
        "shape": named(finding.shape),
        "component": finding.component.value,
        "message": finding.message,
        "messages": [{"text": text.value, "language": text.language} for text in finding.messages],
        "page": ground.page.value if ground else None,
        "sentence": ground.before + ground.words + ground.after if ground else None,
        "words": ground.words if ground else None,
    }


def named(node: Resource) -> str:
    """An IRI without brackets; a blank node as `_:x`."""
    return node.value if not str(node).startswith("_:") else str(node)
