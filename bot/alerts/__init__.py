"""Alerts in chats: judging, messages, delivery, owners."""
