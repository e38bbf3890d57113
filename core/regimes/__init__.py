"""Several initializations on one target, and the width sweep."""
