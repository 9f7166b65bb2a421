"""Alerts: which new articles answer standing questions, and when that is told."""
