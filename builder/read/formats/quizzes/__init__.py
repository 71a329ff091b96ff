"""Quizzes: formats in which options, the right one, and feedback have marks of their own."""
