"""The ways of marking questions: what they are, and where they are found."""
