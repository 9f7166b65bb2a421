"""What the bot says, as formatted text and buttons; no Telegram connection needed."""
