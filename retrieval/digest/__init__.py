"""Digests: which stories are new, how they are grouped, and digests as Markdown and HTML."""
