"""The words that all stages share: text with its place, documents, notes, notetypes, findings, configuration."""
