"""One module a page: META (path, name, title, description) and layout()."""
