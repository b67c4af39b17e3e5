"""Shapes over a store: all of it or what a change reaches, by our engine or by the judge."""
