"""The page of deep scalar networks."""
