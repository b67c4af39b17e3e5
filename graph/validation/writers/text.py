"""For a person at a terminal: the counts, then each shape with some of what breaks it, its page and its sentence."""

from collections.abc import Iterator

from graph.counting import counted
from graph.errors import printable
from graph.report import Term
from graph.validation.findings import Finding, Validation, local

_LONGEST = 99


def write(validation: Validation, examples: int = 3) -> str:
    """Counts first, then up to `examples` findings of each shape."""
    return printable("\n".join(_lines(validation, examples))) + "\n"


def _lines(validation: Validation, examples: int) -> Iterator[str]:
    yield ", ".join(counted(number, name) for name, number in validation.counts.items())
    applied = sum(1 for each in validation.checked if each.nodes)
    read, used = counted(validation.statements, "statement"), counted(applied, "shape")
    yield f"{read} of {validation.source} against {used} that met something"
    for note in validation.notes:
        yield f"note: {note}"
    met = validation.met()
    for shape, findings in validation.by_shape().items():
        yield ""
        yield f"{findings[0].severity}  {local(shape)}  ({met[shape]:,})"
        yield f"  {findings[0].message}"
        for finding in findings[:examples]:
            yield from _example(finding, findings[0].message)
        if met[shape] > examples:
            yield f"    and {met[shape] - examples:,} more"


def _example(finding: Finding, said: str) -> Iterator[str]:
    yield f"    {_short(finding.focus)}  {finding.path}  {_short(finding.value)}".rstrip()
    if finding.message != said:
        yield f"      {finding.message}"
    if finding.ground:
        ground = finding.ground
        yield f"      page {ground.page.value}"
        yield f"      … {ground.before}[{ground.words}]{ground.after} …".replace("\n", " ")


def _short(term: Term | None) -> str:
    words = "" if term is None else str(term)
    return words if len(words) <= _LONGEST else words[:_LONGEST] + "…"
