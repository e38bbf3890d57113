"""Deep scalar networks: one number a layer."""
