"""The graph by columns, for questions that go through much of it: counts, rankings, timelines, paths.

`columns.duckdb` holds what the store holds, in tables of numbers:

    triples  s, p, o         the merge of all graphs, each statement once
    quads    s, p, o, g      the named graphs
    nodes    id              what is subject or object of the merge
    objects  p, class        which classes (`graph/terms.py`) the objects of a predicate have
    terms    id, kind, value, lang, num, sort    what can be compared otherwise than by number; `num` is the
             number, or that of the first day; `sort` is the place of the term's kind where values of several are
             ordered: nodes, numbers, texts, boolean, days
    facts    name, value     what holds for the whole

`columns.terms` holds the terms as N-Triples one after the other, `columns.places` where each begins.

Terms are numbered in the order in which the engine sorts what it cannot compare as numbers or instants: kind, value,
datatype, language. So ORDER BY, MIN and `<` on texts, days and IRIs are comparisons of numbers.

Decision 2026-11-28: DuckDB, read by the query processes (`endpoint/columns/`), asked only what it is proven to answer
as the engine does. Alternative: the engine's own in-memory store; 1.8 times faster than its store on the disk, at 0.8
GB for each million quads. Alternative: SQLite, slower by far where rows are gathered. Cost: a wheel of 25 MB, a
twentieth of the store's size on the disk, and 10 s at sealing for 2,000,000 quads.
"""

import shutil
import tempfile
from array import array
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from graph.canonical import stored
from graph.terms import COLUMNS, LOWERED, PLACES, TERMS, VERSION, parts

_BATCH: Final = 30_000
_READ: Final = """
CREATE TEMP TABLE read (written VARCHAR, text VARCHAR, kind TINYINT, value VARCHAR, datatype VARCHAR, lang VARCHAR,
    class VARCHAR, num DECIMAL(38, 18))
"""
_LINES: Final = """
CREATE TEMP TABLE lines AS
SELECT s, split_part(rest, ' ', 1) AS p, left(tail, length(tail) - length(g) - 1) AS o, g FROM (
    SELECT s, rest, substr(rest, instr(rest, ' ') + 1) AS tail, '<' || split_part(rest, ' <', -1) AS g FROM (
        SELECT left(line, instr(line, ' ') - 1) AS s,
            substr(line, instr(line, ' ') + 1, length(line) - instr(line, ' ') - 2) AS rest
        FROM read_csv($data, columns = {'line': 'VARCHAR'}, delim = '\x01', quote = '', escape = '', header = false,
            auto_detect = false, max_line_size = 20000000, buffer_size = 40000000)))
"""
# Without a size of its own the buffer has sixteen times the longest line, which is more than there is memory for.
_SORT: Final = """CASE WHEN class IN ('iri', 'bnode') THEN 0 WHEN class IN ('integer', 'decimal') THEN 1
    WHEN class = 'string' OR starts_with(class, '@') THEN 2 WHEN class = 'boolean' THEN 3
    WHEN class IN ('date', 'gYear', 'gYearMonth') THEN 4 END"""
_TABLES: Final = (
    # Nearly all terms stand as they are written, each once: only the few others have to be compared with all.
    "CREATE TEMP TABLE respelt AS SELECT DISTINCT * EXCLUDE written FROM read WHERE written <> text",
    """DELETE FROM respelt WHERE text IN (SELECT text FROM read SEMI JOIN respelt USING (text) WHERE written = text)""",
    """CREATE TEMP TABLE ordered AS SELECT * EXCLUDE written FROM read WHERE written = text
        UNION ALL SELECT * FROM respelt ORDER BY kind, value, datatype, lang""",
    "CREATE TEMP VIEW sorted AS SELECT CAST(rowid AS INTEGER) AS id, * FROM ordered",
    f"""CREATE TABLE terms AS SELECT id, kind, value, lang, num, CAST({_SORT} AS TINYINT) AS sort
        FROM sorted ORDER BY id""",
    "CREATE TEMP TABLE named AS SELECT written, id FROM read JOIN sorted USING (text)",
    # One large table of names at a time, because each has to fit into memory beside the others.
    """CREATE TEMP TABLE few AS SELECT written, id FROM named
        SEMI JOIN (SELECT p AS written FROM lines UNION SELECT g FROM lines) USING (written)""",
    """CREATE TEMP TABLE half AS SELECT s.id AS s, p.id AS p, lines.o AS o, g.id AS g FROM lines
        JOIN few p ON p.written = lines.p JOIN few g ON g.written = lines.g JOIN named s ON s.written = lines.s""",
    "DROP TABLE lines",
    "CREATE TEMP TABLE whole AS SELECT s, p, n.id AS o, g FROM half JOIN named n ON n.written = half.o",
    "DROP TABLE half",
    "CREATE TABLE quads AS SELECT DISTINCT s, p, o, g FROM whole ORDER BY p, s, o, g",
    "DROP TABLE whole",
    "CREATE TABLE triples AS SELECT DISTINCT s, p, o FROM quads ORDER BY p, s, o",
    "CREATE TABLE nodes AS SELECT s AS id FROM triples UNION SELECT o FROM triples ORDER BY id",
    "CREATE TABLE objects AS SELECT DISTINCT p, class FROM triples JOIN sorted ON o = id ORDER BY ALL",
    "CREATE TABLE facts (name VARCHAR, value BIGINT)",
    "INSERT INTO facts SELECT 'bnodes', count(*) FROM terms WHERE kind = 0",
)


def columns(place: Path, data: Path) -> None:
    """Makes the files in the folder `place` of the canonical N-Quads `data`."""
    import duckdb  # here, as it takes longer to load than most commands that never need it

    with duckdb.connect(str(place / COLUMNS)) as made:
        # So little, because memory is not to grow with the pages: what is more goes to the disk, in the same time.
        made.execute("SET threads = 1; SET memory_limit = '500MB'")
        # It would stand in what a verb prints, where Python takes itself for a terminal's.
        made.execute("SET enable_progress_bar = false")
        made.execute(f"SET temp_directory = '{str(place).replace(chr(39), chr(39) * 2)}/.columns'")
        made.execute(_LINES, {"data": str(data)})
        made.execute(_READ)
        letters: set[str] = set()
        _read_terms(made, letters)
        for table in _TABLES:
            made.execute(table)
        facts = [("lower", int(_lowers_alike(made, letters))), ("version", VERSION)]
        made.executemany("INSERT INTO facts VALUES (?, ?)", facts)
        _write_terms(made, place)
        made.execute("ANALYZE")
    shutil.rmtree(place / ".columns", ignore_errors=True)


@contextmanager
def opened(place: Path) -> Iterator[Any]:
    """The tables in the folder `place`, to be asked with little memory; what does not fit into it goes to the disk."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix=".columns", dir=place) as beside:
        settings: dict[str, Any] = {"threads": 1, "memory_limit": "400MB", "temp_directory": beside}
        with duckdb.connect(str(place / COLUMNS), read_only=True, config=settings) as tables:
            tables.execute("SET enable_progress_bar = false")
            yield tables


def _read_terms(made: Any, letters: set[str]) -> None:
    """Reads the distinct terms into `read`, and the letters of their literals."""
    import pyarrow as arrow

    made.execute("CREATE TEMP TABLE found AS SELECT DISTINCT unnest([s, p, o, g]) AS t FROM lines")
    names = "written", "text", "kind", "value", "datatype", "lang", "class", "num"
    (count,) = made.execute("SELECT count(*) FROM found").fetchone()
    for begin in range(0, count, _BATCH):
        part = "SELECT t FROM found WHERE rowid >= ? AND rowid < ?"
        batch = [text for (text,) in made.execute(part, (begin, begin + _BATCH)).fetchall()]
        spelt = stored([text for text in batch if text[-1] == ">" and text[0] == '"'])
        rows = []
        for written in batch:
            text = spelt.get(written, written)
            term = parts(text)
            rows.append((written, text, *term.key, term.class_, term.number))
            if term.key[0] == 2:
                letters.update(term.key[1])
        table = arrow.table({name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)})
        made.register("batch", table)
        made.execute("INSERT INTO read SELECT * FROM batch")
        made.unregister("batch")


def _write_terms(made: Any, place: Path) -> None:
    """The texts of the terms by number, and where each begins and the last one ends, as 64-bit numbers."""
    asked = made.execute("SELECT text FROM sorted ORDER BY id")
    end, places = 0, array("Q", [0])
    with (place / TERMS).open("wb") as texts, (place / PLACES).open("wb") as index:
        while batch := asked.fetchmany(_BATCH):
            for (text,) in batch:
                end += texts.write(text.encode())
                places.append(end)
            places.tofile(index)
            del places[:]


def _lowers_alike(made: Any, letters: Collection[str]) -> bool:
    """Whether `LOWERED` does to these letters what Unicode says; a sigma depends on where it stands."""
    lowered = made.execute(
        f"SELECT one, {LOWERED.format('one')} FROM (SELECT unnest($all) AS one)", {"all": sorted(letters)}
    )
    return "Σ" not in letters and all(low == one.lower() for one, low in lowered.fetchall())
