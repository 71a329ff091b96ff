"""What can be wrong with sources and notes, and how it is reported, explained and mended."""
