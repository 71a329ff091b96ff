"""Answers that stand apart from their questions, in a key."""
