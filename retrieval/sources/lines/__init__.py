"""Lines of pages and copies: what speaks for each being of the article, and linear models."""
