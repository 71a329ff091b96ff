"""Markdown's blocks, parsed once for every stage that asks what a line is."""
