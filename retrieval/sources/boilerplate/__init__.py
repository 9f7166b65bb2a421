"""What of a page is not the article, and how it is dropped."""
