"""Maps and draws in pieces: which, how large, and what they hold."""
