"""Text analysis: passages, sentences, terms, answer types, dates in questions."""
