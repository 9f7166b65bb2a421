"""Sending, rate limits, the queue of updates and the watchdog."""
