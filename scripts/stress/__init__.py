"""Stress tests: kills, damage, shortages and hostile inputs; see README.md."""
