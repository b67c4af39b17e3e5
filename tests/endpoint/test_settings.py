"""Settings: one table, the right order of sources, and nothing misspelt that passes."""

import asyncio
from dataclasses import fields
from pathlib import Path

import pytest

from endpoint.negotiate import choose
from endpoint.pool.asking import Query
from endpoint.pool.pool import Pool
from endpoint.settings import PREFIX, Settings, option
from graph import snapshot
from graph.errors import InputError


def test_the_command_line_wins_over_the_environment_and_that_over_the_default() -> None:
    environ = {"OSCE_GRAPH_PORT": "9000", "OSCE_GRAPH_CHILDREN": "3", "HOME": "/somewhere"}
    settings = Settings.load(environ, {"data": "d", "port": "9001", "children": None})
    assert (settings.data, settings.port, settings.children, settings.workers) == (Path("d").absolute(), 9001, 3, 2)


def test_values_have_the_type_of_their_field() -> None:
    settings = Settings.load({"OSCE_GRAPH_QUERY_SECONDS": "2.5", "OSCE_GRAPH_DATA": "x"}, {})
    assert settings.query_seconds == 2.5
    assert settings.data == Path("x").absolute()


def test_an_unknown_variable_fails_by_name_with_a_guess() -> None:
    with pytest.raises(InputError) as caught:
        Settings.load({"OSCE_GRAPH_QUERRY_SECONDS": "3"}, {"data": "d"})
    assert caught.value.source == "OSCE_GRAPH_QUERRY_SECONDS"
    assert "OSCE_GRAPH_QUERY_SECONDS" in caught.value.remedy


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("contact", one)
            for one in ("graph@example.org", "javascript:alert(1)", "https://", "mailto:x", "https://a b")
        ),
        *[("port", "eighty"), ("port", "-1"), ("workers", "0"), ("query_seconds", "inf"), ("query_seconds", "nan")],
        *[("port", "65536"), ("port", "99999"), ("workers", "1001"), ("heavy", "1" + "0" * 30)],
        *[
            ("query_seconds", "1e300"),
            ("stream_seconds", "1e7"),
            ("query_memory_mb", "10000000"),
            ("cache_mb", "1000001"),
        ],
        *[("query_nesting", "1001"), ("query_nesting", "100000"), ("query_nesting", "4")],
        *[("port", "٨٠٨٠"), ("workers", "２"), ("query_seconds", "१०"), ("port", "8_080")],
        *[("result_bytes", "1" + "0" * 13), ("query_length", "10000000000"), ("queue_seconds", "-0.1")],
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_its_source(name: str, value: str) -> None:
    for environ, given, source in (
        ({}, {name: value}, option(name)),
        ({PREFIX + name.upper(): value}, {}, PREFIX + name.upper()),
    ):
        with pytest.raises(InputError) as caught:
            Settings.load(environ, {"data": "d", **given})
        assert caught.value.source == source
        assert value in caught.value.message


def test_the_greatest_times_there_may_be_are_taken_by_the_kernel(folder: Path) -> None:
    most = {"query_seconds": "1e6", "stream_seconds": "1e6", "queue_seconds": "1e6", "light_seconds": "1e6"}
    settings = Settings.load({}, {"data": folder, "children": "1", **most})
    pool = Pool(snapshot.current(folder).store_path, settings)
    try:
        text = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        query = Query(text, pool.inspect(text), {"select": choose("text/csv", "select")})
        assert pool.ask(query).kind == "select"
        run = asyncio.run(pool.begin(query))
        assert run is not None
        assert pool.go_on(run, query).kind == "select"
    finally:
        pool.close()


def test_an_engine_is_one_address_and_needs_no_folder() -> None:
    settings = Settings.load({"OSCE_GRAPH_ENGINE": "http://127.0.0.1:1/sparql"}, {"data": None})
    assert (str(settings.engine), settings.has_data) == ("http://127.0.0.1:1/sparql", False)
    assert Settings.load({}, {"data": "d"}).has_data
    with pytest.raises(InputError, match="cannot be used"):
        Settings.load({}, {"data": "d", "engine": "http://a.example/ http://b.example/"})


def test_without_a_folder_there_is_nothing_to_serve() -> None:
    with pytest.raises(InputError, match="no data folder"):
        Settings.load({}, {})


def test_every_setting_has_help_a_variable_and_a_line_in_the_readme(checkout: Path) -> None:
    readme = (checkout / "endpoint" / "README.md").read_text()
    for one in fields(Settings):
        assert one.metadata["help"].endswith(".")
        assert one.metadata["env"] == PREFIX + one.name.upper()
        assert f"`{one.metadata['env']}`" in readme
        assert one.metadata["help"] in readme
