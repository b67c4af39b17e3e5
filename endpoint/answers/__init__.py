"""Answers: given before or made, kept for the next who asks, sent whole or broken off."""
