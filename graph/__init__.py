"""Pages in, sealed snapshots out: read, extract, merge, state, check, seal."""
