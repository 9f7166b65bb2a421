"""Search structures made from the store: vectors and words. All are caches."""
