"""The store of an archive: one SQLite file with the primary data."""
