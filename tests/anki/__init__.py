"""Checks that only the real Anki can make: its backend is the judge, nothing is imitated."""
