"""Subscriptions: sources that are read again by themselves, each in its own rhythm."""
