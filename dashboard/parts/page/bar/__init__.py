"""The bar at the top of every page, and where it leads: pages, languages, keys, guides."""
