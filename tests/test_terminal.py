"""What others have written does not steer the terminal that it is printed on."""

from pathlib import Path

from graph.errors import InputError, printable
from graph.validation import validate

ESCAPE = "\x1b]0;owned\x07\x1b[2J"
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <http://x.example/> .
x:S a sh:NodeShape ; sh:targetNode x:a ; sh:property [ sh:path x:p ; sh:minCount 2 ; sh:message "%s mend it" ] .
"""


def test_a_message_and_a_value_with_escape_codes_are_told_without_them(tmp_path: Path) -> None:
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    codes = ESCAPE.encode("unicode_escape").decode().replace("\\x", "\\u00")
    data.write_text('<http://x.example/a> <http://x.example/p> "1" .')
    shapes.write_text(SHAPES % codes)
    said = validate(data, shapes).write("text")
    assert "mend it" in said
    assert not [sign for sign in said if sign < " " and sign != "\n"]


def test_an_error_is_told_without_escape_codes() -> None:
    error = InputError(f"{ESCAPE} is no shape", source=ESCAPE, rule="shapes-malformed", remedy="mend it")
    assert "\x1b" not in str(error)
    assert "is no shape" in str(error)


def test_line_breaks_tabs_and_letters_of_all_scripts_stay() -> None:
    assert printable("Bječići\tи\nдруги\x9b") == "Bječići\tи\nдруги\ufffd"
