"""Mails, mailboxes and web archives."""
