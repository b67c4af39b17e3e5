"""Whoever speaks in pages that are kept here is invented: words are never put into a real person's mouth."""

import re
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Store

from graph import rooms
from graph import vocabulary as v
from graph.folding import fold

TESTS = Path(__file__).parent
FOLDERS = ("gold", "heldout", "hygiene", "languages", "listings", "merging", "mistakes", "pages", "readers", "texts")
# An award bears the name, and nobody of that name says a word.
NAMED_AFTER = {"max van der stoel"}


def real_names() -> set[str]:
    """The names of everybody whom the vocabularies know, by two words or more."""
    store = Store()
    for file in (rooms.ontology() / "vocabularies").glob("*.ttl"):
        store.bulk_load(path=str(file))
    named = (v.RDFS_LABEL, v.SKOS_ALT_LABEL, v.FOAF_NAME)
    people = {quad.subject for quad in store.quads_for_pattern(None, v.RDF_TYPE, v.FOAF_PERSON, None)}
    names = (
        quad.object.value
        for someone in people
        if isinstance(someone, NamedNode)
        for one in named
        for quad in store.quads_for_pattern(someone, one, None, None)
        if isinstance(quad.object, Literal)
    )
    return {fold(name) for name in names if len(name.split()) > 1}


def test_nobody_in_a_page_that_is_kept_here_is_a_real_person() -> None:
    names = real_names()
    assert len(names) > 100
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})\b")
    files = [path for folder in FOLDERS for path in (TESTS / folder).rglob("*") if path.suffix in {".txt", ".html"}]
    assert len(files) > 500
    found = {
        f"{path.relative_to(TESTS)}: {name}"
        for path in files
        for name in pattern.findall(fold(path.read_text("utf-8", "replace")))
        if name not in NAMED_AFTER
    }
    assert not found
