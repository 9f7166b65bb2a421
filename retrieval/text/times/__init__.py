"""Times in words, and the time that a question asks about."""
