"""What speaks for a hit: features of words, sentences, token vectors and readings."""
