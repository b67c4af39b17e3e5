"""Which bodies a text names, and for which of them somebody works."""
