"""The shapes: sound in themselves, at one with the ontology, and each shown failing by a file of its own.

`shapes/<class>/good.ttl` breaks nothing in `shapes/<class>.ttl`; `shapes/<class>/<Class-property>.ttl` breaks the shape
it is called after and says so, with the reason, in its first line.
"""

import re
import re._constants as _constants  # type: ignore[import-not-found]
import re._parser as _parser  # type: ignore[import-not-found]
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, SH

from graph import rooms
from graph import vocabulary as v
from graph.check.shapes import Shapes, check, load_shapes
from graph.report import Report, report_quads
from tests.checked import check_file

OSHAPES = "https://w3id.org/osce-graph/shapes#"
EXAMPLES = Path(__file__).parent / "shapes"
FILES = sorted(file for file in rooms.shapes().glob("*.ttl") if file.stem != "everything")
GOOD = sorted(EXAMPLES.glob("*/good.ttl"))
FAILING = sorted(file for file in EXAMPLES.glob("*/*.ttl") if file.name != "good.ttl")
FIRST_LINE = re.compile(r"# breaks oshapes:(\S+): \S.*")
BANNER = re.compile(r"^#### (\w[\w ]*\w) #+$", re.MULTILINE)
SEVERITIES = {"Must": {SH.Violation}, "Should": {SH.Warning, SH.Info}, "Refers to": {SH.Violation}}

# Words that stall a pattern with one repetition inside another.
HOSTILE = (
    "a" * 5000,
    " " * 5000,
    "A " * 2500 + "\n",
    "<a" * 2500,
    "+1 " * 1700,
    "@" * 5000,
    "1.2-" * 1250,
    "http://" * 700,
)


def endless_within(parsed: Any, endless: bool = False) -> bool:
    """Whether a repetition without end stands within another one of a pattern, as Python has parsed it."""
    for what, more in parsed:
        if what in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            _, most, body = more
            here = most is _constants.MAXREPEAT
            if (here and endless) or endless_within(body, here or endless):
                return True
        elif what is _constants.BRANCH:
            if any(endless_within(one, endless) for one in more[1]):
                return True
        elif what in (_constants.SUBPATTERN, _constants.ASSERT, _constants.ASSERT_NOT) and endless_within(
            more[-1], endless
        ):
            return True
    return False


PROPERTIES = (SH.path, SH.inversePath, SH.equals, SH.disjoint, SH.lessThan)
PARAMETERS = {
    *(SH.minCount, SH.maxCount, SH.minLength, SH.maxLength, SH.minInclusive, SH.maxInclusive, SH.pattern),
    *(SH.datatype, SH.nodeKind, SH["class"], SH["in"], SH["or"], SH["not"], SH.hasValue, SH.uniqueLang),
    *(SH.equals, SH.disjoint, SH.lessThan, SH.qualifiedMinCount, SH.qualifiedMaxCount, SH.languageIn, SH.sparql),
}

# What a property may be given by mistake, one kind at a time; the second is a blank node.
RUBBISH: tuple[tuple[ox.NamedNode | ox.BlankNode | ox.Literal, ...], ...] = (
    (),
    (ox.BlankNode("x"),),
    (ox.NamedNode("urn:x:unheard-of"),),
    (ox.Literal(""),),
    (ox.Literal(" ", language="en"),),
    (ox.Literal("a\n1 <b>a@b</b> +123456789"),),
    (ox.Literal("Words that go on. " * 40),),
    (ox.Literal("A", language="en"), ox.Literal("B", language="en")),
    (ox.Literal(-1000),),
    (ox.Literal("-1000.0", datatype=v.XSD_DECIMAL),),
    (ox.Literal("1000.0", datatype=v.XSD_DECIMAL),),
    (ox.Literal("1900-01-01", datatype=v.XSD_DATE),),
    (ox.Literal("2200-01-01", datatype=v.XSD_DATE),),
    tuple(ox.NamedNode(f"http://www.wikidata.org/entity/Q{number}") for number in (1, 2)),
    tuple(ox.NamedNode(f"https://sws.geonames.org/{number}/") for number in (1, 2)),
)


@pytest.fixture(scope="session")
def shapes() -> Shapes:
    """The shapes of the project, ready to check with."""
    return load_shapes(rooms.shapes())


@cache
def graph(*files: Path) -> Graph:
    """The Turtle files as one rdflib graph."""
    together = Graph()
    for file in files:
        together.parse(file)
    return together


def everything() -> Graph:
    return graph(*FILES, rooms.shapes() / "everything.ttl")


def rules(shapes_graph: Graph) -> set[URIRef]:
    """The shapes that report: all property shapes, and the node shapes with a constraint of their own."""
    own = set(shapes_graph.subjects(SH.nodeKind)) & set(shapes_graph.subjects(RDF.type, SH.NodeShape))
    named = own | set(shapes_graph.subjects(RDF.type, SH.PropertyShape))
    return {shape for shape in named if isinstance(shape, URIRef)}


def local(shape: object) -> str:
    return str(shape).removeprefix(OSHAPES)


def test_every_file_of_shapes_has_its_folder_of_examples() -> None:
    assert {file.stem for file in FILES} == {file.parent.name for file in GOOD}
    assert {file.parent for file in FAILING} == {file.parent for file in GOOD}


@pytest.mark.parametrize("example", GOOD, ids=lambda file: file.parent.name)
def test_good_example_breaks_nothing(example: Path, shapes: Shapes) -> None:
    own = {local(shape) for shape in rules(graph(rooms.shapes() / f"{example.parent.name}.ttl"))}
    broken = {local(result.shape.value): result for result in check_file(example, shapes).results}
    assert own
    assert not own & broken.keys(), [broken[name] for name in own & broken.keys()]


@pytest.mark.parametrize("example", GOOD, ids=lambda file: file.parent.name)
def test_good_example_holds_every_class_its_shapes_aim_at(example: Path) -> None:
    targets = graph(rooms.shapes() / f"{example.parent.name}.ttl").subject_objects(SH.targetClass)
    classes = set(graph(example).objects(None, RDF.type))
    aimed_at: dict[object, set[object]] = {}
    for shape, target in targets:
        aimed_at.setdefault(shape, set()).add(target)
    assert all(classes & aimed for aimed in aimed_at.values())


@pytest.mark.parametrize("example", FAILING, ids=lambda file: file.stem)
def test_failing_example_breaks_the_shape_it_names(example: Path, shapes: Shapes) -> None:
    first = example.read_text("utf-8").partition("\n")[0]
    named = FIRST_LINE.fullmatch(first)
    assert named
    assert named.group(1) == example.stem
    assert example.stem in {local(result.shape.value) for result in check_file(example, shapes).results}


def test_every_rule_is_shown_failing_and_nothing_else_is() -> None:
    for file in FILES:
        shown = {example.stem for example in FAILING if example.parent.name == file.stem}
        assert shown == {local(rule) for rule in rules(graph(file))}, file.name


def test_every_constraint_can_be_broken(shapes: Shapes) -> None:
    """The failing examples show one constraint of each rule; here rubbish under every property breaks the others."""
    shapes_graph = everything()
    store = ox.Store()
    for example in FAILING:
        store.bulk_load(path=str(example))
    for number, (shape, target) in enumerate(shapes_graph.subject_objects(SH.targetClass)):
        for kind, values in enumerate(RUBBISH):
            store.extend(rubbish_quads(properties_of(shape), f"urn:x:{number}:{kind}", str(target), values))
    broken = {(local(result.shape.value), result.component.value) for result in check(store, shapes).results}
    reporting = rules(shapes_graph)  # what shapes within them say of menus has a test of its own
    stated = {(local(s), component(p)) for s, p, _ in shapes_graph if p in PARAMETERS and s in reporting}
    assert len(stated) > 400
    assert stated - broken == set()


def component(parameter: object) -> str:
    """The constraint component that a parameter such as sh:minCount belongs to."""
    name = local(parameter).removeprefix(str(SH))
    return f"{SH}{'SPARQL' if name == 'sparql' else name[0].upper() + name[1:]}ConstraintComponent"


def properties_of(node_shape: object) -> set[URIRef]:
    """The properties that the rules of a node shape follow or compare."""
    about = Graph()
    for property_shape in everything().objects(node_shape, SH.property):  # type: ignore[arg-type]
        about += everything().cbd(property_shape)
    return set(terms(about, PROPERTIES, (SH.path, SH.alternativePath))) - {RDF.type}


def rubbish_quads(
    properties: set[URIRef], focus: str, target: str, values: tuple[ox.NamedNode | ox.BlankNode | ox.Literal, ...]
) -> Iterator[ox.Quad]:
    """A thing of a class, with the same rubbish under every property, too many classes and participations."""
    node = ox.NamedNode(focus)
    for cls in (ox.NamedNode(target), *((v.CITY, v.REGION) if values else ())):
        yield ox.Quad(node, v.RDF_TYPE, cls)
    for predicate in properties:
        for value in values:
            # pySHACL gives up where a blank node is to be compared.
            if not (isinstance(value, ox.BlankNode) and predicate.endswith(("#start", "#end"))):
                yield ox.Quad(node, ox.NamedNode(str(predicate)), value)
    for number in range(2):
        membership = ox.NamedNode(f"{focus}:{number}")
        yield ox.Quad(membership, v.ORG_MEMBER, node)
        yield ox.Quad(membership, v.RDF_TYPE, v.PARTICIPATION)


def test_every_property_shape_is_named_and_belongs_to_one_node_shape() -> None:
    shapes_graph = everything()
    declared = set(shapes_graph.subjects(RDF.type, SH.PropertyShape))
    used = list(shapes_graph.objects(None, SH.property))
    assert declared == set(used)
    assert len(used) == len(set(used))
    for node_shape, property_shape in shapes_graph.subject_objects(SH.property):
        assert isinstance(property_shape, URIRef)
        assert local(property_shape).startswith(local(node_shape) + "-")


@pytest.mark.parametrize("rule", sorted(rules(everything())), ids=local)
def test_every_rule_explains_itself(rule: URIRef) -> None:
    shapes_graph = everything()
    names = list(shapes_graph.objects(rule, SH.name if (rule, SH.path, None) in shapes_graph else RDFS.label))
    messages = list(shapes_graph.objects(rule, SH.message))
    assert len(names) == len(messages) == len(list(shapes_graph.objects(rule, SH.severity))) == 1
    for text in (*names, *messages):
        assert isinstance(text, Literal)
        assert text.language == "en"
    # What is expected; what to do about it.
    assert re.fullmatch(r"[A-Z][^;]*; [^;]*\.", str(messages[0])), messages[0]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_severity_follows_the_banner(file: Path) -> None:
    head, *parts = BANNER.split(file.read_text("utf-8"))
    assert parts[::2] == list(SEVERITIES)
    assert "sh:PropertyShape" not in head
    for banner, text in zip(parts[::2], parts[1::2], strict=True):
        for name in re.findall(r"^oshapes:(\S+) a sh:PropertyShape", text, re.MULTILINE):
            assert graph(file).value(URIRef(OSHAPES + name), SH.severity) in SEVERITIES[banner], name


def ontology() -> Graph:
    return graph(rooms.ontology() / "osce.ttl", rooms.ontology() / "reused.ttl")


def terms(shapes_graph: Graph, direct: tuple[URIRef, ...], listed: tuple[URIRef, ...]) -> Iterator[URIRef]:
    """The IRIs that shapes name under some of SHACL's properties, by themselves or in a list."""
    for predicate in direct:
        yield from (term for term in shapes_graph.objects(None, predicate) if isinstance(term, URIRef))
    for predicate in listed:
        for head in shapes_graph.objects(None, predicate):
            yield from (term for term in Collection(shapes_graph, head) if isinstance(term, URIRef))


def test_shapes_speak_only_of_terms_the_ontology_declares() -> None:
    declared = {RDF.type, *ontology().subjects(RDF.type)}
    named = set(
        terms(everything(), (*PROPERTIES, SH.targetClass, SH["class"]), (SH.path, SH.alternativePath, SH["in"]))
    )
    assert len(named) > 80
    assert named - declared == set()


def test_every_class_that_is_published_has_a_shape() -> None:
    osce = graph(rooms.ontology() / "osce.ttl")
    classes = set(osce.subjects(RDF.type, OWL.Class))
    leaves = classes - set(osce.objects(None, RDFS.subClassOf))
    assert len(leaves) > 20
    assert leaves - set(everything().objects(None, SH.targetClass)) == set()


def test_the_ontology_and_the_vocabularies_break_no_rule(shapes: Shapes) -> None:
    store = ox.Store()
    for file in rooms.ontology().rglob("*.ttl"):
        if "examples" not in file.parts:
            store.bulk_load(path=str(file))
    assert len(store) > 5000
    assert [result for result in check(store, shapes).results if result.severity == "violation"] == []


def test_the_examples_break_no_rule_and_hold_the_report_on_themselves(shapes: Shapes) -> None:
    store, shown = ox.Store(), ox.Store()
    for file in rooms.ontology().rglob("*.ttl"):
        store.bulk_load(path=str(file))
        if "examples" in file.parts:
            shown.bulk_load(path=str(file))
    found = [each for each in check(store, shapes).results if any(shown.quads_for_pattern(each.focus, None, None))]
    assert [result for result in found if result.severity == "violation"] == []
    told = {(str(quad.subject), str(quad.object)) for quad in report_quads(Report(tuple(found)))}
    assert told == {
        (str(quad.subject), str(quad.object))
        for kind in (v.SH_VALIDATION_REPORT, v.SH_VALIDATION_RESULT)
        for typed in shown.quads_for_pattern(None, v.RDF_TYPE, kind)
        for quad in shown.quads_for_pattern(typed.subject, None, None)
    }


def test_the_whole_imports_every_file() -> None:
    whole = graph(rooms.shapes() / "everything.ttl")
    headers = {subject for file in FILES for subject in graph(file).subjects(RDF.type, OWL.Ontology)}
    assert set(whole.objects(URIRef("https://w3id.org/osce-graph/shapes"), OWL.imports)) == headers
    assert {str(header).rpartition("/")[2] for header in headers} == {file.stem for file in FILES}
    assert all((header, DCTERMS.title, None) in everything() for header in headers)


def test_shapes_are_valid_shacl() -> None:
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=everything(), meta_shacl=True)
    assert conforms, text


def test_invalid_shacl_would_be_found() -> None:
    spoiled = Graph() + everything()
    spoiled.add((URIRef(OSHAPES + "Release-title"), SH.minCount, Literal("once")))
    with pytest.raises(pyshacl.errors.ReportableRuntimeError, match="MetaSHACL"):
        pyshacl.validate(Graph(), shacl_graph=spoiled, meta_shacl=True)


@pytest.mark.parametrize(
    ("pattern", "slow"), [("(a+)+$", True), ("(?:x|(y*z)?)*", True), ("a+b*", False), ("(ab{2,9})+", False)]
)
def test_a_pattern_that_goes_through_a_text_in_many_ways_would_be_found(pattern: str, slow: bool) -> None:
    assert endless_within(_parser.parse(pattern)) is slow


@pytest.mark.parametrize("pattern", sorted({str(p) for p in everything().objects(None, SH.pattern)}))
def test_pattern_is_quick_and_means_something_to_both_engines(pattern: str) -> None:
    """Quick: what repeats without end repeats nothing that does, so that no text is gone through in many ways."""
    assert not endless_within(_parser.parse(pattern))
    for words in HOSTILE:
        re.search(pattern, words)
    query = f"SELECT (REGEX('x', {ox.Literal(pattern)}) AS ?known) {{}}"
    answers = ox.Store().query(query)
    assert isinstance(answers, ox.QuerySolutions)
    assert next(answers)["known"] is not None


QUERIES = sorted(
    (str(constraint), str(query))
    for file in FILES
    for constraint, query in Graph().parse(file).subject_objects(SH.select)
)


@pytest.mark.parametrize(("constraint", "query"), QUERIES, ids=[name.partition("#")[2] for name, _ in QUERIES])
def test_a_query_asks_what_a_thing_is_in_a_filter_alone(constraint: str, query: str) -> None:
    """As a pattern it is where an engine may begin: with all things of the kind, for each thing that is checked."""
    assert not re.search(r"\sa\s+[<\w]|rdf:type", re.sub(r"EXISTS\s*\{[^{}]*\}", "", query)), constraint


def test_all_queries_are_looked_at() -> None:
    assert len(QUERIES) > 25
