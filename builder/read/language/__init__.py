"""What words, sentences and titles tell, in many languages."""
