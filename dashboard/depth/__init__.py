"""The page of families over depth, and of gradient descent."""
