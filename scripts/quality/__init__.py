"""Question sets, archives of their articles, and figures, which training and benchmarks share."""
