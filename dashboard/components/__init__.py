"""Layout fragments shared by the pages."""
