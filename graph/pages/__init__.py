"""Bytes in, pages out: one reader per kind of source."""

from graph.pages.text import Input, Inputs, find, load, page_of

__all__ = ["Input", "Inputs", "find", "load", "page_of"]
