"""PDF: letters → lines → columns → paragraphs."""
