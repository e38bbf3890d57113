"""The flow of a matrix network, by the solver that suits it, kept on what it conserves."""
