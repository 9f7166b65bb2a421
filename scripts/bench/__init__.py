"""Benchmarks against baselines; see README.md."""
