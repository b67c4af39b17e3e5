"""What was read, stated as RDF: one named graph a page, every value with its evidence."""
