"""What is known of a thing, of a version, of a name that is gone: as statements, as bytes, as sealed."""
