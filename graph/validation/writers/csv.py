"""For spreadsheets: one line a finding.

A cell that a spreadsheet would take for a formula is given an apostrophe in front; what is validated may be hostile.
"""

import csv
import io
from typing import Final

from graph.validation.findings import Finding, Validation
from graph.validation.writers.json import named

COLUMNS: Final = (
    *("severity", "shape", "focus", "path", "value", "component", "message", "page", "sentence", "severity_iri"),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write(validation: Validation) -> str:
    """The findings as CSV (RFC 4180) with a line of headings."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    lines.writerows([_safe(cell) for cell in _cells(finding)] for finding in validation.findings)
    return out.getvalue()


def _cells(finding: Finding) -> tuple[str, ...]:
    ground = finding.ground
    return (
        finding.severity,
        named(finding.shape),
        str(finding.focus),
        finding.path,
        "" if finding.value is None else str(finding.value),
        finding.component.value,
        finding.message,
        ground.page.value if ground else "",
        ground.before + ground.words + ground.after if ground else "",
        finding.severity_iri.value,
    )


def _safe(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell
