"""Lessons and decks that a teacher writes: files of a folder, read and checked line by line."""
