"""Kills, damage, shortages and hostile inputs; see README.md."""
