"""Answers questions that go through much of the graph from tables of numbers; leaves all others to the engine."""
