"""What the bot does with updates, a subject a file."""
