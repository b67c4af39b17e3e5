"""XML as the engine writes it, looked at on its way: what no reader of XML could read is refused.

pyoxigraph 0.5.13 writes characters that XML does not have, a carriage return as such (which readers take for a line
feed), and `<oxprefix: xmlns:oxprefix="...">` for an IRI that ends in what is no name. Loaded by query processes
(`child.py`), so it imports the standard library only.
"""

import re
from html import unescape
from typing import Any, Final

# XML 1.0, 2.2. Surrogates are not UTF-8 and never come here.
_NO_CHARACTERS: Final = bytes(one for one in range(32) if one not in b"\t\n\r")
_NO_CHARACTER: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_NO_NAME: Final = re.compile(rb"""<(?P<prefix>[^\s<>"'/:]*):(?=[ />])(?: xmlns:[^=]+="(?P<iri>[^"]*)")?""")


class Unwritable(Exception):
    """The answer is none that XML can write; says what in it."""


class WellFormed:
    """Passes on what is written into it, once it is looked at. Whoever writes must call `end`."""

    def __init__(self, into: Any, prefixes: dict[str, str], most: int) -> None:
        """Holds back no more than `most` bytes."""
        self._into = into
        self._prefixes = prefixes
        self._most = most
        self._held = bytearray()

    def write(self, data: Any) -> int:
        """Raises Unwritable. A tag, and a character of several bytes, is looked at when all of it is there."""
        data = bytes(data)
        end = data.rfind(b">") + 1
        if end:
            self._pass(bytes(self._held) + data[:end])
            self._held.clear()
        self._held += data[end:]
        if len(self._held) > self._most:
            self.end()
        return len(data)

    def flush(self) -> None:
        """Nothing is held for long."""

    def end(self) -> None:
        """Passes on the rest."""
        self._pass(bytes(self._held))
        self._held.clear()

    def _pass(self, data: bytes) -> None:
        if b"\xef\xbf" in data or len(data.translate(None, _NO_CHARACTERS)) < len(data):
            self._look_for_characters(data)
        if found := _NO_NAME.search(data):
            iri = found["iri"].decode() if found["iri"] else self._prefixes.get(found["prefix"].decode(), "")
            raise Unwritable(f"RDF/XML has no name for <{unescape(iri)}>, which does not end in one.")
        self._into.write(data.replace(b"\r", b"&#xD;"))

    def _look_for_characters(self, data: bytes) -> None:
        if found := _NO_CHARACTER.search(data):
            raise Unwritable(f"The answer has the character U+{ord(found[0].decode()):04X}, which XML does not have.")
