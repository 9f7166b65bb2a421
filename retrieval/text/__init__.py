"""What a text is made of: passages, sentences, terms, dates, kinds of question."""
