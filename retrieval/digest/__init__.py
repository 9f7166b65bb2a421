"""Digests: which stories are new, and how they are grouped."""
