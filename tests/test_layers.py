"""Arrows point down: no module imports from a floor above its own, and each foreign engine has one door."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.read import readings

# Lowest first. A package stands for all its modules unless one of them is named itself.
FLOORS = (
    (
        "graph",
        "graph.errors",
        "graph.folding",
        "graph.cores",
        "graph.hosts",
        "graph.kept",
        "graph.packed",
        "graph.rooms",
        "graph.text",
        "graph.vocabulary",
        "graph.methods",
        "graph.iri",
        "graph.counting",
    ),
    ("graph.canonical", "graph.terms", "graph.records"),
    ("graph.dateline", "graph.privacy", "graph.unread", "graph.report", "graph.snapshot"),
    ("graph.vocabularies",),
    ("graph.pages", "graph.layouts"),
    ("graph.extract.words",),
    ("graph.extract.names",),
    ("graph.extract.grammar",),
    ("graph.extract.bodies", "graph.extract.roles"),
    ("graph.extract.payers", "graph.extract.speech"),
    ("graph.extract.events",),
    ("graph.extract", "graph.menu"),
    ("graph.extensions", "graph.listing"),
    ("graph.merge",),
    ("graph.state",),
    ("graph.shacl",),
    ("graph.check",),
    ("graph.validation",),
    ("graph.read",),
    ("graph.seal", "graph.look"),
    ("graph.publication",),
    ("graph.fetch", "graph.walk"),
    ("graph.build",),
    ("graph.cli",),
    # The endpoint; what each floor is for stands in endpoint/README.md.
    (
        "endpoint",
        "endpoint.problems",
        "endpoint.negotiate",
        "endpoint.settings",
        "endpoint.links",
        "endpoint.rows",
        "endpoint.tally",
        "endpoint.queries",
        "endpoint.drawing",
    ),
    ("endpoint.columns", "endpoint.evaluation"),
    ("endpoint.pool",),
    ("endpoint.serving",),
    ("endpoint.answers", "endpoint.documents"),
    ("endpoint.finding",),
    ("endpoint.responses",),
    ("endpoint.views",),
    ("endpoint.routes",),
    ("endpoint.server", "endpoint.remote", "endpoint.app", "endpoint.cli"),
)
# Who alone may import what: the checker's engine, the web framework, the remote client.
CHECKERS = (
    "graph.check.judge",
    "graph.check.shapes",
    "graph.check.reach",
    "graph.validation.aggregates",
    "graph.validation.engine",
    "graph.validation.fast",
    "graph.validation.idling",
    "graph.validation.known",
    "graph.validation.operators",
    "graph.validation.paths",
    "graph.validation.prebinding",
    "graph.validation.queries",
    "graph.validation.rules",
    "graph.validation.telling",
    "graph.validation.values",
    "graph.validation.wellformed",
    "graph.validation.written",
)
DOORS = {
    "pyshacl": CHECKERS,
    "rdflib": CHECKERS,
    "SPARQLWrapper": ("graph.validation.remote",),
    "flask": ("endpoint",),
    "gunicorn": ("endpoint.server.serve",),
    "uvicorn": ("endpoint.server.connection", "endpoint.server.serve"),
    "pyarrow": ("graph.packed", "graph.publication.columns", "graph.publication.tables"),
    "duckdb": ("graph.publication.columns", "endpoint.columns"),
    "_duckdb": ("endpoint.columns",),
    "zlib": ("graph.packed", "endpoint.documents.sealed"),
    "spacy": ("graph.extensions.spacy_model",),
}


def modules(checkout: Path) -> dict[str, Path]:
    found = {}
    for package in ("graph", "endpoint"):
        for file in (checkout / package).rglob("*.py"):
            name = ".".join(file.relative_to(checkout).with_suffix("").parts).removesuffix(".__init__")
            found[name] = file
    return found


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floor(module: str) -> int | None:
    named = {name: number for number, names in enumerate(FLOORS) for name in names}
    while module:
        if module in named:
            return named[module]
        module = module.rpartition(".")[0]
    return None


def offences(name: str, file: Path) -> Iterator[str]:
    own = floor(name)
    assert own is not None
    for imported in imports(file):
        above = floor(imported)
        # `graph` itself is on the lowest floor; what is imported from it is looked at by its own name.
        if above is not None and above > own:
            yield f"{name} imports {imported} from a floor above"
        doors = DOORS.get(imported.split(".")[0])
        if doors and not any((name + ".").startswith(door + ".") for door in doors):
            yield f"{name} imports {imported}; only {', '.join(doors)} may"


def test_arrows_point_down(checkout: Path) -> None:
    found = modules(checkout)
    assert len(found) > 20
    assert [offence for name, file in sorted(found.items()) for offence in offences(name, file)] == []


@pytest.mark.parametrize("package", ["graph", "endpoint"])
def test_every_room_stands_on_a_floor(package: str, checkout: Path) -> None:
    named = {".".join(name.split(".")[:2]) for names in FLOORS for name in names if name.startswith(f"{package}.")}
    found = {".".join(name.split(".")[:2]) for name in modules(checkout) if name.startswith(f"{package}.")}
    assert found == named


def test_every_room_of_the_reader_stands_on_a_floor(checkout: Path) -> None:
    rooms = {file.parent.name for file in (checkout / "graph" / "extract").glob("*/__init__.py")}
    named = {name.rpartition(".")[2] for names in FLOORS for name in names if name.startswith("graph.extract.")}
    assert rooms == named


def test_the_readme_names_the_rooms_of_the_reader_from_the_lowest(checkout: Path) -> None:
    readme = (checkout / "graph" / "extract" / "README.md").read_text()
    drawn = re.findall(r"^\| `(\w+)/` \|", readme, re.MULTILINE)
    assert [floor(f"graph.extract.{room}") for room in drawn] == sorted(
        floor(name) or 0 for names in FLOORS for name in names if name.startswith("graph.extract.")
    )


def test_no_name_stands_on_two_floors() -> None:
    every = [name for names in FLOORS for name in names]
    assert sorted(every) == sorted({*every})


def test_the_readme_draws_the_floors_of_the_endpoint(checkout: Path) -> None:
    """Names stand apart by two spaces; words that say what a floor is for have one between them."""
    tower = (checkout / "endpoint" / "README.md").read_text().split("```\n")[3]
    words = [word.strip("/") for line in tower.splitlines() for word in re.split(" {2,}", line.strip())]
    drawn = [floor(f"endpoint.{word}") for word in words if " " not in word]
    assert sorted(f"endpoint.{word}" for word in words if " " not in word) == sorted(
        name for names in FLOORS for name in names if name.startswith("endpoint.")
    )
    assert drawn == sorted(drawn, key=lambda number: -(number or 0))


def test_reading_and_checking_stand_below_what_their_digest_leaves_out() -> None:
    above = min(floor(f"graph.{name}") or 0 for name in readings._ABOVE)
    below = (
        "graph.pages",
        "graph.layouts",
        "graph.extract",
        "graph.read.readings",
        "graph.read.reading",
        "graph.validation",
    )
    assert all((floor(name) or 0) < above for name in below)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("endpoint.serving.reader", "from endpoint.views.show import Show"),
        ("endpoint.negotiate", "from endpoint import serving"),
        ("endpoint.evaluation.child", "import endpoint.pool.pool"),
        ("endpoint.views.show", "from endpoint.routes.resource import address"),
        ("graph.text", "from graph.records import Page"),
        ("graph.state.quads", "import endpoint.app"),
        ("graph.build", "from flask import Flask"),
        ("graph.snapshot", "import rdflib"),
        ("graph.extract.people", "from graph import build"),
        ("graph.extract.names.names", "from graph.extract.grammar import chunks"),
    ],
)
def test_a_planted_arrow_upwards_is_seen(tmp_path: Path, name: str, line: str) -> None:
    file = tmp_path / "module.py"
    file.write_text(line + "\n")
    assert list(offences(name, file))
