"""For code hosts: SARIF 2.1.0 (OASIS), one rule a shape and one result a finding."""

import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from graph.report import Severity
from graph.validation.findings import Finding, Validation, local
from graph.validation.writers.json import named

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_OF_AN_IRI: Final = ":/?#[]@!$&'()*+,;=%"
_LEVELS: Final[dict[Severity, str]] = {"violation": "error", "warning": "warning", "info": "note"}


def write(validation: Validation) -> str:
    """The validation as a SARIF log with one run."""
    groups = validation.by_shape()
    rules = [
        {
            "id": named(shape),
            "name": local(shape),
            "shortDescription": {"text": findings[0].message},
            "defaultConfiguration": {"level": _LEVELS[findings[0].severity]},
        }
        for shape, findings in groups.items()
    ]
    places = {shape: number for number, shape in enumerate(groups)}
    invocation = {
        "executionSuccessful": validation.complete,
        "toolExecutionNotifications": [{"level": "warning", "message": {"text": note}} for note in validation.notes],
    }
    run = {
        "tool": {"driver": {"name": "osce-graph validate", "rules": rules}},
        "invocations": [invocation],
        "results": [_result(finding, places[finding.shape], validation.source) for finding in validation.findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _result(finding: Finding, rule: int, source: str) -> dict[str, Any]:
    value = "" if finding.value is None else f" Found: {finding.value}"
    where: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": str(finding.focus) + (f" {finding.path}" if finding.path else "")}]
    }
    if source != "-":
        uri = quote(source, safe=_OF_AN_IRI) if "://" in source else quote(Path(source).as_posix())
        where["physicalLocation"] = {"artifactLocation": {"uri": uri}}
    return {
        "ruleId": named(finding.shape),
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message + value},
        "locations": [where],
    }
