"""Challenges: goals on the topics' own stages, judged exactly by what core finds."""
