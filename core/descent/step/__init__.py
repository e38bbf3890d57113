"""What one step of gradient descent is sure to do, from the point where it is taken."""
