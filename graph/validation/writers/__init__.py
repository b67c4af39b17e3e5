"""The forms in which a validation is given out: one module a form, each a function from `Validation` to text."""

from collections.abc import Callable
from typing import Final

from graph.validation.findings import Validation
from graph.validation.writers import csv, html, json, junit, rdf, sarif, text

FORMS: Final[dict[str, Callable[[Validation], str]]] = {
    "text": text.write,
    "turtle": rdf.turtle,
    "json-ld": rdf.json_ld,
    "html": html.write,
    "csv": csv.write,
    "json": json.write,
    "sarif": sarif.write,
    "junit": junit.write,
}
