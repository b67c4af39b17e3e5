"""Words as people search for them: without case, accents and the spellings of our time.

The index and the questions to it are folded by the same rule, so that `Türkiye`, `TURKIYE` and `turkiye` meet.
"""

import re
import unicodedata
from typing import Final

# Letters that Unicode does not take apart into a plain letter and a mark.
_LETTERS: Final = str.maketrans(
    dict(zip("łđðøıħŧəŋĸ", "lddoihtank", strict=True)) | {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ĳ": "ij"}
)
APOSTROPHES: Final = str.maketrans("", "", "'’‘ʻʼ`")
"""Within words they part nothing: `D'Arbo`, `Gʻulomov`."""
# The OSCE writes co-operation and co-ordinator, others do not.
_CO: Final = re.compile(r"\bco-(?=o)")
_WORD: Final = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """The text in lower case, without marks over and under letters, special letters by their nearest plain ones."""
    if text.isascii():  # as most names are, and nothing is to be taken apart in them
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return "".join(c for c in folded if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The folded words of a text, in order; `co-o…` is one word and apostrophes part none."""
    return _WORD.findall(_CO.sub("co", fold(text)).translate(APOSTROPHES))
