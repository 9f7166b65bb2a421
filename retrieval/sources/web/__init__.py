"""Pages, feeds and sitemaps, fetched safely and politely."""
