"""The tables of an archive, as numbered migrations that are never edited after release."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from retrieval.store.alert_tables import ALERTS
from retrieval.store.subscription_tables import SUBSCRIPTIONS

# Index terms (text/words/terms.py) of each passage with its title and publisher, separated by
# spaces, from which the lexical index is built. Rows are in the order of insertion, so new ones
# touch few pages.
WORDS = """
    CREATE TABLE passage_terms (
        passage_id INTEGER NOT NULL UNIQUE,
        terms TEXT NOT NULL,
        checksum BLOB NOT NULL
    );
"""
_WORDS_BY_ID = """
    CREATE TABLE passage_terms (
        passage_id INTEGER PRIMARY KEY,
        terms TEXT NOT NULL,
        checksum BLOB NOT NULL
    );
"""

ARTICLE_COLUMNS = (
    "doc_id title text url path publisher authors published_at updated_at fetched_at language"
).split()
"""The columns of an article, which are the fields of Article and what its checksum covers."""

# Migration n brings a file from schema version n to n + 1.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
    INSERT INTO meta VALUES ('generation', 0), ('passages', 0), ('terms', 0);

    CREATE TABLE articles (
        doc_id TEXT PRIMARY KEY,
        title TEXT,
        text TEXT NOT NULL,
        url TEXT,
        path TEXT,
        publisher TEXT,
        authors TEXT NOT NULL,          -- JSON list
        published_at TEXT,
        updated_at TEXT,
        fetched_at TEXT
    );
    CREATE INDEX articles_by_date ON articles (published_at DESC, title, doc_id);

    -- Which files an archive was filled from, and what came of each.
    CREATE TABLE files (
        path TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL,
        reader_version INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE file_articles (
        path TEXT NOT NULL REFERENCES files ON DELETE CASCADE,
        doc_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
        PRIMARY KEY (path, doc_id)
    ) WITHOUT ROWID;
    CREATE INDEX file_articles_by_article ON file_articles (doc_id);

    -- The text of a passage is a slice of its article's: characters start_at to end_at.
    CREATE TABLE passages (
        passage_id INTEGER PRIMARY KEY,
        doc_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
        paragraph INTEGER NOT NULL,
        start_at INTEGER NOT NULL,
        end_at INTEGER NOT NULL
    );
    CREATE INDEX passages_by_article ON passages (doc_id, start_at);

    -- Paragraphs that may be boilerplate: they are if the publisher repeats them.
    CREATE TABLE suspects (
        publisher TEXT NOT NULL,
        paragraph_hash INTEGER NOT NULL,
        doc_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
        PRIMARY KEY (publisher, paragraph_hash, doc_id)
    ) WITHOUT ROWID;
    CREATE INDEX suspects_by_article ON suspects (doc_id);

    CREATE TABLE embedders (
        embedder_id INTEGER PRIMARY KEY,
        fingerprint TEXT NOT NULL UNIQUE,   -- JSON
        is_active INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE vectors (
        embedder_id INTEGER NOT NULL REFERENCES embedders ON DELETE CASCADE,
        passage_id INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
        generation INTEGER NOT NULL,
        vector BLOB NOT NULL,               -- little-endian float16
        PRIMARY KEY (embedder_id, passage_id)
    );
    CREATE INDEX vectors_by_passage ON vectors (passage_id);
    CREATE INDEX vectors_by_generation ON vectors (embedder_id, generation);
    CREATE TABLE removed_passages (
        passage_id INTEGER PRIMARY KEY,
        generation INTEGER NOT NULL
    );
    CREATE INDEX removed_by_generation ON removed_passages (generation);

    -- Index terms (text/words/terms.py), separated by spaces: what is counted is what is matched.
    CREATE VIRTUAL TABLE words USING fts5(
        title, publisher, body, tokenize = 'unicode61 remove_diacritics 0'
    );
    CREATE VIRTUAL TABLE word_counts USING fts5vocab(words, 'row');
    """,
    """
    -- Where each token of a passage starts and the signs of its vector, for late interaction.
    CREATE TABLE token_vectors (
        embedder_id INTEGER NOT NULL REFERENCES embedders ON DELETE CASCADE,
        passage_id INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
        starts BLOB NOT NULL,               -- little-endian uint16, characters of the embedded text
        signs BLOB NOT NULL,                -- dimension / 8 bytes a token
        PRIMARY KEY (embedder_id, passage_id)
    );
    CREATE INDEX token_vectors_by_passage ON token_vectors (passage_id);
    DELETE FROM vectors;  -- both come of one pass, so the next ingest makes them together
    """,
    """
    -- Counters, so that neither questions nor additions take longer the more there is.
    ALTER TABLE embedders ADD COLUMN vectors INTEGER NOT NULL DEFAULT 0;
    UPDATE embedders SET vectors =
        (SELECT count(*) FROM vectors WHERE vectors.embedder_id = embedders.embedder_id);
    INSERT INTO meta VALUES ('stored_passages', (SELECT count(*) FROM passages));

    -- Passages that have no vector yet.
    CREATE TABLE pending (
        embedder_id INTEGER NOT NULL REFERENCES embedders ON DELETE CASCADE,
        passage_id INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
        PRIMARY KEY (embedder_id, passage_id)
    ) WITHOUT ROWID;
    CREATE INDEX pending_by_passage ON pending (passage_id);
    INSERT INTO pending SELECT embedder_id, passage_id FROM embedders, passages
        WHERE NOT EXISTS (SELECT 1 FROM vectors WHERE vectors.embedder_id = embedders.embedder_id
            AND vectors.passage_id = passages.passage_id);

    CREATE TRIGGER embedder_comes AFTER INSERT ON embedders BEGIN
        INSERT INTO pending SELECT new.embedder_id, passage_id FROM passages;
    END;
    CREATE TRIGGER passage_comes AFTER INSERT ON passages BEGIN
        UPDATE meta SET value = value + 1 WHERE key = 'stored_passages';
        INSERT INTO pending SELECT embedder_id, new.passage_id FROM embedders;
    END;
    CREATE TRIGGER passage_goes AFTER DELETE ON passages BEGIN
        UPDATE meta SET value = value - 1 WHERE key = 'stored_passages';
    END;
    CREATE TRIGGER vector_comes AFTER INSERT ON vectors BEGIN
        UPDATE embedders SET vectors = vectors + 1 WHERE embedder_id = new.embedder_id;
        DELETE FROM pending WHERE (embedder_id, passage_id) = (new.embedder_id, new.passage_id);
    END;
    CREATE TRIGGER vector_goes AFTER DELETE ON vectors BEGIN
        UPDATE embedders SET vectors = vectors - 1 WHERE embedder_id = old.embedder_id;
    END;

    -- Up to which generation removed_passages has forgotten what went.
    INSERT INTO meta VALUES ('removals_forgotten', 0);
    """,
    """
    -- What SQLite does not check itself: see checksums.py, which gives checksum_of().
    ALTER TABLE articles ADD COLUMN checksum BLOB;
    UPDATE articles SET checksum = checksum_of(
        doc_id, title, text, url, path, publisher, authors, published_at, updated_at, fetched_at
    );
    ALTER TABLE passages ADD COLUMN checksum BLOB;
    UPDATE passages SET checksum = checksum_of(passage_id, doc_id, paragraph, start_at, end_at);
    ALTER TABLE vectors ADD COLUMN checksum BLOB;
    UPDATE vectors SET checksum = checksum_of(passage_id, vector);
    ALTER TABLE token_vectors ADD COLUMN checksum BLOB;
    UPDATE token_vectors SET checksum = checksum_of(passage_id, starts, signs);

    -- Another one in a restored archive: what was made from this file before is not its cache.
    INSERT INTO meta VALUES ('incarnation', lower(hex(randomblob(6))));
    """,
    """
    -- Which passages' words came or went, and when, for caches of the words to follow; what was up
    -- to generation word_changes_forgotten is known no more. word_ids sums the lower half of the
    -- ids of all passages in words.
    CREATE TABLE changed_words (
        passage_id INTEGER PRIMARY KEY,
        generation INTEGER NOT NULL
    );
    CREATE INDEX changed_words_by_generation ON changed_words (generation);
    INSERT INTO meta VALUES
        ('word_changes_forgotten', (SELECT value FROM meta WHERE key = 'generation')),
        ('word_ids', (SELECT coalesce(sum(passage_id & 4294967295), 0) FROM passages));
    """,
    # Words are searched in a postings file; an index in SQLite is no longer needed.
    _WORDS_BY_ID
    + """
    INSERT INTO passage_terms SELECT passage_id, terms, checksum_of(passage_id, terms) FROM
        (SELECT rowid AS passage_id, title || ' ' || publisher || ' ' || body AS terms FROM words);
    DROP TABLE word_counts;
    DROP TABLE words;
    """,
    # In the order of ids, which are hashes, each new row touched another page.
    "ALTER TABLE passage_terms RENAME TO terms_before;"
    + WORDS
    + """
    INSERT INTO passage_terms SELECT passage_id, terms, checksum FROM terms_before;
    DROP TABLE terms_before;
    """,
    # One of the two indexes of each table of vectors suffices, to find the vectors of a passage and
    # to drop them with it. Rows stay in the order of insertion.
    """
    ALTER TABLE vectors RENAME TO vectors_before;
    ALTER TABLE token_vectors RENAME TO token_vectors_before;
    CREATE TABLE vectors (
        passage_id INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
        embedder_id INTEGER NOT NULL REFERENCES embedders ON DELETE CASCADE,
        generation INTEGER NOT NULL,
        vector BLOB NOT NULL,               -- little-endian float16
        checksum BLOB,
        PRIMARY KEY (passage_id, embedder_id)
    );
    CREATE TABLE token_vectors (
        passage_id INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
        embedder_id INTEGER NOT NULL REFERENCES embedders ON DELETE CASCADE,
        starts BLOB NOT NULL,               -- little-endian uint16, characters of the embedded text
        signs BLOB NOT NULL,                -- dimension / 8 bytes a token
        checksum BLOB,
        PRIMARY KEY (passage_id, embedder_id)
    );
    INSERT INTO vectors SELECT passage_id, embedder_id, generation, vector, checksum
        FROM vectors_before ORDER BY rowid;
    INSERT INTO token_vectors SELECT passage_id, embedder_id, starts, signs, checksum
        FROM token_vectors_before ORDER BY rowid;
    DROP TABLE vectors_before;
    DROP TABLE token_vectors_before;
    CREATE INDEX vectors_by_generation ON vectors (embedder_id, generation);
    CREATE TRIGGER vector_comes AFTER INSERT ON vectors BEGIN
        UPDATE embedders SET vectors = vectors + 1 WHERE embedder_id = new.embedder_id;
        DELETE FROM pending WHERE (embedder_id, passage_id) = (new.embedder_id, new.passage_id);
    END;
    CREATE TRIGGER vector_goes AFTER DELETE ON vectors BEGIN
        UPDATE embedders SET vectors = vectors - 1 WHERE embedder_id = old.embedder_id;
    END;
    """,
    # By which version of the rules (TERM_RULES) the words in passage_terms were made.
    "INSERT INTO meta VALUES ('term_rules', 0);",
    # The language of each article, told when its words are indexed again.
    """
    ALTER TABLE articles ADD COLUMN language TEXT;
    CREATE INDEX articles_by_language ON articles (language);
    UPDATE articles SET checksum = checksum_of(
        doc_id, title, text, url, path, publisher, authors, published_at, updated_at, fetched_at,
        NULL
    ) WHERE checksum = checksum_of(
        doc_id, title, text, url, path, publisher, authors, published_at, updated_at, fetched_at
    );
    """,
    # Publishers are counted, and filtered by, without reading the articles.
    "CREATE INDEX articles_by_publisher ON articles (publisher, published_at);",
    # Articles that are copies of each other are one story. Those that share a band, a hash of parts
    # of their wording, are compared. Articles of before get their rows at the next ingest.
    """
    CREATE TABLE stories (
        doc_id TEXT PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
        story_id INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX stories_by_id ON stories (story_id);
    CREATE TABLE story_bands (
        band INTEGER NOT NULL,
        doc_id TEXT NOT NULL REFERENCES stories ON DELETE CASCADE,
        PRIMARY KEY (band, doc_id)
    ) WITHOUT ROWID;
    CREATE INDEX story_bands_by_article ON story_bands (doc_id);
    """,
    SUBSCRIPTIONS,
    ALERTS,
    # The parts of the wording have other hashes; the next ingest finds the stories again.
    """
    DELETE FROM story_bands;
    DELETE FROM stories;
    """,
)

# Used instead of a migration that fails because words are damaged; a rebuild restores them.
SALVAGE = {
    5: _WORDS_BY_ID + "UPDATE meta SET value = 0 WHERE key IN ('passages', 'terms', 'word_ids');",
}


def statements(script: str) -> Iterator[str]:
    """Splits ``script`` into statements, so that they can share a transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
