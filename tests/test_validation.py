"""Validating other people's data against other people's shapes: hostile ones and empty ones."""

import csv
import gzip
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as XmlTree

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, Store

from graph import rooms
from graph.check.shapes import check, load_shapes
from graph.cli import cli
from graph.errors import InputError
from graph.validation import validate
from graph.validation.writers import FORMS

PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/> .
"""
NAMED = """
ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:P .
ex:P sh:path ex:name ; sh:minCount 1 ; sh:message "Give a name; write it."@en .
"""
DATA = 'ex:a a ex:T . ex:b a ex:T ; ex:name "<b>&\\u0001=1+1" .'


def write(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(PREFIXES + text if name.endswith(".ttl") else text, "utf-8")
    return str(folder / name)


def run(folder: Path, shapes: str, data: str = DATA, *options: str) -> Result:
    files = [write(folder, "data.ttl", data), "--shapes", write(folder, "shapes.ttl", shapes)]
    return CliRunner().invoke(cli, ["validate", *files, *options])


def query(text: str) -> str:
    return f'ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:sparql [ sh:select """{text}""" ] .'


# --- shapes that may not run ---


@pytest.mark.parametrize(
    ("shapes", "rule"),
    [
        ("ex:S a sh:NodeShape ; sh:targetClass", "file-unreadable"),
        ("ex:a ex:b ex:c .", "shapes-none"),
        ("ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:node ex:S .", "shapes-recursive"),
        (
            "ex:S a sh:NodeShape ; sh:targetClass ex:T ; "
            "sh:property [ sh:path ex:p ; sh:or ( ex:X [ sh:node ex:S ] ) ] .",
            "shapes-recursive",
        ),
        (
            "ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:minCont 1 ] .",
            "shapes-unknown-term",
        ),
        (
            'ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:minCount "once" ] .',
            "shapes-malformed",
        ),
        ("ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:rule [ ] .", "shapes-feature"),
        ('ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:pattern "(" .', "shapes-unusable"),
        (query("SELECT $this { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), "shapes-query-reaches-out"),
        (query("SELECT $this FROM <file:///etc/passwd> { ?s ?p ?o }"), "shapes-query-reaches-out"),
        (query("SELECT $this { { select ?x { service silent ?s { ?s ?p ?o } } } }"), "shapes-query-reaches-out"),
        (query("SELECT $this {"), "shapes-unusable"),
    ],
)
def test_shapes_that_cannot_be_applied_are_refused_with_a_remedy(shapes: str, rule: str, tmp_path: Path) -> None:
    ended = run(tmp_path, shapes)
    assert ended.exit_code == 2, ended.output
    assert f"rule:   {rule}" in ended.stderr
    assert "remedy:" in ended.stderr
    assert "Traceback" not in ended.output
    assert ended.stdout == ""


def test_a_keyword_in_a_string_a_comment_or_a_name_is_none(tmp_path: Path) -> None:
    text = (
        "SELECT $this ?from { $this <https://example.org/service> ?from . FILTER (?from = 'FROM SERVICE') } # SERVICE"
    )
    assert run(tmp_path, query(text)).exit_code == 0


@pytest.mark.parametrize(
    ("shapes", "form", "told"),
    [
        (
            'ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:name ; sh:pattern "^(a+)+$" ] .',
            "text",
            "stopped: the time limit of 8 seconds was reached; 0 of",
        ),
        (
            query("SELECT $this { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . FILTER (STR(?a) = STR(?o)) }"),
            "json",
            '"complete": false',
        ),
    ],
    ids=["pattern", "query"],
)
def test_what_never_ends_is_stopped_and_does_not_pass(shapes: str, form: str, told: str, tmp_path: Path) -> None:
    data = f'ex:a a ex:T ; ex:name "{"a" * 60}b" . ' + " ".join(f"ex:x{n} ex:y ex:z{n} ." for n in range(300))
    ended = run(tmp_path, shapes, data, "--seconds", "8", "--format", form)
    assert ended.exit_code == 1
    assert told in ended.stdout


# --- data ---


def test_data_beyond_the_memory_limit_is_no_pass_and_makes_no_noise(tmp_path: Path) -> None:
    line = "<https://example.org/n{0}> <https://example.org/p{0}> <https://example.org/{0}> .\n"
    (tmp_path / "large.nt").write_text("".join(line.format(number) for number in range(400_000)))
    shapes = write(tmp_path, "s.ttl", NAMED)
    command = ["validate", str(tmp_path / "large.nt"), "--shapes", shapes, "--memory-mb", "512"]
    ended = CliRunner().invoke(cli, command)
    assert ended.exit_code == 1
    assert "the memory limit is 512 MB" in ended.stdout
    assert "panicked" not in ended.stderr


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        (
            "data.rdf",
            b"<?xml version='1.0'?><!-- x --><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
            "file-doctype",
        ),
        ("data.owl", "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE a><a/>".encode("utf-16"), "file-doctype"),
        ("data.rdf", b"<rdf:RDF", "file-unreadable"),
        ("data.jsonld", b'{"@context": "https://example.org/context", "@id": "urn:a"}', "file-remote-context"),
        ("data.jsonld", b"{", "file-unreadable"),
        ("data.nq", b"\xff\xfe", "file-unreadable"),
        ("data.csv", b"a,b", "file-format"),
        ("data.csv.gz", b"a,b", "file-format"),
        ("data.nq.gz", gzip.compress(b"<urn:a> <urn:b> <urn:c> .", mtime=0)[:-9], "file-unreadable"),
        ("data.nq.gz", gzip.compress(b"<urn:a> <urn:b> <urn:c> .", mtime=0)[:12] + b"\xff" * 40, "file-unreadable"),
        ("data.rdf.gz", gzip.compress(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", mtime=0), "file-doctype"),
    ],
)
def test_data_that_cannot_be_read_is_refused_with_a_remedy(
    name: str, content: bytes, rule: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    ended = CliRunner().invoke(cli, ["validate", str(tmp_path / name), "--shapes", write(tmp_path, "s.ttl", NAMED)])
    assert ended.exit_code == 2, ended.output
    assert f"rule:   {rule}" in ended.stderr
    assert "remedy:" in ended.stderr


@pytest.mark.parametrize("form", ["rdf-xml", "json-ld", "n-triples", "n-quads", "trig", "turtle"])
def test_standard_input_and_every_form_of_rdf_are_read(form: str, tmp_path: Path) -> None:
    from graph.validation.sources import FORMATS as READ

    triples = [
        quad.triple
        for quad in ox.parse((PREFIXES + 'ex:a a ex:T . ex:b a ex:T ; ex:name "x" .').encode(), format=RdfFormat.TURTLE)
    ]
    data = ox.serialize(triples, format=READ[form])
    command = ["validate", "-", "--from", form, "--shapes", write(tmp_path, "s.ttl", NAMED), "--json"]
    ended = CliRunner().invoke(cli, command, input=data)
    assert ended.exit_code == 1, ended.output
    answer = json.loads(ended.stdout)
    assert [result["focus"] for result in answer["results"]] == ["<https://example.org/a>"]
    assert answer["source"] == "-"


@pytest.mark.parametrize(("name", "options"), [("dump.nt.gz", []), ("-", ["--from", "n-triples"])])
def test_a_dump_is_read_as_it_is_downloaded(name: str, options: list[str], tmp_path: Path) -> None:
    triple = "<https://example.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/T> ."
    data = gzip.compress(triple.encode())
    (tmp_path / "dump.nt.gz").write_bytes(data)
    what = str(tmp_path / name) if name != "-" else name
    command = ["validate", what, *options, "--shapes", write(tmp_path, "s.ttl", NAMED), "--json"]
    ended = CliRunner().invoke(cli, command, input=data)
    assert ended.exit_code == 1, ended.output
    assert [result["focus"] for result in json.loads(ended.stdout)["results"]] == ["<https://example.org/a>"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "the data hold no statement: nothing was checked"),
        ("ex:a a ex:Other .", "no shape found anything to check: nothing was checked"),
    ],
)
def test_nothing_to_check_is_no_pass(data: str, said: str, tmp_path: Path) -> None:
    ended = run(tmp_path, NAMED, data)
    assert ended.exit_code == 1
    assert said in ended.stdout
    assert said not in ended.stderr


def test_words_of_a_query_are_those_of_its_result_and_keep_their_language(tmp_path: Path) -> None:
    shapes = """
        ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:max ] ; sh:nodeValidator [
            sh:message "too big: {?value}"@en , "zu gross: {?value}"@de ;
            sh:select "SELECT $this ?value { $this <https://example.org/p> ?value FILTER (?value > $max) }" ] .
        ex:S a sh:NodeShape ; sh:targetClass ex:T ; ex:max 3 .
        ex:R a sh:NodeShape ; sh:targetClass ex:T ; sh:sparql [
            sh:message "also {$value} of {?n}"@en , "auch {$value}"@de ;
            sh:select "SELECT $this ?value ('\\\\\\\\1' AS ?n) { $this <https://example.org/p> ?value }" ] .
    """
    ended = run(tmp_path, shapes, "ex:a a ex:T ; ex:p 5 , 7 . ex:b a ex:T ; ex:p 9 .", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ended.stdout)))
    assert {row["message"] for row in rows} == {
        *(f"too big: {number}" for number in (5, 7, 9)),
        *(f"also {number} of \\1" for number in (5, 7, 9)),
    }


def test_build_servers_hear_what_the_exit_code_says_beyond_the_limit_too(tmp_path: Path) -> None:
    shapes = """
        ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:P , ex:Q .
        ex:P sh:path ex:p ; sh:minCount 1 ; sh:severity sh:Warning .
        ex:Q sh:path ex:q ; sh:minCount 1 ; sh:severity sh:Warning .
    """
    ended = run(tmp_path, shapes, DATA, "--limit", "1", "--format", "junit")
    assert (ended.exit_code, XmlTree.fromstring(ended.stdout).get("failures")) == (0, "0")
    ended = run(tmp_path, shapes, DATA, "--limit", "1", "--fail-on", "warning", "--format", "junit")
    assert (ended.exit_code, XmlTree.fromstring(ended.stdout).get("failures")) == (1, "2")


def test_a_file_is_named_by_a_reference(tmp_path: Path) -> None:
    data, shapes = write(tmp_path, "my data [1].ttl", DATA), write(tmp_path, "shapes.ttl", NAMED)
    ended = CliRunner().invoke(cli, ["validate", data, "--shapes", shapes, "--format", "sarif"])
    assert "my%20data%20%5B1%5D.ttl" in {
        place["physicalLocation"]["artifactLocation"]["uri"].rpartition("/")[2]
        for result in json.loads(ended.stdout)["runs"][0]["results"]
        for place in result["locations"]
    }


def test_a_shape_that_meets_nothing_beside_others_is_told(tmp_path: Path) -> None:
    ended = run(
        tmp_path,
        NAMED + " ex:Idle a sh:NodeShape ; sh:targetClass ex:Nobody ; sh:nodeKind sh:IRI .",
        'ex:b a ex:T ; ex:name "x" .',
    )
    assert ended.exit_code == 0
    assert "1 shape found nothing to check: Idle" in ended.stdout


def test_findings_beyond_the_limit_are_counted_and_the_report_says_so(tmp_path: Path) -> None:
    data = " ".join(f"ex:n{number} a ex:T ." for number in range(5000))
    answer = json.loads(run(tmp_path, NAMED, data, "--limit", "10", "--json").stdout)
    assert (answer["counts"]["violation"], len(answer["results"])) == (5000, 10)
    assert answer["notes"] == ["counted but not listed: 4,990 findings"]
    assert answer["conforms"] is False
    text = run(tmp_path, NAMED, data, "--limit", "10", "--examples", "2").stdout
    assert text.startswith("5,000 violations")
    assert "and 4,998 more" in text


def test_the_threshold_decides_the_exit_code(tmp_path: Path) -> None:
    warning = NAMED.replace("sh:minCount 1", "sh:minCount 1 ; sh:severity sh:Warning")
    assert run(tmp_path, warning).exit_code == 0
    assert run(tmp_path, warning, DATA, "--fail-on", "warning").exit_code == 1
    own = NAMED.replace("sh:minCount 1", "sh:minCount 1 ; sh:severity ex:Grave")
    assert run(tmp_path, own).exit_code == 1


# --- reports ---


@pytest.fixture
def report(tmp_path: Path) -> Any:
    shapes = (
        NAMED + " ex:P sh:maxCount 0 . ex:Q sh:targetClass ex:T ; "
        "sh:path ( ex:name ex:more ) ; sh:minCount 1 ; sh:severity sh:Info ."
    )
    return validate(write(tmp_path, "data.ttl", DATA), write(tmp_path, "shapes.ttl", shapes))


def test_the_python_api(report: Any) -> None:
    assert report.conforms is False
    assert report.counts == {"violation": 2, "warning": 0, "info": 2}
    assert next(finding.path for finding in report.findings if finding.severity == "info").count("/more>")
    assert "sh:ValidationReport" in report.to_turtle()


def test_a_store_is_validated_in_this_process() -> None:
    store = Store()
    store.load(
        (
            PREFIXES + "<https://w3id.org/osce-graph/release/1> a <https://w3id.org/osce-graph/ontology#Release> ."
        ).encode(),
        format=RdfFormat.TURTLE,
    )
    report = validate(store)
    assert not report.conforms
    assert {finding.shape.value.rpartition("#")[2] for finding in report.findings} >= {"Release-title"}
    with pytest.raises(InputError):
        validate("nowhere.ttl")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_every_finding_and_the_same_twice(form: str, report: Any) -> None:
    text = report.write(form)
    assert text == report.write(form)
    assert text.endswith("\n")
    for words in ("https://example.org/a", "https://example.org/b", "Give a name; write it."):
        assert words in text


def test_forms_for_programs_are_well_formed(report: Any) -> None:
    for form, kind in (("turtle", RdfFormat.TURTLE), ("json-ld", RdfFormat.JSON_LD)):
        parsed = list(ox.parse(report.write(form).encode(), format=kind))
        assert sum(quad.predicate.value.endswith("#focusNode") for quad in parsed) == 4
    sarif = json.loads(report.write("sarif"))
    assert [result["level"] for result in sarif["runs"][0]["results"]] == ["error", "error", "note", "note"]
    suite = XmlTree.fromstring(report.write("junit"))
    assert suite.get("failures") == str(len(suite.findall("testcase/failure"))) == "1"
    rows = list(csv.DictReader(io.StringIO(report.write("csv"))))
    assert [row["severity"] for row in rows] == ["violation", "violation", "info", "info"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert "<b>" not in report.write("html")


@pytest.mark.parametrize(
    ("imports", "note"),
    [
        ("ex:front a owl:Ontology ; owl:imports ex:front .", []),
        ("ex:other a owl:Ontology . ex:front a owl:Ontology ; owl:imports ex:other .", []),
        ("ex:other a owl:Ontology ; owl:versionIRI ex:1 . ex:front owl:imports ex:1 .", []),
        (
            "ex:front a owl:Ontology ; owl:imports ex:b , ex:a .",
            [
                "the shapes import what was not loaded, since nothing is fetched: "
                "https://example.org/a, https://example.org/b"
            ],
        ),
    ],
)
def test_imports_that_were_not_loaded_are_named(imports: str, note: list[str], tmp_path: Path) -> None:
    owl = "@prefix owl: <http://www.w3.org/2002/07/owl#> . "
    ended = run(tmp_path, owl + imports + NAMED, 'ex:a a ex:T ; ex:name "A" .', "--json")
    assert ended.exit_code == 0
    assert json.loads(ended.stdout)["notes"] == note


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ("", True),
        (
            "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path dash:singleLine ] ; "
            "sh:validator [ a sh:SPARQLAskValidator ; sh:ask 'ASK { FILTER ($singleLine) }' ] .",
            False,
        ),
    ],
)
def test_constraints_that_only_others_know_are_named(declared: str, told: bool, tmp_path: Path) -> None:
    dash = "@prefix dash: <http://datashapes.org/dash#> . ex:S dash:singleLine true . ex:data dash:stem 1 . "
    ended = run(
        tmp_path, dash + declared + "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:nodeKind sh:IRI .", "", "--json"
    )
    note = "not applied, since nothing here declares what they constrain: dash:singleLine"
    assert (note in json.loads(ended.stdout)["notes"]) is told


@pytest.mark.parametrize("data", ["", "ex:b a ex:T ."])
def test_a_component_is_applied_where_the_data_say_nothing(data: str, tmp_path: Path) -> None:
    component = (
        "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:wanted ] ; "
        "sh:validator [ a sh:SPARQLAskValidator ; sh:ask 'ASK { FILTER ($value = $wanted) }' ] . "
    )
    ended = run(
        tmp_path, component + "ex:S a sh:NodeShape ; sh:targetNode ex:a , ex:c ; ex:wanted ex:c .", data, "--json"
    )
    said = json.loads(ended.stdout)
    assert [result["focus"] for result in said["results"]] == ["<https://example.org/a>"]
    assert said["notes"] == ([] if data else ["the data hold no statement: only nodes that shapes name were checked"])


def test_shapes_that_are_all_elsewhere_are_none(tmp_path: Path) -> None:
    ended = run(tmp_path, "ex:front <http://www.w3.org/2002/07/owl#imports> ex:other .")
    assert ended.exit_code == 2
    assert "rule:   shapes-none" in ended.stderr


# --- our own shapes ---


def broken_examples() -> Store:
    """All failing examples of our shapes together."""
    store = Store()
    for file in sorted((Path(__file__).parent / "shapes").glob("*/*.ttl")):
        if "[]" not in (text := file.read_text("utf-8")):
            store.load(text.encode(), format=RdfFormat.TURTLE)
    return store


def test_the_verb_finds_what_the_gate_finds() -> None:
    """On all failing examples of our shapes together: the two ways to drive pySHACL agree result by result."""
    store = broken_examples()
    held = check(store, load_shapes(rooms.shapes())).results
    gate = {(each.focus, each.shape, each.component, each.value) for each in held}
    found = validate(store).findings
    verb = {(each.focus, each.shape, each.component, str(each.value) if each.value else None) for each in found}
    # What is published does not say how to reach somebody; the verb shows people their own data.
    unlike = {one[:3] for one in verb - gate}
    assert unlike == {one[:3] for one in gate - verb}
    assert all(re.search("[@+]", str(one[3])) for one in verb - gate)
    assert len(gate) > 300
