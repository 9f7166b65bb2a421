"""Lines of pages and copies: what speaks for each, and the models that judge and choose."""
