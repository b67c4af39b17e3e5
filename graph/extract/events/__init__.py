"""What happened: its kind and name, when and where, who took part, who organised it."""
