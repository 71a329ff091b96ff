"""From recognised questions to drafts: where notes begin and end, and what became of each line."""
