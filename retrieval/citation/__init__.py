"""Quotations of articles with their source, in the formats of editors and reference managers."""
