"""The store of an archive in PostgreSQL, for several machines, bots and writers."""
