"""What is not on the poster: steps after its own."""
