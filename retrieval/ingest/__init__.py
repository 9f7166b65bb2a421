"""The write path: sources → articles → passages → vectors."""
