"""The store of an archive: one SQLite file that holds the truth."""
