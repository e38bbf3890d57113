"""The page that compares initializations."""
