"""What kind of answer a question asks for, and what in a sentence may be it."""
