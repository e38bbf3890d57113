"""The page of maps: what is guaranteed and what happens for all initializations of a plane."""
