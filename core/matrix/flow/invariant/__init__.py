"""What a flow keeps: manifolds, symmetries, networks side by side; rounding would lose them."""
