"""Letters, words and numbers: terms, spelling variants, scripts, the language of a text."""
