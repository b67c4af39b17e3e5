"""Queries of shapes before they run: they ask of the data alone, and every engine reads them alike.

What is looked at is what is asked: comments are taken out and escapes written out first, so that no parser sees more
in a query than was seen here. A keyword is looked for inside bare words too, since Oxigraph's parser needs no space
between words, and in the tree that rdflib's parser makes of the query.

Decision 2026-11-29: queries that either engine would not read, or read otherwise, are refused before any data are seen;
alternative: told when a shape is applied. Chosen because a shape without focus nodes would pass with a query that is
none. Cost: each query is parsed twice.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Final, cast

import rdflib
from pyoxigraph import Store
from pyparsing import ParseResults
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from rdflib.namespace import SH, XSD
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from graph.validation.values import asked

_STRING: Final = r"""
    \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
  | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'"""
_IRI: Final = r"""<[^<>"{}|^`\x00-\x20]*>"""
_CODE: Final = r"\\u[0-9A-Fa-f]{4} | \\U[0-9A-Fa-f]{8}"
_WRITTEN: Final = re.compile(
    rf"(?P<comment>\#[^\n\r]*) | (?P<string>{_STRING}) | (?P<iri>{_IRI}) | (?P<code>{_CODE}) | \\. | (?P<end>\r\n?)",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(rf"(?P<code>{_CODE}) | \\.", re.VERBOSE | re.DOTALL)
_IN_STRINGS: Final = {"\n": "\\n", "\r": "\\r", '"': '\\"', "'": "\\'", "\\": "\\\\"}
_TOKEN: Final = re.compile(
    rf"""{_STRING} | \\. | [?$]\w+ | _:[\w-]* | @[A-Za-z]+(?:-[A-Za-z0-9]+)* | (?P<iri>{_IRI})
    | (?P<name>(?:[^\W\d_][\w.-]*)?:[\w:%-]*) | (?P<word>\w+)""",
    re.VERBOSE | re.DOTALL,
)
# `?a<?b)SERVICE#>` looks like an IRI, and is none where an expression can stand.
_ENDS_AN_EXPRESSION: Final = re.compile(r"\).*service", re.IGNORECASE)
_NO_IRI: Final = re.compile(r"""[<>"{}|^`\\\x00-\x20]""")
_CASTS: Final = frozenset(
    {XSD[name] for name in ("boolean", "integer", "decimal", "float", "double", "string", "date", "time", "dateTime")}
    | {XSD[name] for name in ("duration", "dayTimeDuration", "yearMonthDuration")}
    | {XSD[name] for name in ("gYear", "gMonth", "gDay", "gYearMonth", "gMonthDay")}
)
SHAPES_GRAPH: Final = "urn:osce-graph:shapes-graph"
"""What `$shapesGraph` stands for in a query."""
PATH: Final = re.compile(r"(?<![\w$?])[$?]PATH(?!\w)")
"""Where a query asks for the path of its shape."""
_SERVICE: Final = "ServiceGraphPattern"
_GRAPHS: Final = ("Graph", "GraphGraphPattern")
_COUNTING: Final = ("Slice", "LimitOffsetClauses")
_Fault = tuple[str, str, str]


def plain(query: str) -> str:
    r"""A query without comments, and with the characters that `\u0041` and the like stand for (SPARQL 1.1, 19.2)."""
    while (made := _WRITTEN.sub(_plainly, query)) != query:
        query = made
    return query


def _plainly(found: re.Match[str]) -> str:
    if found["comment"] is not None:
        return " "
    if found["end"]:
        return "\n"
    if found["code"]:
        return _character(found["code"])
    if found["string"]:
        return _ESCAPE.sub(_inside_a_string, found["string"])
    return _ESCAPE.sub(lambda inner: _character(inner["code"]) if inner["code"] else inner[0], found[0])


def _inside_a_string(found: re.Match[str]) -> str:
    made = _character(found["code"]) if found["code"] else found[0]
    return _IN_STRINGS.get(made, made)


def _character(escape: str) -> str:
    code = int(escape[2:], 16)
    # What stands for no character stays, for the parsers to refuse.
    return chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else escape


def reaches_out(query: str, prefixes: Iterable[str] = ()) -> str | None:
    """The keyword by which a query names a service, a graph to load or a data set of its own; None where none does.

    `prefixes` are declared beside it. One may be called `service`, but in `service:x {` an engine may see the keyword.
    """
    declared = set(prefixes)
    declares = False
    for token in _TOKEN.finditer(query):
        word = token["word"] or (token["name"] or "").partition(":")[0]
        if token["name"] and declares:
            declared.add(word)
        elif token["name"] and word in declared and word.casefold() == "service":
            if query[token.end() :].lstrip().startswith("{"):
                return "SERVICE"
        elif "service" in word.casefold() or _ENDS_AN_EXPRESSION.search(token["iri"] or ""):
            return "SERVICE"
        elif "FROM" in word.upper() and word not in declared:
            return "FROM"
        elif word.upper() == "LOAD" and token["word"]:
            return "LOAD"
        declares = (token["word"] or "").upper() == "PREFIX"
    return None


@lru_cache(1 << 10)
def kept_inside(query: str) -> str:
    """The query written out, when neither its words nor its tree reach out; raises PermissionError where they do."""
    query = plain(query)
    if found := reaches_out(query):
        raise PermissionError(f"the query says {found}")
    if any(part.name == _SERVICE for part in parts(tree(query))):
        raise PermissionError("the query says SERVICE")
    return query


@lru_cache(1 << 10)
def tree(query: str) -> Any:
    """rdflib's algebra of a query. Raises errors of many classes where it is none."""
    return translateQuery(parseQuery(query)).algebra


@lru_cache(1 << 10)
def prepared(query: str) -> Any:
    """A query as rdflib carries it out: it would parse it anew for each node."""
    return translateQuery(parseQuery(query))


def parts(part: Any) -> Iterator[CompValue]:
    """All parts of a tree, those of patterns inside expressions included."""
    if isinstance(part, CompValue):
        yield part
        part = [value for name, value in part.items() if name != "_vars"]
    if isinstance(part, list | tuple | ParseResults):
        for one in part:
            yield from parts(one)


@lru_cache(1 << 10)
def names_graphs(query: str) -> bool:
    """Whether a query has GRAPH, of others than the shapes; one that cannot be read has not."""
    try:
        found = list(parts(tree(query)))
    except Exception:  # the parser raises errors of many classes; only what is deactivated is not refused before
        return False
    return any(part.name in _GRAPHS and part.term != rdflib.URIRef(SHAPES_GRAPH) for part in found)


@lru_cache(1 << 10)
def counts(query: str) -> bool:
    """Whether it matters to a query how often it meets a solution; where it cannot be read, it does not."""
    try:
        return any(part.name.startswith("Aggregate") or part.name in _COUNTING for part in parts(tree(query)))
    except Exception:  # as above
        return False


def texts(shapes: rdflib.Graph) -> Iterator[tuple[Any, rdflib.URIRef, str]]:
    """The queries of constraints and validators, each with the prefixes that pySHACL declares for it."""
    holders = (SH.sparql, SH.validator, SH.nodeValidator, SH.propertyValidator)
    for node in sorted({node for term in holders for node in shapes.objects(None, term)}, key=str):
        for term in (SH.select, SH.ask):
            for query in shapes.objects(node, term):
                helper: Any = SPARQLQueryHelper(None, node, str(query))  # type: ignore[no-untyped-call]
                helper._shape = SimpleNamespace(sg=SimpleNamespace(graph=shapes))
                helper.collect_prefixes()
                yield node, term, PATH.sub("<urn:path>", helper.apply_prefixes(str(query)))


def made_plain(shapes: rdflib.Graph) -> None:
    """Writes the queries of shapes out, for every engine to read them alike."""
    for term in (SH.select, SH.ask):
        for subject, query in list(shapes.subject_objects(term)):
            if (text := plain(str(query))) != str(query):
                shapes.remove((subject, term, query))
                shapes.add((subject, term, rdflib.Literal(text, datatype=cast(Any, query).datatype)))


def reaching(shapes: rdflib.Graph) -> Iterator[_Fault]:
    """What a query may not say, in words; and prefixes that would say it for the query."""
    remedy = "ask of the data alone; queries of shapes may not name other data sets, files or services"
    prefixes = set(map(str, shapes.objects(None, SH.prefix)))
    for term in (SH.select, SH.ask):
        for node, query in sorted(shapes.subject_objects(term), key=str):
            if found := reaches_out(str(query), prefixes):
                yield f"the query of {_named(shapes, node)} says {found}", "shapes-query-reaches-out", remedy
    for declared in sorted(set(shapes.objects(None, SH.declare)), key=str):
        for term in (SH.prefix, SH.namespace):
            for value in shapes.objects(declared, term):
                if _NO_IRI.search(str(value)):
                    yield f"the {term.fragment} {str(value)!r} is none", "shapes-malformed", "write a prefix and an IRI"


def broken(shapes: rdflib.Graph) -> Iterator[_Fault]:
    """Queries that an engine would not read, or that would not mean the same to both."""
    for node, term, query in texts(shapes):
        if (node, SH.deactivated, rdflib.Literal(True)) in shapes:
            continue
        if why := _why_not(query, is_select=term == SH.select):
            yield f"{_named(shapes, node)} has a query that {why}", *_REMEDY


_REMEDY: Final = ("shapes-unusable", "mend the query, then validate again")


def _why_not(query: str, is_select: bool) -> str | None:
    try:
        algebra = tree(query)
    except RecursionError:
        return "is nested deeper than can be followed"
    except Exception as error:  # the parser raises errors of many classes
        return f"cannot be read: {_short(error)}"
    found = list(parts(algebra))
    if any(part.name == _SERVICE for part in found):
        return "says SERVICE"
    if _exists_outside(query):
        return "asks EXISTS outside its pattern, which the engines do not answer alike: BIND it there, and select that"
    if is_select and algebra.name == "SelectQuery" and rdflib.Variable("this") not in algebra.PV:
        return "does not select $this (SHACL 1.0, section 5.2.1)"
    unknown = {str(part.iri) for part in found if part.name == "Function"} - {str(cast) for cast in _CASTS}
    if unknown:
        return f"calls {min(unknown)}, which is no function of SPARQL"
    if SHAPES_GRAPH in query and names_graphs(query):
        return "names graphs of the data beside $shapesGraph, which are never seen together"
    for part in found:
        if part.name == "RelationalExpression" and part.other == rdflib.RDF.nil:
            return f"asks for {part.op} (), which the engines do not answer alike"
        if part.name in ("Builtin_REGEX", "Builtin_REPLACE") and (pattern := _no_pattern(part)):
            return f"has a pattern that is none: {pattern}"
    try:
        Store().query(query)
    except SyntaxError as error:
        return f"cannot be read: {_short(error)}"
    return None


def _exists_outside(query: str) -> bool:
    """Whether a query asks EXISTS where it selects, groups or orders."""
    selects = (part for part in parts(parseQuery(query)[1]) if part.name in ("SelectQuery", "SubSelect"))
    return any(
        part.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS")
        for select in selects
        for place in ("projection", "groupby", "having", "orderby")
        for part in parts(select.get(place))
    )


def _no_pattern(call: CompValue) -> str | None:
    """The pattern of a call that is no regular expression to the engine, and would match nothing in silence."""
    pattern, flags = dict.get(call, "pattern"), dict.get(call, "flags")
    if not isinstance(pattern, rdflib.Literal) or not isinstance(flags, rdflib.Literal | None):
        return None
    given = [one for one in (pattern, flags) if one is not None]
    if asked(f'REGEX("", {", ".join(("?a", "?b")[: len(given)])})', *given) is not None:
        return None
    return " with flags ".join(one.n3() for one in given)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _named(shapes: rdflib.Graph, node: Any) -> str:
    owner = next((above for above in sorted(shapes.subjects(None, node), key=str)), node)
    return str(cast(Any, owner).n3())
