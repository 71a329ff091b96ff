"""What was released: for each version a package with its ledger and its sources, as they left that version."""
