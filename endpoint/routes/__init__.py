"""One blueprint for each way in."""
