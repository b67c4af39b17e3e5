"""Speech: which words of a text are somebody's own, and whose."""

from graph.extract.speech.quotation import Quotations

__all__ = ["Quotations"]
