"""Serves one sealed snapshot, read-only; builds nothing."""
