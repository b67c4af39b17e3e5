"""Sockets, connections and processes; known, light and plain answers without the framework."""
