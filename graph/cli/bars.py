"""How far long work has come, on standard error."""

import sys
import time
from typing import Any

import click

# Seconds between two lines where nothing is drawn.
_SILENCE = 30.0


class Bars:
    """A bar for each step with rate and time left, on standard error; where that is no terminal, a line for each, and
    one every half minute.
    """

    def __init__(self, drawn: bool) -> None:
        self._drawn = drawn
        self._step = ""
        self._bar: Any = None
        self._said = 0.0

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
                label, begun = f"{step:>7}", time.monotonic()
                self._bar = click.progressbar(
                    length=of, label=label, file=sys.stderr, item_show_func=lambda done: _rate(done, begun)
                )
                self._bar.__enter__()
            else:
                click.echo(f"{step} ...", err=True)
                self._said = time.monotonic()
        if not self._drawn and time.monotonic() - self._said >= _SILENCE:
            self._said = time.monotonic()
            click.echo(f"{step} {done:,} of {of:,} ...", err=True)
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
    # In the first moment it tells nothing.
    rate = done / passed if done and passed >= 1 else 0
    return f"{rate:,.0f}/s" if rate >= 1 else f"{rate * 60:,.1f} a minute" if rate else None
