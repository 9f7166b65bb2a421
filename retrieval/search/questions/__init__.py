"""Question → query: variants, spelling, follow-ups, what the archive knows of its words."""
