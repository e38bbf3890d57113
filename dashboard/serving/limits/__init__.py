"""What one client may ask: how much in a request, and how many of them."""
