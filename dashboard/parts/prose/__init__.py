"""Our own prose: Markdown files with formulas, as HTML."""
