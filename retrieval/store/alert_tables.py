"""The tables of alerts, as a migration in :mod:`retrieval.store.schema`.

Standing questions, the articles that they are still to be judged on, and what they found. An id is
not used again, as chats remember it. What was told is kept after its article is removed, so that it
is not told again when another file brings the article.
"""

ALERTS = """
    CREATE TABLE alerts (
        alert_id INTEGER PRIMARY KEY AUTOINCREMENT,
        question TEXT NOT NULL,
        owner TEXT NOT NULL,
        created_by TEXT,
        created_at TEXT NOT NULL,
        generation INTEGER NOT NULL,
        filters TEXT NOT NULL,              -- JSON object
        schedule TEXT NOT NULL,             -- JSON object
        threshold REAL
    );
    CREATE INDEX alerts_by_owner ON alerts (owner);
    CREATE TABLE alert_vectors (
        alert_id INTEGER NOT NULL REFERENCES alerts ON DELETE CASCADE,
        embedder_id INTEGER NOT NULL REFERENCES embedders ON DELETE CASCADE,
        vector BLOB NOT NULL,               -- little-endian float32
        PRIMARY KEY (alert_id, embedder_id)
    );
    CREATE INDEX alert_vectors_by_embedder ON alert_vectors (embedder_id);
    CREATE TABLE unjudged_articles (
        doc_id TEXT PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
        place INTEGER NOT NULL UNIQUE,      -- in the order in which they came
        generation INTEGER NOT NULL,
        known_sentences TEXT,               -- JSON list of hashes; NULL for a new article
        unknown_before INTEGER NOT NULL,    -- generation of alerts to which all of it is new
        corrects TEXT NOT NULL              -- JSON list of articles
    );
    CREATE TABLE alert_matches (
        match_id INTEGER PRIMARY KEY AUTOINCREMENT,
        alert_id INTEGER NOT NULL REFERENCES alerts ON DELETE CASCADE,
        doc_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        quoted TEXT NOT NULL,               -- JSON object
        matched_at TEXT NOT NULL,
        corrects INTEGER,
        claimed_by TEXT,
        claimed_until TEXT,
        told_at TEXT
    );
    CREATE INDEX alert_matches_by_alert ON alert_matches (alert_id, doc_id);
    CREATE INDEX alert_matches_by_article ON alert_matches (doc_id);
    CREATE INDEX untold_matches ON alert_matches (match_id) WHERE told_at IS NULL;
"""
