"""What newer sites leave to a style sheet or a program, put into the page: colons behind labels, days of times."""

import re
from collections.abc import Sequence

from resiliparse.parse.html import ElementNode, HTMLTree

from graph.dateline import spelt
from graph.pages.encoding import plain_signs

MOST_HEADINGS = 5
_NAMES = frozenset({"date", "place", "source", "fields of work"})
_TIME, _FIELD, _VALUE = "time[datetime]", "field--label-inline", ".field__item"
_LABEL = f".{_FIELD} > .field__label"
# Late in the evening the day may be another one where the release was issued.
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(?:0\d|1\d|2[01]):|$)")


def show_days(tree: HTMLTree) -> None:
    """A time without words is drawn by a program: the day that its mark-up gives stands there."""
    for time in every(tree, _TIME) if tagged(tree, "time") else ():
        found = None if words_of(time) else _DAY.match(time.getattr("datetime") or "")
        words = spelt(found[1]) if found else None
        day = tree.create_text_node(words) if words else None
        if day:
            time.append_child(day)


def join_fields(tree: HTMLTree) -> None:
    """A label beside its values becomes one line, `Place: Osh`; its colon is drawn by a style sheet."""
    for label in every(tree, _LABEL) if of_class(tree, _FIELD) else ():
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
    terms = [term for kind in ("dt", "th") for term in tagged(tree, kind) if words_of(term).casefold() in _NAMES]
    for term in terms if len(terms) > 1 else ():
        if colon := tree.create_text_node(":"):
            term.append_child(colon)


def rename(tree: HTMLTree, old: str, new: str) -> None:
    """Every element of one name gets another: as it is, the text would not have it, or not as releases print it."""
    for node in tagged(tree, old):
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


def classed(tree: HTMLTree, selector: str) -> Sequence[ElementNode]:
    """The elements of a selector that ends in a class, which is not looked for where nothing is of that class."""
    return every(tree, selector) if of_class(tree, selector.rpartition(".")[2]) else ()


def tagged(tree: HTMLTree, name: str) -> Sequence[ElementNode]:
    """The elements of a name, in order; asked for in half of the time that a selector takes."""
    found = tree.document.get_elements_by_tag_name(name) if tree.document else ()
    return found[:] if len(found) else ()


def of_class(tree: HTMLTree, name: str) -> Sequence[ElementNode]:
    """The elements of a class, likewise."""
    found = tree.document.get_elements_by_class_name(name) if tree.document else ()
    return found[:] if len(found) else ()
