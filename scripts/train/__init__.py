"""What the models in use were trained and fitted with; see README.md."""
