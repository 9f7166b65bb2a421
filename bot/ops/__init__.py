"""Health, metrics and logging of the running bot."""
