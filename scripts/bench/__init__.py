"""Benchmarks: a baseline and ours in one run; see README.md."""
