"""What a web page is and holds beside its text: who, when, which kind, tables, posts, pages."""
