"""No regular expression of the project takes for ever on some text."""

import json
import re
import subprocess
import sys

from tests.expressions import endless

AT_LEAST = 1_400
# From a rule on speech, as it once stood: a word of eighty capitals was cut into parts of a name in every way.
CUT_IN_EVERY_WAY = r"[\s,]*(?:[^\W\d_a-z][\w.’'-]*\s?){1,6},\swho\s"


def test_an_expression_that_takes_for_ever_is_found() -> None:
    assert endless(re.compile(CUT_IN_EVERY_WAY)) is not None
    assert endless(re.compile(CUT_IN_EVERY_WAY.replace("]*", "]*+"))) is None


def test_none_goes_back_over_its_text_in_every_way_that_there_is() -> None:
    ended = subprocess.run([sys.executable, "-m", "tests.expressions"], capture_output=True, check=True)
    found = json.loads(ended.stdout)
    assert found["expressions"] >= AT_LEAST
    assert found["endless"] == {}
