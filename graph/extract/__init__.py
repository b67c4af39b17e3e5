"""What the parts of a page say: one module a question, put together in `release`."""

from graph.extract.release import Reader

__all__ = ["Reader"]
