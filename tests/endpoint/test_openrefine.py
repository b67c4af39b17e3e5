"""A session of OpenRefine, request by request as it sends them, each answer held against the specification's schema."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema
import pytest
from flask.testing import FlaskClient

SCHEMA = json.loads((Path(__file__).resolve().parent / "data" / "reconciliation.json").read_text())
# What the Java client and the page of OpenRefine 3 send along.
BATCH = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "Accept": "application/json"}
PAGE = {
    "Accept": "application/json, text/javascript, */*; q=0.01",
    "Origin": "http://127.0.0.1:3333",
    "X-Requested-With": "XMLHttpRequest",
}


def held(said: Any, part: str) -> Any:
    jsonschema.validate(said, {**SCHEMA, "$ref": f"#/$defs/{part}"}, jsonschema.Draft202012Validator)
    return said


def posted(client: FlaskClient, path: str, part: str, **form: Any) -> Any:
    body = urlencode({key: json.dumps(value, ensure_ascii=False) for key, value in form.items()})
    response = client.post(path, data=body, headers=BATCH)
    assert (response.status_code, response.mimetype) == (200, "application/json"), response.text
    return held(json.loads(response.data), part)


def got(client: FlaskClient, path: str, part: str) -> Any:
    response = client.get(path, headers=PAGE)
    assert (response.status_code, response.mimetype) == (200, "application/json"), response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return held(json.loads(response.data), part)


def called(text: str, callback: str) -> Any:
    assert text.startswith(f"/**/{callback}("), text[:40]
    assert text.endswith(");\n")
    return json.loads(text[len(callback) + 5 : -3])


@pytest.fixture
def manifest(real: FlaskClient) -> Any:
    return got(real, "/reconcile", "manifest")


def path(manifest: Any, what: str) -> str:
    service = manifest["suggest"][what]
    return str((service["service_url"] + service["service_path"]).removeprefix("http://localhost"))


def test_the_service_is_added_by_its_manifest(real: FlaskClient, manifest: Any) -> None:
    assert manifest["name"]
    response = real.get("/reconcile/?callback=jQuery34107_1700000000000&_=1700000000001", headers=PAGE)
    assert (response.status_code, response.mimetype) == (200, "application/javascript")
    assert held(called(response.text, "jQuery34107_1700000000000"), "manifest")["name"] == manifest["name"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_types_are_guessed_from_a_sample_and_columns_reconciled(real: FlaskClient) -> None:
    # First some values without a type, then batches of ten with the type that won and another column along.
    sample = {f"q{n}": {"query": name, "limit": 3} for n, name in enumerate(["Norway", "Türkiye", "Кыргызстан", "???"])}
    guessed = posted(real, "/reconcile", "results", queries=sample)
    assert guessed["q0"]["result"][0]["type"][0]["id"] == "osce:State"
    batch = {
        f"q{n}": {
            "query": name,
            "type": "osce:State",
            "type_strict": "should",
            "properties": [{"pid": "osce:iso2", "v": code}],
            "limit": 5,
        }
        for n, (name, code) in enumerate([("Norway", "NO"), ("Turkiye", "TR"), ("Holy see", "VA"), ("norvay", "NO")])
    }
    found = posted(real, "/reconcile", "results", queries=batch)
    assert [found[key]["result"][0]["id"] for key in batch] == [
        "state/norway",
        "state/turkiye",
        "state/holy-see",
        "state/norway",
    ]
    assert [found[key]["result"][0]["match"] for key in batch] == [True, True, True, False]


@pytest.mark.parametrize(
    ("types", "strict", "kinds"),
    [
        (["osce:State", "osce:Structure"], "any", {"state", "structure", "field-operation"}),
        (["osce:FieldOperation", "osce:Structure"], "all", {"field-operation"}),
        (["osce:State", "foaf:Person"], "all", set()),
    ],
)
def test_several_types_are_any_or_all(real: FlaskClient, types: list[str], strict: str, kinds: set[str]) -> None:
    asked = {"q0": {"query": "Uzbekistan", "type": types, "type_strict": strict, "limit": 25}}
    found = posted(real, "/reconcile", "results", queries=asked)["q0"]["result"]
    assert {one["id"].partition("/")[0] for one in found} <= kinds
    assert bool(found) == bool(kinds)


def test_a_cell_is_searched_by_hand_with_previews(real: FlaskClient, manifest: Any) -> None:
    where = path(manifest, "entity")
    typed = got(real, f"{where}?prefix=uzb&type=osce:State&type_strict=any", "suggestions")["result"]
    assert [one["id"] for one in typed] == ["state/uzbekistan"]
    every = got(real, f"{where}?prefix=uzb", "suggestions")["result"]
    assert len(every) > 1
    text = real.get(f"{where}?prefix=uzb&callback=jQuery1").text
    assert held(called(text, "jQuery1"), "suggestions")["result"] == every
    id_ = quote(every[0]["id"], safe="")
    assert (
        got(real, path(manifest, "entity").replace("suggest", "flyout") + f"?id={id_}", "flyout")["id"]
        == every[0]["id"]
    )
    preview = manifest["preview"]["url"].replace("{{id}}", id_).removeprefix("http://localhost")
    response = real.get(preview)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    view = manifest["view"]["url"].replace("{{id}}", id_).removeprefix("http://localhost")
    assert real.get(view, headers={"Accept": "text/html"}, follow_redirects=True).status_code == 200


def test_flyouts_tell_of_types_and_properties_too(real: FlaskClient, manifest: Any) -> None:
    for what, id_, word in (
        ("entity", "state/norway", "Norway"),
        ("type", "osce:State", "State"),
        ("property", "osce:iso2", "ISO"),
    ):
        service = manifest["suggest"][what]
        address = service["flyout_service_url"] + service["flyout_service_path"].replace("${id}", id_)
        html = got(real, address.removeprefix("http://localhost"), "flyout")["html"]
        assert word in html
        assert "<script" not in html


@pytest.mark.parametrize(
    "type_", ["osce:State", "osce:FieldOperation", "osce:Structure", "foaf:Person", "osce:FieldOfWork"]
)
def test_columns_are_added_from_reconciled_values(real: FlaskClient, manifest: Any, type_: str) -> None:
    service = manifest["extend"]["propose_properties"]
    where = (service["service_url"] + service["service_path"]).removeprefix("http://localhost")
    proposed = got(real, f"{where}?{urlencode({'type': type_, 'limit': 100})}", "proposal")["properties"]
    assert proposed
    kind = {"osce:State": "state", "osce:FieldOperation": "mission", "osce:Structure": "office"}.get(type_, "a")
    found = got(real, f"{path(manifest, 'entity')}?prefix={kind}&type={type_}", "suggestions")["result"]
    ids = [one["id"] for one in found] or ["state/norway"]
    wanted = {"ids": ids, "properties": [{"id": one["id"], "settings": {}} for one in proposed]}
    said = posted(real, "/reconcile", "extension", extend=wanted)
    assert list(said["rows"]) == ids
    assert [one["id"] for one in said["meta"]] == [one["id"] for one in proposed]


@pytest.mark.parametrize("callback", ["", "alert(1)//", "a;b", "1a", "a" * 200, "ä", "<script>", "a\nb"])
def test_a_callback_is_a_name_and_nothing_more(real: FlaskClient, callback: str) -> None:
    response = real.get("/reconcile", query_string={"callback": callback})
    assert (response.status_code, response.content_type) == (400, "application/problem+json")
    assert json.loads(response.text)["remedy"]


def test_a_type_strict_that_there_is_not_is_told(real: FlaskClient) -> None:
    assert real.get("/reconcile/suggest/entity?prefix=a&type=osce:State&type_strict=perhaps").status_code == 400


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("manifest", {"versions": ["0.1"], "name": "x", "identifierSpace": "https://x", "schemaSpace": "https://x"}),
        ("results", {"q0": {"result": [{"id": "a", "name": "A"}]}}),
        ("results", {"q0": []}),
        ("extension", {"meta": [], "rows": {"a": {"p": [{"str": 3}]}}}),
        ("extension", {"meta": [], "rows": {"a": {"p": [{"date": "2008"}]}}}),
        ("suggestions", {"result": [{"id": "a"}]}),
        ("proposal", {"type": "osce:State"}),
        ("flyout", {"id": "a"}),
    ],
)
def test_the_schema_sees_what_is_wrong(part: str, wrong: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        held(wrong, part)
