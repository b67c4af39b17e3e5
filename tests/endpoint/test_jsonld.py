"""JSON-LD: documents in our own context, the context itself, and what pages tell search engines."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from rdflib import Graph
from rdflib.compare import isomorphic

from endpoint.documents import jsonld
from endpoint.documents.jsonld import Context
from endpoint.serving.reader import Statement
from graph import vocabulary as v
from graph.iri import BASE, thing

CONTEXT: Context = {
    **v.PREFIXES,
    "dcterms:publisher": {"@type": "@id"},
    "dcterms:issued": {"@type": "xsd:date"},
}


def test_a_document_carries_what_it_needs_and_no_more(client: FlaskClient) -> None:
    said = json.loads(client.get("/release/50001.jsonld").data)
    first = said["@graph"][0]
    assert first["@id"] == f"{BASE}release/50001"
    assert first["@type"] == "osce:Release"
    assert said["@context"]["schema:mentions"] == {"@type": "@id"}
    assert f"{BASE}state/norway" in first["schema:mentions"]
    assert "geo" not in said["@context"]
    small = json.loads(client.get("/content-type/press-release.jsonld").data)
    assert len(small["@context"]) < len(said["@context"])


@pytest.mark.parametrize(
    "value",
    [
        thing("state", "norway"),
        Literal("plain"),
        Literal("so\u2028und", language="fr"),
        Literal("2008-05-14", datatype=v.XSD_DATE),
        Literal("2008", datatype=v.XSD_G_YEAR),
        Literal("7", datatype=v.XSD_INTEGER),
        Literal("007", datatype=v.XSD_INTEGER),
        Literal("many", datatype=v.XSD_INTEGER),
        Literal("true", datatype=v.XSD_BOOLEAN),
        Literal("1", datatype=v.XSD_BOOLEAN),
        Literal("1.50", datatype=v.XSD_DECIMAL),
        Literal("x", datatype=NamedNode("https://example.org/type")),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "predicate", [v.DCTERMS_PUBLISHER, v.DCTERMS_ISSUED, v.RDFS_LABEL, NamedNode("https://example.org/says")], ids=str
)
def test_every_value_comes_back_as_it_was(predicate: NamedNode, value: Any) -> None:
    """Whatever stands in the data survives, whether or not the context expects it."""
    said: list[Statement] = [(thing("release", "1"), predicate, value)]
    back = list(parse(jsonld.document(said, CONTEXT), format=RdfFormat.JSON_LD))
    assert [Triple(one.subject, one.predicate, one.object) for one in back] == [Triple(*said[0])]


def test_the_context_is_published_with_its_version(client: FlaskClient) -> None:
    redirect = client.get("/context")
    assert (redirect.status_code, redirect.headers["Location"]) == (303, "/context/0.1.0.jsonld")
    response = client.get("/context/0.1.0.jsonld")
    assert response.mimetype == "application/ld+json"
    whole = json.loads(response.data)["@context"]
    assert whole["osce"] == v.OSCE
    assert whole["osce:capital"] == {"@type": "@id"}
    assert client.get("/context/9.9.9.jsonld").status_code == 404


@pytest.mark.parametrize("path", ["/shapes.jsonld", "/shapes/person.jsonld"])
def test_the_shapes_carry_the_context_that_they_use(client: FlaskClient, path: str) -> None:
    """They alone have blank nodes and lists."""
    data = client.get(path).data
    said = json.loads(data)
    assert "sh" in said["@context"]
    assert not any(key.startswith("http") for node in said["@graph"] for key in node)
    turtle = client.get(path.replace("jsonld", "ttl"))
    ours, theirs = Graph().parse(data=data, format="json-ld"), Graph().parse(data=turtle.data, format="turtle")
    assert isomorphic(ours, theirs)


DESCRIBED = ["/release/50001.jsonld", "/dataset.jsonld", "/ldes?format=jsonld", "/ldes/DIGEST?format=jsonld"]


@pytest.mark.parametrize("path", [*DESCRIBED, "/state/norway.jsonld", "/shapes/release.jsonld"])
def test_a_document_means_the_same_with_the_published_context(client: FlaskClient, path: str) -> None:
    whole = json.loads(client.get("/context/0.1.0.jsonld").data)
    digest = json.loads(client.get("/health").data)["digest"]
    said = json.loads(client.get(path.replace("DIGEST", digest)).data)
    ours = Graph().parse(data=json.dumps(said), format="json-ld")
    theirs = Graph().parse(data=json.dumps({**said, **whole}), format="json-ld")
    assert len(ours) > 3
    assert isomorphic(ours, theirs)


def embedded(client: FlaskClient, path: str) -> dict[str, Any]:
    text = client.get(path).text
    block = text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    said: dict[str, Any] = json.loads(block)
    return said


def test_pages_say_it_in_the_words_of_schema_org(client: FlaskClient) -> None:
    release = embedded(client, "/release/50001.html")
    assert (release["@type"], release["datePublished"]) == ("NewsArticle", "2008-05-14")
    assert release["url"] == "http://localhost/release/50001"
    assert {"@type": "Country", "@id": f"{BASE}state/norway", "name": "Norway"} in release["mentions"]
    state = embedded(client, "/state/uzbekistan.html")
    assert (state["@type"], state["identifier"]) == ("Country", "UZ")
    assert "http://www.wikidata.org/entity/Q265" in state["sameAs"]
    person = embedded(client, "/person/amir-tolvanen.html")
    assert "OSCE Project Co-ordinator in Uzbekistan" in person["jobTitle"]
    operation = embedded(client, "/field-operation/centre-in-tashkent.html")
    assert (operation["@type"], operation["dissolutionDate"]) == ("Organization", "2006-06-30")
    assert embedded(client, "/quote/50001-1.html")["isPartOf"][0]["@id"] == f"{BASE}release/50001"
    assert 'ld+json">{' not in client.get("/method/grammar-2.html").text.partition("<body>")[0]


def test_an_office_that_has_ended_is_told_with_its_time(client: FlaskClient) -> None:
    person = embedded(client, "/person/amir-tolvanen.html")
    assert "OSCE Project Co-ordinator in Uzbekistan" in person["jobTitle"]
    assert "Head of the OSCE Centre in Tashkent" not in person["jobTitle"]
    centre, coordinator = (
        f"{BASE}field-operation/{one}" for one in ("centre-in-tashkent", "project-coordinator-in-uzbekistan")
    )
    *present, former = person["affiliation"]
    assert [one["@id"] for one in present] == [coordinator]
    assert former.pop("affiliation")[0]["@id"] == centre
    assert former == {
        "@type": "OrganizationRole",
        "roleName": "Head of the OSCE Centre in Tashkent",
        "startDate": "2003-03",
        "endDate": "2005",
    }
    chair = embedded(client, "/person/lina-hoffwright.html")
    assert "jobTitle" not in chair
    assert [(one["@type"], one["endDate"]) for one in chair["affiliation"]] == [("OrganizationRole", "2008-12-31")]


def test_no_label_ends_the_block(client: FlaskClient) -> None:
    text = client.get("/release/50020.html").text
    block = text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert "<" not in block
    assert '<script>alert("title")</script>' in json.loads(block)["headline"]
