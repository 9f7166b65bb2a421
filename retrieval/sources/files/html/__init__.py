"""Pages → drafts of articles: guards on markup, and the order in which a page is read."""
