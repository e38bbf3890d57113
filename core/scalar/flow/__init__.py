"""The flow of a scalar network: one integral in one variable."""
