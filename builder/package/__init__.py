"""Anki's packages: written, read, compared and adopted."""
