"""What the start of a network guarantees of a whole run of gradient descent."""
