"""Safe and polite fetching of pages, feeds and sitemaps."""
