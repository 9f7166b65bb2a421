"""What the bot does with updates, one file a subject."""
