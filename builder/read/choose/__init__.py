"""Which form reads which part of a document."""
