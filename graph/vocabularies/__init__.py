"""What the vocabularies say, ready for look-up: names and times, tenures, decisions of stewards, questions."""
