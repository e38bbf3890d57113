"""Where flows of matrices come to rest, at which minimiser, and the plateaus on the way."""
