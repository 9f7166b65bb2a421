"""Training of the models and weights in the package; see README.md."""
