"""Telegram's side: sending, rate limits, the update queue, the webhook and the watchdog."""
