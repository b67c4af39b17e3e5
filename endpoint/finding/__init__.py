"""Which releases and things words mean: the search and its facets, names matched to things."""
