"""Measures of answers to labelled questions, and what is fitted to them."""
