"""Pages in, sealed snapshots out: read, extract, state, check, seal."""
