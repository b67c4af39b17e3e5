"""SHACL in one pass: shapes compiled once, each node looked at once, the same results as pySHACL gives."""

from graph.shacl.components import COMPONENTS, Context, Literals
from graph.shacl.data import Data, Indexed, Stored
from graph.shacl.datatypes import compare, is_valid
from graph.shacl.engine import Engine, Found
from graph.shacl.lines import Lines, Ordered, as_stored, stretches
from graph.shacl.roots import Broken, Roots
from graph.shacl.vocabulary import Unsupported

__all__ = [
    "COMPONENTS",
    "Broken",
    "Context",
    "Data",
    "Engine",
    "Found",
    "Indexed",
    "Lines",
    "Literals",
    "Ordered",
    "Roots",
    "Stored",
    "Unsupported",
    "as_stored",
    "compare",
    "is_valid",
    "stretches",
]
