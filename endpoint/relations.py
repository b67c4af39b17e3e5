"""What a document says of where it stands and what it belongs to: relations of the `Link` header (RFC 8288)."""

from collections.abc import Iterator

from flask import request

from graph.iri import LICENCE


def about(iri: str, address: str, collection: str | None = None) -> Iterator[str]:
    """The relations of the document about the thing `iri`, which stands at the path `address` of this host.

    `collection` is the path of what lists it with others of its kind, below the prefix of the site.
    """
    yield f'<{iri}>; rel="describes"'
    yield f'<{request.scheme}://{request.host}{address}>; rel="canonical"'
    yield f'<{LICENCE.value}>; rel="license"'
    yield f'<{request.script_root}/dataset>; rel="describedby"'
    if collection:
        yield f'<{request.script_root}{collection}>; rel="collection"'
