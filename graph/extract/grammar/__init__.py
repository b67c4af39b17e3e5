"""The engine of the grammar: a paragraph cut into chunks, and named rules over their kinds."""
