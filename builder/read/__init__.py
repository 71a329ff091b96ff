"""From a file's bytes to drafts: the formats, and the recognition of questions and answers."""
