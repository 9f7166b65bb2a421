"""Replies to small talk and to questions about the archive itself, made of what the store holds."""
