"""Title, byline, dates and identity of an article."""
