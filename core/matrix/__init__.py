"""Matrix networks of any shape and depth: the recipe, the flow, the solution."""
