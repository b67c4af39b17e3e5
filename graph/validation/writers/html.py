"""For a reader with a browser: one page that needs nothing from elsewhere. Everything that was read is escaped."""

from collections.abc import Iterator
from html import escape
from typing import Final

from graph.counting import counted
from graph.report import SEVERITIES, Resource, Term
from graph.validation.findings import Finding, Validation, local

_LISTED: Final = 100
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;"
    "border-bottom:1px solid #ccc;overflow-wrap:anywhere}h2{margin-top:2.5rem}.note{background:#fff4ce;padding:.5rem}"
)


def write(validation: Validation) -> str:
    """The validation as an HTML page: the counts, the notes, then each shape with up to a hundred findings."""
    return "\n".join(_lines(validation)) + "\n"


def _lines(validation: Validation) -> Iterator[str]:
    title = f"Validation of {validation.source}"
    yield '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n<h1>{escape(title)}</h1>"
    yield f"<p><strong>{'Passed' if validation.conforms else 'Not passed'}</strong>, by {escape(validation.shapes)}: "
    counts = ", ".join(counted(number, name) for name, number in validation.counts.items())
    yield f"{counts}. Read: {counted(validation.statements, 'statement')}.</p>"
    yield from (f'<p class="note">{escape(note)}</p>' for note in validation.notes)
    met = validation.met()
    for shape, findings in validation.by_shape().items():
        yield from _group(shape, findings, met[shape])
    yield "</body>\n</html>"


def _group(shape: Resource, findings: tuple[Finding, ...], number: int) -> Iterator[str]:
    own = findings[0].severity_iri
    severity = findings[0].severity if own in SEVERITIES.values() else f"{findings[0].severity} {own}"
    yield f"<h2>{escape(local(shape))} <small>{escape(severity)}, {number:,}</small></h2>"
    yield f"<p>{escape(findings[0].message)}</p>"
    yield '<table><thead><tr><th scope="col">What</th><th scope="col">Property</th><th scope="col">Value</th>'
    yield '<th scope="col">On the page</th></tr></thead><tbody>'
    for finding in findings[:_LISTED]:
        cells = (_term(finding.focus), escape(finding.path), _term(finding.value), _ground(finding))
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</tbody></table>"
    if number > _LISTED:
        yield f"<p>and {number - min(_LISTED, len(findings)):,} more</p>"


def _ground(finding: Finding) -> str:
    if finding.ground is None:
        return ""
    ground = finding.ground
    sentence = f"{escape(ground.before)}<mark>{escape(ground.words)}</mark>{escape(ground.after)}"
    return f"{sentence}<br><cite>{escape(ground.page.value)}</cite>"


def _term(term: Term | None) -> str:
    return "" if term is None else escape(str(term))
