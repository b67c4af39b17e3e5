"""What newer sites leave to a style sheet or a program, put into the page: colons behind labels, days of times."""

import re
from collections.abc import Sequence

from resiliparse.parse.html import ElementNode, HTMLTree

from graph.dateline import spelt
from graph.pages.encoding import plain_signs

DAYS_IN, FIELDS_IN = "datetime", "field--label-inline"
"""Words without which a page has neither."""
MOST_HEADINGS = 5
TERMS_IN = re.compile(r"<(?:dt|th)\b", re.IGNORECASE)
_NAMES = frozenset({"date", "place", "source", "fields of work"})
_TIME, _LABEL, _VALUE = "time[datetime]", ".field--label-inline > .field__label", ".field__item"
# Late in the evening the day may be another one where the release was issued.
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(?:0\d|1\d|2[01]):|$)")


def show_days(tree: HTMLTree) -> None:
    """A time without words is drawn by a program: the day that its mark-up gives stands there."""
    for time in every(tree, _TIME):
        found = None if words_of(time) else _DAY.match(time.getattr("datetime") or "")
        words = spelt(found[1]) if found else None
        day = tree.create_text_node(words) if words else None
        if day:
            time.append_child(day)


def join_fields(tree: HTMLTree) -> None:
    """A label beside its values becomes one line, `Place: Osh`; its colon is drawn by a style sheet."""
    for label in every(tree, _LABEL):
        values: list[ElementNode] = []
        below = label.next_element_sibling
        while below:
            values += below.query_selector_all(_VALUE)[:] or [below]
            below = below.next_element_sibling
        shown = [words for value in values if (words := words_of(value))]
        line = tree.create_text_node(f"{words_of(label).rstrip(' :')}: {', '.join(shown)}")
        field = label.parent
        if field and line:
            for node in list(field.child_nodes):
                field.remove_child(node)
            field.append_child(line)


def mark_terms(tree: HTMLTree) -> None:
    """The labels of a release as terms or heads of rows get their colons; one alone is a word like others."""
    terms = [term for kind in ("dt", "th") for term in every(tree, kind) if words_of(term).casefold() in _NAMES]
    for term in terms if len(terms) > 1 else ():
        if colon := tree.create_text_node(":"):
            term.append_child(colon)


def rename(tree: HTMLTree, old: str, new: str) -> None:
    """Every element of one name gets another: as it is, the text would not have it, or not as releases print it."""
    for node in every(tree, old):
        other = tree.create_element(new)
        if other and node.parent:
            for inner in list(node.child_nodes):
                other.append_child(inner)
            node.parent.replace_child(other, node)


def words_of(node: ElementNode) -> str:
    """The words of an element on one line."""
    return " ".join(plain_signs(node.inner_text or "").split())


def every(tree: HTMLTree, selector: str) -> Sequence[ElementNode]:
    """The elements of a selector, in order."""
    # As a whole: one by one, each that is taken would be looked for from the beginning.
    return tree.document.query_selector_all(selector)[:] if tree.document else ()


def texts(tree: HTMLTree, selectors: tuple[str, ...]) -> list[str]:
    """The words of the first elements of each selector."""
    nodes = (node for selector in selectors for node in every(tree, selector)[:MOST_HEADINGS])
    return [words for node in nodes if (words := words_of(node))]


def classed(tree: HTMLTree, source: str, selector: str) -> Sequence[ElementNode]:
    """The elements of a selector that ends in a class, which is not looked for where no such word stands."""
    return every(tree, selector) if selector.rpartition(".")[2] in source else ()
