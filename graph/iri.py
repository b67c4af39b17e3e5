"""Names of things: every IRI of the graph is made here, and only here is an address of the OSCE's site taken apart.

Pure functions; the kinds of things are a closed set, so that a misspelt kind fails at once instead of making a name
that nothing answers to.
"""

import re
from hashlib import sha256
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from pyoxigraph import NamedNode

from graph.folding import APOSTROPHES, fold, words

BASE: Final = "https://w3id.org/osce-graph/"

DATASET: Final = NamedNode(BASE + "dataset")
"""The graph as a whole."""
LICENCE: Final = NamedNode("https://creativecommons.org/licenses/by/4.0/")
"""Under which the graph may be used; the texts themselves are the OSCE's."""

VOCABULARY_GRAPH: Final = NamedNode(BASE + "graph/vocabulary")
QUALITY_GRAPH: Final = NamedNode(BASE + "graph/quality")
HISTORY_GRAPH: Final = NamedNode(BASE + "graph/history")

KINDS: Final = frozenset(
    {
        *("release", "person", "role", "event", "organisation", "quote"),
        *("state", "place", "structure", "field-operation"),
        *("tenure", "meeting-series", "basis", "decision"),
        *("field-of-work", "content-type", "dimension", "structure-kind", "operation-status", "layout", "scheme"),
        *("navigation", "question"),
        *("page", "reading", "method", "evidence", "graph", "lexicon", "grammar"),
        *("rejection", "report", "metric", "quality-dimension", "measurement"),
    }
)

_KEY = re.compile(r"[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*")
_FRAGMENT = re.compile(r"[A-Za-z0-9._~-]+")
_NOT_WORD = re.compile(r"[^a-z0-9]+")

_NOT_IN_IRI = re.compile(r"[\s<>\"{}|\\^`\[\]]|%(?![0-9A-Fa-f]{2})")
_MIRRORS: Final = frozenset({"shhada.ir"})
_NODE_PATH = re.compile(r"(?:/[a-z]{2})?/[a-z][a-z0-9-]*/([1-9][0-9]{0,8})/?", re.IGNORECASE)

# A section may have two letters as well (`/mg/51152`): a language stands before one.
_LANGUAGE_PATH = re.compile(r"/([a-z]{2})/[a-z]", re.IGNORECASE)
# The site writes a country's code where it means the language spoken there.
_SITE_LANGUAGES: Final = {"me": "cnr"}


def slug(text: str, limit: int = 80) -> str:
    """`text` in lower-case ASCII words joined by hyphens, at most `limit` characters, cut between words.

    A first word longer than `limit` is cut within. Raises ValueError where no letter or digit is left.
    """
    bare = fold(text).translate(APOSTROPHES)
    whole = _NOT_WORD.sub("-", bare).strip("-")
    if not whole or limit < 1:
        raise ValueError(f"no name can be made of {text!r}: it holds no letter or digit that can be folded to ASCII")
    if len(whole) <= limit:
        return whole
    cut = whole[: limit + 1].rpartition("-")[0]
    return cut or whole[:limit]


def thing(kind: str, key: str) -> NamedNode:
    """The IRI of the thing of that kind with that key.

    Raises ValueError for a kind outside KINDS, and for a key that is empty or has other characters than
    `A-Z a-z 0-9 . _ ~ -` in parts joined by `/`.
    """
    if kind not in KINDS:
        raise ValueError(f"no kind of thing is called {kind!r}")
    if not _KEY.fullmatch(key) or any(part in {".", ".."} for part in key.split("/")):
        raise ValueError(f"{key!r} cannot be the key of a {kind}")
    return NamedNode(f"{BASE}{kind}/{key}")


def part(node: NamedNode, fragment: str) -> NamedNode:
    """The IRI of a part of `node`: the same IRI with a fragment. Raises ValueError where one cannot be added."""
    if "#" in node.value or not _FRAGMENT.fullmatch(fragment):
        raise ValueError(f"{fragment!r} cannot be a fragment of {node.value}")
    return NamedNode(f"{node.value}#{fragment}")


def release_key(node: int | None, language: str, title: str, day: str | None) -> str:
    """The key of a release: the node number where there is one, else day (ISO) and title.

    Another language than English is named behind the number: a translation has the number of what it translates. A
    digest stands for what the key cannot hold of a title: the end of a long one, letters of another alphabet.
    """
    if node is not None:
        return str(node) if language == "en" else f"{node}-{language}"
    if not title:
        return f"{day or 'undated'}-untitled"
    letters = [c for c in fold(title) if c.isalpha()]
    foreign = 2 * sum(not c.isascii() for c in letters) >= len(letters)
    digest = sha256(" ".join(words(title)).encode()).hexdigest()[:8]
    try:
        whole = slug(title, limit=len(title) * 4)
    except ValueError:
        return f"{day or 'undated'}-{digest}"
    short = slug(whole)
    return "-".join([day or "undated", short, *([digest] if foreign or short != whole else [])])


def page_graph(page_id: str) -> NamedNode:
    """The IRI of the graph that holds what was read from a saved page."""
    return thing("graph", f"page/{page_id}")


def address(text: str, base: str | None = None) -> str | None:
    """The web address that `text` writes, on the page at `base` where it is relative; None where it writes none.

    Characters that no IRI has (RFC 3987), such as blanks in a path, are percent-encoded as browsers do.
    """
    words = "".join(c for c in text.strip() if c.isprintable()).removeprefix("<").removesuffix(">")
    try:
        whole = urljoin(base or "", words)
        parts = urlsplit(whole)
        found = NamedNode(parts._replace(path=_legal(parts.path), query=_legal(parts.query)).geturl()).value
    except ValueError:
        return None
    return found if parts.scheme in {"http", "https"} and parts.hostname else None


def _legal(part: str) -> str:
    return _NOT_IN_IRI.sub(lambda found: quote(found[0]), part)


def is_mirror(url: str) -> bool:
    """Whether the address is one of a host that serves the OSCE's pages again."""
    return _host(url).removeprefix("www.") in _MIRRORS


def is_of_the_osce(url: str) -> bool:
    """Whether the address is one of the OSCE's site, of a site below it, or of a mirror."""
    host = _host(url)
    return host == "osce.org" or host.endswith(".osce.org") or is_mirror(url)


def _host(url: str) -> str:
    try:
        return (urlsplit(url.strip()).hostname or "").rstrip(".")
    except ValueError:
        return ""


def language_prefix(url: str) -> str | None:
    """The language that an address of the OSCE's site names before the section (`/sr/cio/142466`), as a BCP 47 tag."""
    found = _LANGUAGE_PATH.match(urlsplit(url.strip()).path) if node_number(url) is not None else None
    tag = found[1].lower() if found else None
    return _SITE_LANGUAGES.get(tag, tag) if tag else None


def node_number(url: str) -> int | None:
    """The OSCE's node number in an address of its site or of a mirror; None where the address has none.

    Hosts: osce.org and all below it, shhada.ir. Paths: `/<section>/<n>` and `/node/<n>`, a language before them or not
    (`/sr/cio/142466`). Query and fragment are ignored.
    """
    if not is_of_the_osce(url):
        return None
    parts = urlsplit(url.strip())
    found = _NODE_PATH.fullmatch(parts.path) if parts.scheme in {"http", "https"} else None
    return int(found.group(1)) if found else None
