"""What users get: the wheel, installed bare into a new environment, run from outside the checkout."""

import json
import os
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(checkout)]
    subprocess.run(command, check=True, capture_output=True)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("bare")
    venv.create(home, with_pip=True)
    subprocess.run([home / "bin" / "pip", "install", "--quiet", str(wheel)], check=True, capture_output=True)
    return home / "bin" / "osce-graph"


def test_the_wheel_holds_the_turtle_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {
        *("graph", "endpoint", "ontology", "shapes")
    }
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    for part in (
        "ontology/osce.ttl",
        "ontology/vocabularies/states.ttl",
        "shapes/release.ttl",
        "endpoint/static/editor.js",
        "endpoint/static/site.css",
    ):
        assert part in names


def test_the_source_holds_what_its_tests_and_types_need(checkout: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--sdist", "--outdir", str(tmp_path), str(checkout)]
    subprocess.run(command, check=True, capture_output=True)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    checked = tomllib.loads((checkout / "pyproject.toml").read_text())["tool"]["mypy"]["packages"]
    assert {*checked, "LICENSE", "Makefile", "pyproject.toml"} <= {name.partition("/")[0] for name in names}
    assert {"tests/conftest.py", "tests/pages/README.md", "benchmarks/virtuoso.py"} <= names


def test_the_program_builds_checks_and_asks_outside_the_checkout(
    program: Path, sample_pages: Path, tmp_path: Path
) -> None:
    page = next(iter(sorted(sample_pages.glob("*.txt"))))
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}

    def run(*arguments: str) -> str:
        command = [str(program), *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    built = json.loads(run("build", str(page), "--into", "data", "--json"))
    assert built["counts"]["releases"] == 1
    assert run("validate", "data").startswith("0 violations")
    rows = json.loads(
        run("query", "data", "SELECT ?r { ?r a <https://w3id.org/osce-graph/ontology#Release> }", "--json")
    )
    assert len(rows["results"]["bindings"]) == 1
    for verb in ("build", "validate", "query", "serve"):
        assert "Examples:" in run(verb, "--help")
