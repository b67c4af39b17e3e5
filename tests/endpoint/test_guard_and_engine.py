"""The guard and the engine read the same: whatever the engine takes for a call, the guard has refused.

Queries are drawn from what is easily cut in other places than the engine cuts it. The engine, in a process of its own,
tells how it reads one: where a query is right, and wrong with another word for SERVICE, that is the word of a call.
"""

import json
import random
import subprocess
import sys

import pytest

from endpoint.problems import Problem
from endpoint.queries import guard

MANY = 700
_JUDGE = """
import json, sys
from pyoxigraph import Store

store = Store()

def is_right(query):
    try:
        store.query(query, base_iri="http://x/")
    except SyntaxError:
        return False
    except (OSError, RuntimeError, ValueError):
        pass
    return True

for line in sys.stdin:
    query = json.loads(line)
    call = is_right(query) and not is_right(query.replace("SERVICE", "SERVICF"))
    print("call" if call else "none", flush=True)
"""
_BEGIN = ["<http://e/>"] * 3 + ["<http://e:>", "#\n<http://[::1]>", "<//e:8>", "<http:\\u002F/e:>"]
_ODD = ["\u0300", "\u3001", "\ufffd", "\u00b7", "\u203f", "é"]
_LOCAL = ["a", "-", "-1", ".", ":", "%41", "\\'", "\\#", "\\-", "1", "_", *_ODD]
_INSIDE = ["a", "'", '"', '""', "\\'", '\\"', "\\\\", "\\#", "\\u0041", "\\uD800", "\\U00110000", "\n", "}", "ex:b"]
# What seems an IRI behind a value, and may be a sign, and a comment or a string.
_SIGNS = ["<'>'", "<?b#>", '<2#>"""', "<2#>'''", "<2#>'", "<(2)#>'", "<<b>&&1<'>'", "<ex:b\\'>", "<!?b#>'''"]
_ENDS = ["", "#'\n", '#"""\n', "#'''\n", '#\\q"""\n', "#\\uD800'''\n"]
_CALLS = ["SERVICE<http://127.0.0.1:1/>{}", "SERVICE?x{}", "SERVICEex:x{}", "SERVICE\ufffd:x{}", "SERVICE SILENT<x:>{}"]


def _several(draw: random.Random, pieces: list[str]) -> str:
    return "".join(draw.choices(pieces, k=draw.randrange(4)))


def _name(draw: random.Random) -> str:
    return "ex:" + _several(draw, _LOCAL)


def _string(draw: random.Random) -> str:
    mark = draw.choice(["'", '"', "'''", '"""'])
    return mark + _several(draw, _INSIDE) + mark


def _value(draw: random.Random) -> str:
    variable, number = "?a" + draw.choice(["", *_ODD]), draw.choice(["1", "1.", ".5", "-1", "true", "1e5"])
    tagged = _string(draw) + draw.choice(["@en", "@en--ltr", "^^ex:a"])
    return draw.choice([_name(draw), _name(draw), _string(draw), tagged, variable, number, f"({number})", "EXISTS{}"])


def disguised(draw: random.Random) -> str:
    """A query with a call, perhaps, behind what may hide it."""
    call, end = draw.choice(_CALLS), draw.choice(_ENDS)
    sign = draw.choice(_SIGNS) + draw.choice(["", "\n"])
    row = "".join(draw.choice([_string, _string, _name])(draw) for _ in range(draw.randrange(1, 4)))
    pattern = draw.choice(
        [
            f"{{FILTER({_value(draw)}{sign}){call}{end}}}",
            f"{{BIND({_value(draw)}{sign} AS?z){call}{end}}}",
            f"{{VALUES?x{{{row}}}{call}{end}}}",
            f"{{?s {_name(draw)}{_name(draw)}{call}{end}}}",
            f"{{?s ?p {_value(draw)}{call}}}",
            f"{{?s {_name(draw)}{call}}}",
        ]
    )
    return f"PREFIX ex:{draw.choice(_BEGIN)}PREFIX \ufffd:<x:>SELECT*{pattern}"


def _passes(query: str) -> bool:
    try:
        guard.inspect(query, length=16_384, nesting=100)
    except Problem:
        return False
    return True


@pytest.mark.parametrize("seed", [1, 2])
def test_what_the_engine_takes_for_a_call_is_refused(seed: int) -> None:
    draw = random.Random(seed)
    queries = [disguised(draw) for _ in range(MANY)]
    asked = "".join(json.dumps(query) + "\n" for query in queries)
    judge = subprocess.run([sys.executable, "-c", _JUDGE], input=asked, capture_output=True, text=True, check=False)
    said = judge.stdout.split()
    assert len(said) == MANY, f"the engine ended at {queries[len(said)]!r}"
    passing = [_passes(query) for query in queries]
    assert [
        query for query, word, passes in zip(queries, said, passing, strict=True) if word == "call" and passes
    ] == []
    assert said.count("call") > MANY // 10
    assert sum(passing) > MANY // 50
