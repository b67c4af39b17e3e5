"""What a snapshot holds for those who take the graph away: counts, dumps and tables, and how they are verified."""

import csv
import gzip
import hashlib
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from click.testing import CliRunner, Result
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Store, parse

from graph import pages, snapshot
from graph import vocabulary as v
from graph.build import build
from graph.canonical import lines_as_written
from graph.cli import cli
from graph.iri import BASE
from graph.publication.changes import CHANGES, PATCH
from graph.publication.dumps import KINDS, NQUADS
from graph.publication.tables import METADATA, TABLES
from graph.snapshot import Snapshot


@pytest.fixture(scope="module")
def folder(sample_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("publication")
    files = sorted(str(file) for file in sample_pages.glob("*.txt"))[::4]
    build(pages.find(files).pages, place)
    return place


@pytest.fixture(scope="module")
def sealed(folder: Path) -> Snapshot:
    return snapshot.current(folder)


@pytest.fixture(scope="module")
def store(sealed: Snapshot) -> Store:
    return Store.read_only(str(sealed.store_path))


def dump(sealed: Snapshot, name: str) -> Path:
    return sealed.path / snapshot.DUMPS / name


def test_the_manifest_lists_every_file_as_it_is(sealed: Snapshot) -> None:
    listed = {one["name"]: one for one in sealed.manifest["dumps"]}
    assert set(listed) == {file.name for file in (sealed.path / snapshot.DUMPS).iterdir()}
    for name, one in listed.items():
        data = dump(sealed, name).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


def test_counts_are_those_of_the_merge(sealed: Snapshot, store: Store) -> None:
    counts = sealed.manifest["statistics"]
    merged = list(store.quads_for_pattern(None, None, None, DefaultGraph()))
    assert counts["triples"] == len(merged) == sum(counts["properties"].values())
    subjects = {quad.subject for quad in merged}
    ours = {one for one in subjects if isinstance(one, NamedNode) and one.value.startswith(BASE)}
    assert len(ours) < len(subjects)
    assert (counts["entities"], counts["distinctSubjects"]) == (len(ours), len(subjects))
    assert counts["distinctObjects"] == len({quad.object for quad in merged})
    assert counts["classes"][v.RELEASE.value] == sealed.manifest["counts"]["releases"]


def test_whole_dumps_hold_the_graph(sealed: Snapshot) -> None:
    with gzip.open(dump(sealed, NQUADS)) as file:
        data = file.read()
    assert hashlib.sha256(data).hexdigest() == sealed.digest
    trig = gzip.decompress(dump(sealed, "osce-graph.trig.gz").read_bytes())
    assert b"".join(lines_as_written(parse(trig, format=RdfFormat.TRIG))) == data


def test_every_form_states_the_same_triples(sealed: Snapshot, store: Store) -> None:
    """What is answered from the store is letter for letter what the files say; `59.4370` was two triples once."""
    with gzip.open(dump(sealed, NQUADS)) as file:
        quads = {str(quad) for quad in parse(file.read(), format=RdfFormat.N_QUADS)}
    assert quads == {str(quad) for quad in store if quad.graph_name != DefaultGraph()}
    assert any("#decimal>" in quad for quad in quads)


@pytest.mark.parametrize(("name", "cls"), [(name, cls) for name, _, cls in KINDS])
def test_a_kind_of_thing_is_all_in_its_dump(sealed: Snapshot, store: Store, name: str, cls: Any) -> None:
    things = {quad.subject for quad in store.quads_for_pattern(None, v.RDF_TYPE, cls, DefaultGraph())}
    turtle = gzip.decompress(dump(sealed, f"{name}.ttl.gz").read_bytes())
    said = {(one.subject, one.predicate, one.object) for one in parse(turtle, format=RdfFormat.TURTLE)}
    wanted = {
        (quad.subject, quad.predicate, quad.object)
        for thing in things
        for quad in store.quads_for_pattern(thing, None, None, DefaultGraph())
    }
    assert said == wanted
    listed = next(one for one in sealed.manifest["dumps"] if one["name"] == f"{name}.ttl.gz")
    assert listed["count"] == len(things) > 0


@pytest.mark.parametrize("name", TABLES)
def test_both_forms_of_a_table_say_the_same_and_fit_the_description(sealed: Snapshot, name: str) -> None:
    with dump(sealed, f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    described = json.loads(dump(sealed, METADATA).read_text())
    table = next(one for one in described["tables"] if one["url"] == f"{name}.csv")
    columns = table["tableSchema"]["columns"]
    assert header == [one["name"] for one in columns]
    typed = parquet.read_table(dump(sealed, f"{name}.parquet")).to_pylist()
    assert len(rows) == len(typed) > 0
    for row, other in zip(rows, typed, strict=True):
        for cell, column in zip(row, columns, strict=True):
            value = other[column["name"]]
            shown = "|".join(value) if "separator" in column else "" if value is None else str(value)
            assert cell == shown


def test_tables_lead_to_each_other_by_keys_that_hold(sealed: Snapshot) -> None:
    described = {one["url"]: one["tableSchema"] for one in json.loads(dump(sealed, METADATA).read_text())["tables"]}

    def told(url: str, columns: list[str]) -> list[tuple[str, ...]]:
        with dump(sealed, url).open(encoding="utf-8", newline="") as file:
            return [tuple(row[one] for one in columns) for row in csv.DictReader(file)]

    found = []
    for url, schema in described.items():
        keys = told(url, schema["primaryKey"])
        assert len(keys) == len(set(keys)) > 0
        assert all(all(key) for key in keys)
        for one in schema["foreignKeys"]:
            reference = one["reference"]
            assert reference["columnReference"] == described[reference["resource"]]["primaryKey"]
            there = set(told(reference["resource"], reference["columnReference"]))
            led = set(told(url, one["columnReference"]))
            assert all(map(all, led)), "an empty cell leads nowhere"
            assert led
            assert led <= there
            found.append((url, *one["columnReference"], reference["resource"]))
    assert found == [
        ("roles.csv", "person", "people.csv"),
        ("roles.csv", "release", "releases.csv"),
        ("quotes.csv", "release", "releases.csv"),
        ("mentions.csv", "release", "releases.csv"),
    ]


def test_what_the_description_makes_of_a_table_is_in_the_graph(sealed: Snapshot) -> None:
    """As CSVW makes RDF of it: about what, by which property, which thing or text."""
    store = Store.read_only(str(sealed.store_path))
    told = Counter[str]()
    for table in json.loads(dump(sealed, METADATA).read_text())["tables"]:
        schema = table["tableSchema"]
        with dump(sealed, table["url"]).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for column in schema["columns"]:
            assert ("propertyUrl" in column) != column.get("suppressOutput", False)
            for row in rows if "propertyUrl" in column else ():
                about, cell = row[schema["aboutUrl"][2:-1]], row[column["name"]]
                quads = store.quads_for_pattern(
                    NamedNode(about), NamedNode(column["propertyUrl"]), None, DefaultGraph()
                )
                things = NamedNode if "valueUrl" in column else Literal
                said = {quad.object.value for quad in quads if isinstance(quad.object, things)}
                assert set(cell.split("|") if "separator" in column and cell else [cell] if cell else []) <= said
                told[column["propertyUrl"]] += bool(cell)
    assert told[v.SCHEMA_MENTIONS.value] > 10 < told[v.ATTESTED_IN.value]
    assert told[v.DCTERMS_TYPE.value] > 0


def test_what_has_a_name_in_a_table_has_its_iri_beside_it(sealed: Snapshot) -> None:
    rows = parquet.read_table(dump(sealed, "releases.parquet")).to_pylist()
    pairs = [("sources", "source_iris"), ("fields_of_work", "field_of_work_iris"), ("places", "place_iris")]
    for names, iris in pairs:
        assert all(len(row[names]) == len(row[iris]) for row in rows)
        assert any(row[iris] and row[iris][0].startswith(BASE) for row in rows)


def test_a_release_is_in_its_table(sealed: Snapshot) -> None:
    rows = parquet.read_table(dump(sealed, "releases.parquet")).to_pylist()
    assert len(rows) == sealed.manifest["counts"]["releases"]
    numbered = next(row for row in rows if row["node_number"])
    assert numbered["release"].endswith(f"/{numbered['node_number']}")
    assert numbered["title"]
    assert numbered["issued"].year > 1990


def test_the_roles_of_people_are_those_of_the_table_of_roles(sealed: Snapshot) -> None:
    """Tenures are another thing, and counted beside."""
    roles = Counter(row["person"] for row in parquet.read_table(dump(sealed, "roles.parquet")).to_pylist())
    people = parquet.read_table(dump(sealed, "people.parquet")).to_pylist()
    assert {row["person"]: row["roles"] for row in people if row["roles"]} == roles
    store = Store.read_only(str(sealed.store_path))
    held: Any = store.query(
        f"SELECT (COUNT(DISTINCT ?t) AS ?n) {{ ?t a {v.TENURE} ; {v.ORG_MEMBER} ?p . ?p a {v.FOAF_PERSON} }}"
    )
    assert sum(row["tenures"] for row in people) == int(next(iter(held))["n"].value) > 0


def test_the_same_data_gives_the_same_files(sealed: Snapshot, sample_pages: Path, tmp_path: Path) -> None:
    files = sorted(str(file) for file in sample_pages.glob("*.txt"))[::4]
    again = build(pages.find(files).pages, tmp_path).snapshot
    assert again.manifest["dumps"] == sealed.manifest["dumps"]


def test_a_build_tells_what_it_changed(sample_pages: Path, tmp_path: Path) -> None:
    files = sorted(str(file) for file in sample_pages.glob("*.txt"))
    first = build(pages.find(files[:2]).pages, tmp_path).snapshot
    second = build(pages.find(files[1:3]).pages, tmp_path).snapshot
    assert not (first.path / CHANGES).exists()
    said = json.loads((second.path / CHANGES).read_text())
    assert (said["parent"], len(said["added"]), len(said["removed"])) == (first.digest, 1, 1)
    patch = gzip.decompress(dump(second, PATCH).read_bytes()).splitlines()
    assert patch[0] == f"H id <urn:sha256:{second.digest}> .".encode()
    assert sum(line.startswith((b"A ", b"D ")) for line in patch) == said["quads_added"] + said["quads_removed"]


def verified(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["verify", *map(str, arguments)])


class TestVerify:
    """`osce-graph verify`: exit 0 for what was published, 1 for what was not, 2 for wrong use."""

    @pytest.mark.parametrize("name", [NQUADS, "osce-graph.trig.gz", "releases.csv", "people.ttl.gz"])
    def test_what_was_published(self, folder: Path, sealed: Snapshot, name: str) -> None:
        result = verified(dump(sealed, name), "--against", folder)
        assert (result.exit_code, result.output.splitlines()[-1]) == (0, "as published")

    @pytest.mark.parametrize("name", [NQUADS, "osce-graph.trig.gz"])
    def test_a_whole_graph_names_its_snapshot(self, sealed: Snapshot, name: str) -> None:
        result = verified(dump(sealed, name), "--json")
        said = json.loads(result.output)
        assert (result.exit_code, said["graph"], said["problems"]) == (0, sealed.digest, [])

    def test_against_a_saved_description(self, sealed: Snapshot, tmp_path: Path) -> None:
        file = tmp_path / "dataset.ttl"
        digest = hashlib.sha256(dump(sealed, "releases.csv").read_bytes()).hexdigest()
        description = """
            @prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix spdx: <http://spdx.org/rdf/terms#> .
            <https://x.org/d> dcat:version "VERSION" .
            <https://x.org/d#1> dcat:downloadURL <https://x.org/dump/releases.csv> ; spdx:checksum <https://x.org/d#2> .
            <https://x.org/d#2> spdx:checksumValue "DIGEST" .
        """
        file.write_text(description.replace("DIGEST", digest))
        assert verified(dump(sealed, "releases.csv"), "--against", file).exit_code == 0
        file.write_text(description.replace("DIGEST", "0" * 64))
        assert verified(dump(sealed, "releases.csv"), "--against", file).exit_code == 1
        assert verified(dump(sealed, "people.csv"), "--against", file).exit_code == 2

    def test_what_was_changed_cut_or_put_in_disorder(self, folder: Path, sealed: Snapshot, tmp_path: Path) -> None:
        data = gzip.decompress(dump(sealed, NQUADS).read_bytes())
        lines = data.splitlines(keepends=True)
        for changed in (b"".join(lines[:-1]), b"".join(lines[::-1]), data[:-5], data + lines[0]):
            (tmp_path / NQUADS).write_bytes(gzip.compress(changed))
            assert verified(tmp_path / NQUADS, "--against", folder).exit_code == 1
        (tmp_path / NQUADS).write_bytes(dump(sealed, NQUADS).read_bytes()[:-100])
        assert "cannot be read to its end" in verified(tmp_path / NQUADS).output

    @pytest.mark.parametrize("name", [NQUADS, "osce-graph.trig.gz"])
    def test_what_cannot_be_unpacked(self, sealed: Snapshot, tmp_path: Path, name: str) -> None:
        whole = dump(sealed, name).read_bytes()
        (tmp_path / name).write_bytes(whole[:200] + b"\xff" * 200 + whole[400:])
        result = verified(tmp_path / name)
        assert result.exit_code == 1, result.exception
        assert "cannot be read to its end" in result.output

    def test_wrong_use(self, folder: Path, sealed: Snapshot, tmp_path: Path) -> None:
        assert verified(tmp_path / "none.nq").exit_code == 2
        assert "--against" in verified(dump(sealed, "releases.csv")).output
        shutil.copy(dump(sealed, NQUADS), tmp_path / "renamed.nq.gz")
        assert verified(tmp_path / "renamed.nq.gz", "--against", folder).exit_code == 2
        (tmp_path / "no.ttl").write_text("no turtle")
        assert verified(dump(sealed, NQUADS), "--against", tmp_path / "no.ttl").exit_code == 2
