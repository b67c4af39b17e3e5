"""Where the Turtle rooms stand.

`ontology/` and `shapes/` hold no Python, so they are found by place, next to this package, in a checkout and in an
installed wheel alike. This is the only code that knows where they are.

Decision 2026-11-24: by place, not `importlib.resources`, because a PyPI package named `ontology` would shadow ours.
"""

from pathlib import Path

_HOUSE = Path(__file__).resolve().parent.parent


def ontology() -> Path:
    """The folder of the ontology and its vocabularies."""
    return _HOUSE / "ontology"


def shapes() -> Path:
    """The folder of the SHACL shapes."""
    return _HOUSE / "shapes"
