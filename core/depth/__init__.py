"""What depth does: families of networks."""
