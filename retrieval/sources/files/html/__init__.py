"""Pages: decoding, limits on markup, metadata, tables, fragments → drafts of articles."""
