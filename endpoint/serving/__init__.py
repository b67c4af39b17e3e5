"""The snapshot that is served, or the engine of others in its place."""
