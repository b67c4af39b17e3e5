"""Property paths of rdflib's, as SPARQL 1.1 has them (sections 9 and 18.4), and the text of a path of the shapes.

rdflib takes `0`, `false` and `""` at an end of a path for no term at all, gives what a circle leads back to twice, and
does not read `!(ex:p|^ex:q)`. Oxigraph, for its part, gives nothing for `ex:gone ex:p* ?x` where `ex:gone` stands in no
statement, though that path is no step long and leads from every term to itself.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final, cast

import rdflib
from pyparsing import Suppress
from pyshacl.helper import path_helper, sparql_query_helper
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, SequencePath, eval_path
from rdflib.plugins.sparql import algebra, parser
from rdflib.plugins.sparql.parserutils import Param

from graph.check.judge import replaced

_Pairs = Iterator[tuple[Any, Any]]
# The way in a negated set that is followed backwards, whose IRI rdflib's parser forgets.
_INVERSE: Final = cast(Any, parser).PathOneInPropertySet.exprs[-1]


@contextmanager
def as_specified() -> Iterator[None]:
    """rdflib's paths, and pySHACL's text of those in shapes, as the specifications have them."""
    way = Suppress("^") + Param("part", parser.iri | parser.A)
    written = _in_brackets(path_helper.shacl_path_to_sparql_path)
    with ExitStack() as changes:
        for owner, attributes in (
            (MulPath, {"eval": _repeated}),
            (SequencePath, {"eval": _one_after_another}),
            (NegatedPath, {"eval": _others}),
            (_INVERSE, {"expr": way}),
            (algebra, {"translatePath": _translated(algebra.translatePath)}),
            (path_helper, {"shacl_path_to_sparql_path": written}),
            (sparql_query_helper, {"shacl_path_to_sparql_path": written}),
        ):
            changes.enter_context(replaced(owner, **attributes))
        yield


def may_stand_still(path: Any) -> bool:
    """Whether a path may lead from a term to itself without a step, as `ex:p*` and `ex:p?/ex:q*` do."""
    if isinstance(path, MulPath):
        return path.zero or may_stand_still(path.path)
    if isinstance(path, InvPath):
        return may_stand_still(path.arg)
    if isinstance(path, SequencePath):
        return all(map(may_stand_still, path.args))
    return isinstance(path, AlternativePath) and any(map(may_stand_still, path.args))


def is_choice(path: Any) -> bool:
    """Whether a path has alternatives in it, `!(ex:p|^ex:q)` among them."""
    if isinstance(path, NegatedPath):
        return len({isinstance(one, InvPath) for one in path.args}) > 1
    if isinstance(path, InvPath):
        return is_choice(path.arg)
    return isinstance(path, AlternativePath) or (isinstance(path, SequencePath) and any(map(is_choice, path.args)))


def _repeated(self: Any, graph: Any, subj: Any = None, obj: Any = None, first: bool = True) -> _Pairs:
    if subj is not None:
        yield from ((subj, end) for end in _reached(self, graph, subj) if obj is None or end == obj)
    elif obj is not None:
        yield from ((start, obj) for start in _reached(self, graph, obj, backwards=True))
    else:
        every = graph.subject_objects() if self.zero else eval_path(graph, (None, self.path, None))
        ends = (node for pair in every for node in (pair if self.zero else pair[:1]))
        for start in dict.fromkeys(ends):
            yield from ((start, end) for end in _reached(self, graph, start))


def _reached(path: Any, graph: Any, start: Any, backwards: bool = False) -> dict[Any, None]:
    """The terms to which `*`, `+` or `?` leads from one, each once."""
    found: dict[Any, None] = {start: None} if path.zero else {}
    ahead, gone = [start], {start}
    while ahead:
        at = ahead.pop()
        pairs = eval_path(graph, (None, path.path, at) if backwards else (at, path.path, None))
        for end in [pair[0] if backwards else pair[1] for pair in pairs]:
            found[end] = None
            if path.more and end not in gone:
                gone.add(end)
                ahead.append(end)
    return found


def _one_after_another(self: Any, graph: Any, subj: Any = None, obj: Any = None) -> _Pairs:
    steps = list(self.args)
    if subj is None and obj is not None:
        yield from ((start, obj) for start in _ends(graph, steps[::-1], obj, backwards=True))
        return
    for start, over in eval_path(graph, (subj, steps[0], None)):
        yield from ((start, end) for end in _ends(graph, steps[1:], over) if obj is None or end == obj)


def _ends(graph: Any, steps: list[Any], start: Any, backwards: bool = False) -> Iterator[Any]:
    """Where steps lead, as often as there are ways."""
    if not steps:
        yield start
        return
    for pair in eval_path(graph, (None, steps[0], start) if backwards else (start, steps[0], None)):
        yield from _ends(graph, steps[1:], pair[0 if backwards else 1], backwards)


def _others(self: Any, graph: Any, subj: Any = None, obj: Any = None) -> _Pairs:
    """`!(ex:p|^ex:q)`: by any statement forwards but those of `ex:p`, and by any backwards but those of `ex:q`."""
    back = {one.arg for one in self.args if isinstance(one, InvPath)}
    ahead = [one for one in self.args if not isinstance(one, InvPath)]
    if ahead or not back:
        yield from ((start, end) for start, said, end in graph.triples((subj, None, obj)) if said not in ahead)
    if back:
        yield from ((start, end) for end, said, start in graph.triples((obj, None, subj)) if said not in back)


def _translated(translate: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def translated(part: Any) -> Any:
        return InvPath(part.part) if getattr(part, "name", None) == "InversePath" else translate(part)

    return translated


def _in_brackets(write: Callable[..., str]) -> Callable[..., str]:
    """pySHACL's text of a path of the shapes, where `( p? )*` keeps its brackets and an IRI is written in full."""

    def written(shapes: Any, node: Any, prefixes: Any = None, recursion: int = 0) -> str:
        text = write(shapes, node, prefixes=None, recursion=recursion)
        return text if isinstance(node, rdflib.URIRef) or text.startswith("(") else f"({text})"

    return written
