"""What leads to a thing is counted whole, unless that were too much; then it is said."""

import pytest
from flask import Flask

from endpoint.views import incoming
from endpoint.views.show import Show
from graph import vocabulary as v
from tests.endpoint.conftest import MANY


def releases(app: Flask) -> incoming.Incoming:
    """What the page about the class of releases says of things of this kind."""
    follower = app.extensions["follower"]
    serving = follower.acquire()
    try:
        found = incoming.incoming(Show(serving.reader, ""), v.RELEASE, serving.predicates)
    finally:
        follower.release(serving)
    return next(one for one in found if one.name == "Things of this kind")


def test_many_are_counted_exactly(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the first statements that point at it may all be of another property."""
    whole = releases(app)
    assert whole.count > MANY
    monkeypatch.setattr(incoming, "_LOOKED_AT", 3)
    many = releases(app)
    assert (many.count, many.more) == (whole.count, False)


def test_too_many_are_not_and_that_is_said(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "_LOOKED_AT", 3)
    monkeypatch.setattr(incoming, "_COUNTED", 20)
    some = releases(app)
    assert (some.count, some.more) == (21, True)
