"""The log: plain lines on standard error, without secrets."""

from __future__ import annotations

import logging

from bot.settings import Secret


class RedactingFormatter(logging.Formatter):
    """Formats records, tracebacks included, and replaces secrets."""

    def __init__(self, secrets: tuple[Secret, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = [secret.reveal() for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "(secret)")
        return line


def configure_logging(*secrets: Secret) -> None:
    """Sends the log to standard error; from other libraries only warnings and errors."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(logging.INFO)
    logging.getLogger("retrieval").setLevel(logging.INFO)
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # tells of each try to connect
