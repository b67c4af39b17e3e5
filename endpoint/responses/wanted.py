"""Which format the request at hand gets: the one way in which all routes ask for it."""

from collections.abc import Iterable

from flask import request

from endpoint.negotiate import Format, Kind, accepts, by_name, chosen
from endpoint.pool.outcomes import not_acceptable
from endpoint.problems import Problem


def wanted(kind: Kind, ending: Format | None = None, instead: str = "", links: Iterable[str] = ()) -> Format:
    """The format for an answer of that kind; `ending` is the one that the path itself ends with.

    `?format=` wins over the Accept header, because whoever writes it has chosen. A path that ends in a format and a
    header that refuses it, or a `?format=` of another, contradict each other: neither is taken for a slip.
    `instead` is the address that leaves the choice open, `links` say (as Link) where the other formats are. Raises
    Problem where there is no such format.
    """
    accept = request.headers.get("Accept")
    if ending is None:
        found = chosen(kind, request.args.get("format"), accept)
        if found is None:
            raise not_acceptable(kind)
        return found
    said = request.args.get("format")
    if said is not None and by_name(said, kind) is not ending:
        raise Problem(
            "not-acceptable",
            f"The address ends in .{ending.extension}, and its format is {said!r}.",
            remedy=f"Leave one of them out, or ask for {instead}." if instead else "Leave one of them out.",
        )
    if not accepts(accept, ending):
        raise Problem(
            "not-acceptable",
            f"The address names {ending.media_type}, which the Accept header does not let in.",
            remedy=f"Ask for {instead} to have the format chosen by Accept, or leave Accept out.",
            headers={"Link": others} if (others := ", ".join(links)) else {},
        )
    return ending
