"""Text copied from a window: which line is the headline, and which are of the article."""
