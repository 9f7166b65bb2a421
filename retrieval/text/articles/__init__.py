"""What articles consist of: passages, sentences, facts; copies and corrections."""
