"""Severities of one's own, and messages in several languages, in the reports."""

import csv
import io
import json
from pathlib import Path

from tests.test_validation import DATA, NAMED, run


def test_a_severity_and_all_messages_of_ones_own_are_in_the_reports(tmp_path: Path) -> None:
    shapes = NAMED.replace('"Give a name; write it."@en', '"Give a name."@en , "Gib einen Namen."@de , "Name!"')
    shapes = shapes.replace("sh:minCount 1", "sh:minCount 1 ; sh:severity ex:Grave")
    [result] = json.loads(run(tmp_path, shapes, DATA, "--json").stdout)["results"]
    assert (result["severity"], result["severity_iri"]) == ("violation", "https://example.org/Grave")
    assert {(text["text"], text["language"]) for text in result["messages"]} == {
        ("Give a name.", "en"),
        ("Gib einen Namen.", "de"),
        ("Name!", None),
    }
    [row] = csv.DictReader(io.StringIO(run(tmp_path, shapes, DATA, "--format", "csv").stdout))
    assert row["severity_iri"] == "https://example.org/Grave"
    assert "https://example.org/Grave" in run(tmp_path, shapes, DATA, "--format", "html").stdout
