"""The people of a snapshot, and whom a steward should look at."""
