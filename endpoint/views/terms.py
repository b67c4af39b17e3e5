"""Which terms a query uses, found in its text. Pure.

Good for links between questions and terms, not for judging a query: a name in a string counts as well.
"""

import re
from typing import Final

from pyoxigraph import NamedNode

from graph import vocabulary as v

_PREFIX: Final = re.compile(r"\bPREFIX\s+([A-Za-z][\w.-]*)?:\s*<([^<>\s]*)>", re.IGNORECASE)
_NAME: Final = re.compile(r"(?<![\w<?$:/.-])([A-Za-z][\w-]*)?:([A-Za-z_]\w*)")
_IRI: Final = re.compile(r"<([^<>\s]+)>")


def terms_in(query: str) -> list[NamedNode]:
    """The terms of the ontology that the query names, with a prefix it declares or in full, each once, in order."""
    stems = {name or "": stem for name, stem in _PREFIX.findall(query)}
    body = _PREFIX.sub("", query)
    found = [stems[prefix] + name for prefix, name in _NAME.findall(_IRI.sub("", body)) if prefix in stems]
    found += _IRI.findall(body)
    return [NamedNode(one) for one in dict.fromkeys(found) if one.startswith(v.OSCE) and one != v.OSCE]
