"""The tables of subscriptions, as a migration in :mod:`retrieval.store.schema`.

Sources that are read again by themselves, what each brought, and the pages and files that could not
be read. A program that is reading one has claimed it.
"""

SUBSCRIPTIONS = """
    CREATE TABLE subscriptions (
        subscription_id INTEGER PRIMARY KEY,
        source TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        title TEXT,
        added_at TEXT NOT NULL,
        next_run_at TEXT NOT NULL,
        last_run_at TEXT,
        last_success_at TEXT,
        last_error TEXT NOT NULL DEFAULT '',
        failing_since TEXT,
        failures INTEGER NOT NULL DEFAULT 0,
        is_dead INTEGER NOT NULL DEFAULT 0,
        is_reported INTEGER NOT NULL DEFAULT 0,
        interval_s REAL NOT NULL,
        stated_interval_s REAL NOT NULL DEFAULT 0,
        rechecked_at TEXT,
        articles INTEGER NOT NULL DEFAULT 0,
        keep_days INTEGER,
        state TEXT NOT NULL DEFAULT '',
        claimed_by TEXT,
        claimed_until TEXT
    );
    CREATE TABLE subscription_articles (
        subscription_id INTEGER NOT NULL REFERENCES subscriptions ON DELETE CASCADE,
        doc_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
        PRIMARY KEY (subscription_id, doc_id)
    ) WITHOUT ROWID;
    CREATE INDEX subscription_articles_by_article ON subscription_articles (doc_id);
    CREATE TABLE failed_pages (
        subscription_id INTEGER NOT NULL REFERENCES subscriptions ON DELETE CASCADE,
        page TEXT NOT NULL,
        state TEXT NOT NULL,
        failures INTEGER NOT NULL,
        next_try_at TEXT NOT NULL,
        PRIMARY KEY (subscription_id, page)
    ) WITHOUT ROWID;
"""
