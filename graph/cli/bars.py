"""How far long work has come, on standard error."""

import sys
import time
from typing import Any

import click


class Bars:
    """A bar for each step with rate and time left, on standard error; one line a step where that is no terminal."""

    def __init__(self, drawn: bool) -> None:
        self._drawn = drawn
        self._step = ""
        self._bar: Any = None

    def __enter__(self) -> "Bars":
        return self

    def __exit__(self, *_: object) -> None:
        self._finish()

    def tell(self, step: str, done: int, of: int) -> None:
        """Step `step` has done `done` of `of` things."""
        if step != self._step:
            self._finish()
            self._step = step
            if self._drawn:
                label, begun = f"{step:>6}", time.monotonic()
                self._bar = click.progressbar(
                    length=of, label=label, file=sys.stderr, item_show_func=lambda done: _rate(done, begun)
                )
                self._bar.__enter__()
            else:
                click.echo(f"{step} ...", err=True)
        if self._bar:
            # What there is to do may grow while it is done.
            self._bar.length = of
            self._bar.update(done - self._bar.pos, done)

    def _finish(self) -> None:
        if self._bar:
            self._bar.__exit__(None, None, None)
            self._bar = None


def _rate(done: int | None, begun: float) -> str | None:
    """How many a second, since that moment of the clock that only goes forward."""
    passed = time.monotonic() - begun
    return f"{done / passed:,.0f}/s" if done and passed > 0 else None
