"""Words: lists of them, patterns tried only where one begins, figures, marks, and the names of known things."""
