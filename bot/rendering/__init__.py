"""Messages and buttons: formatted text made from values, without a connection to Telegram."""
