"""The page of matrix networks."""
