"""Whether the first result answers: confidence, other names, terms that are missing."""
