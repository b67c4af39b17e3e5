"""The text of a query before any engine reads it: what is refused, how values of several kinds are ordered."""
