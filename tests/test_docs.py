"""The documentation is true: every verb, option and setting is in the README, links resolve, queries give rows."""

import re
from pathlib import Path

import click
import pytest
from pyoxigraph import QuerySolutions, Store

from endpoint.cli import main
from endpoint.settings import described
from graph import snapshot

ROOT = Path(__file__).resolve().parent.parent
READMES = sorted(file for file in ROOT.rglob("README.md") if not set(file.parts) & {".venv", "node_modules", "data"})
README = (ROOT / "README.md").read_text()
QUERIES = re.findall(r"```sparql\n(.*?)```", README, re.DOTALL)
VERBS = sorted(main.list_commands(click.Context(main)))


@pytest.fixture(scope="module")
def store(built_samples: Path) -> Store:
    return Store.read_only(str(snapshot.current(built_samples).store_path))


def test_what_is_tested_is_there() -> None:
    assert len(READMES) >= 5
    assert len(QUERIES) == 3
    assert VERBS == [
        "build",
        "check",
        "diff",
        "extract",
        "fetch",
        "layouts",
        "menu",
        "people",
        "publish",
        "query",
        "resolve",
        "serve",
        "validate",
        "verify",
    ]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_in_the_readme_and_has_examples(verb: str) -> None:
    command = main.get_command(click.Context(main), verb)
    assert command is not None
    assert f"`osce-graph {verb} " in README
    assert re.search(r"\x08\n *Examples:\n", command.help or "")  # each on a line of its own
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert any(f"`{name}" in README or f" {name} " in README for name in parameter.opts), parameter.name


@pytest.mark.parametrize("setting", list(described()), ids=lambda setting: str(setting.name))
def test_every_setting_is_in_the_readme(setting: object) -> None:
    about = setting.metadata  # type: ignore[attr-defined]
    (line,) = (line for line in README.splitlines() if f"`{about['env']}`" in line and line.startswith("|"))
    assert about["help"].strip() in line


@pytest.mark.parametrize("file", READMES, ids=lambda file: str(file.relative_to(ROOT)))
def test_relative_links_resolve(file: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", file.read_text()):
        assert (file.parent / link).exists(), f"{file}: {link}"


@pytest.mark.parametrize("query", QUERIES)
def test_the_readmes_queries_give_rows(query: str, store: Store) -> None:
    rows = store.query(query)
    assert isinstance(rows, QuerySolutions)
    assert next(iter(rows), None) is not None


def test_nothing_kept_names_where_it_was_made() -> None:
    """No path of a machine in any file of the repository."""
    suffixes = {".py", ".md", ".ttl", ".toml", ".rq", ".html", ".css", ".txt", ".jsonl", ""}
    for file in ROOT.rglob("*"):
        hidden = set(file.relative_to(ROOT).parts) & {".git", ".venv", "node_modules", "data", "dist", "build"}
        if file.is_file() and file.suffix in suffixes and not hidden and "cache" not in str(file):
            text = file.read_text(errors="replace")
            assert "/ho" + "me/" not in text, file
            assert "/ro" + "ot/" not in text, file


def test_the_figures_of_the_ontology_are_those_of_its_files() -> None:
    said = (ROOT / "ontology" / "README.md").read_text()
    terms = (ROOT / "ontology" / "osce.ttl").read_text()
    vocabularies = ROOT / "ontology" / "vocabularies"
    classes = len(re.findall(r"^osce:\w+ a owl:Class", terms, re.MULTILINE))
    properties = len(re.findall(r"^osce:\w+ a owl:(?:Object|Datatype)Property", terms, re.MULTILINE))
    questions = len(list((ROOT / "ontology" / "questions").glob("*.rq")))

    def things(file: str, kind: str) -> int:
        return len(re.findall(rf"^<{kind}/", (vocabularies / f"{file}.ttl").read_text(), re.MULTILINE))

    assert f"{classes} classes and {properties} properties" in said
    assert f"{questions} questions" in said
    assert f"{things('cities', 'place')} cities and towns" in said
    assert f"{things('towns', 'place')} more towns" in said
    assert f"{things('structures', 'structure')} bodies" in said
    assert f"{things('field-operations', 'field-operation')} field operations" in said
    assert f"{things('fields-of-work', 'field-of-work')} subjects" in said
    assert f"{things('content-types', 'content-type')} forms of publication" in said
    assert f"{things('people', 'person')} people who have held offices" in said
    assert f"{things('metrics', 'metric')} metrics" in said
    assert f"{things('layouts', 'layout')} page layouts" in said
    assert f"{things('methods', 'method')} ways of finding" in said
    dated = re.findall(r" a osce:DatedName\b", (vocabularies / "dated-names.ttl").read_text())
    assert f"{len(dated)} names by period" in said
    series = re.findall(r" a osce:MeetingSeries\b", (vocabularies / "meeting-series.ttl").read_text())
    assert f"{len(series)} series of meetings" in said
    held = [len(re.findall(r" a osce:Tenure\b", file.read_text())) for file in vocabularies.glob("tenures-*.ttl")]
    assert f"{sum(held)} tenures" in said
    (names,) = re.findall(r"rdf:value(.*?)skos:inScheme", (vocabularies / "given-names.ttl").read_text(), re.DOTALL)
    first_names = len(re.findall(r"[^\s\",;]+", names))
    assert f"{first_names // 100 * 100:,} first names" in said
