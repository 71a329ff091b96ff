"""What can never change once a learner has a deck, as literals."""
