"""Maps and ensembles that take too long for a page: to a store, by many processes."""
