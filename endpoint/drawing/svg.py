"""Elements of SVG as text: what every drawing on a page is made of. Pure."""

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup, escape


def drawing(
    parts: Sequence[Markup],
    name: str,
    title: str,
    description: str,
    height: float | None,
    *,
    linked: bool,
    view_box: str | None = None,
) -> Markup:
    """The parts as a picture as wide as its place, with a title and a description for the ear.

    `name` begins the ids in it: one of its own for each on a page. With a `view_box` it keeps its proportions.
    """
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", description, id=f"{name}-desc"),
        *parts,
        # What holds links is no picture to the ear: their names would be lost.
        role="group" if linked else "img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        width="100%",
        height=height,
        viewBox=view_box,
        class_="drawing",
    )


def element(tag: str, *content: Markup | str, **attributes: object) -> Markup:
    """One element; `_` in the names of attributes is `-`, and at their end nothing; None leaves one out."""
    said = "".join(
        f' {_attribute(name)}="{value if isinstance(value, int | float) else escape(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    inside = "".join(map(escape, content))
    return Markup(f"<{tag}{said}>{inside}</{tag}>" if inside else f"<{tag}{said}/>")


@lru_cache(maxsize=200)
def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")
