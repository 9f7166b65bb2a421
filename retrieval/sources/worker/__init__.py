"""Parsing of untrusted content in a separate process."""
