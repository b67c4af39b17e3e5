"""Runs of capitals that may be somebody: where a name begins and ends, how it is addressed, whose it is."""
