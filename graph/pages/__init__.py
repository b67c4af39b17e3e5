"""Bytes in, pages out: one reader per kind of source."""

from graph.pages.inputs import SUFFIXES, Input, Inputs, find
from graph.pages.load import NOT_SINGLE, load, pages_of, read

__all__ = ["NOT_SINGLE", "SUFFIXES", "Input", "Inputs", "find", "load", "pages_of", "read"]
