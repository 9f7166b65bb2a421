"""The tables of an archive in PostgreSQL, as numbered migrations never edited after release.

They are those of ``retrieval/store/schema.py``, with counters that are kept by statement and not by
row: PostgreSQL keeps each earlier version of a row until a vacuum.
"""

from __future__ import annotations

SCHEMA = "article_bot"
"""The schema of the database that holds the tables."""

BOT_SCHEMA = "article_bot_telegram_"
"""The schemas that hold the tables of bots, each followed by the bot's id."""

# Migration n brings the tables from schema version n to n + 1. Texts are compared by their bytes,
# as in SQLite, so that lists have the same order in every database.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE meta (
        key text PRIMARY KEY,
        value bigint NOT NULL
    ) WITH (fillfactor = 50);  -- the generation changes with each commit
    INSERT INTO meta VALUES ('schema', 0), ('generation', 0), ('passages', 0), ('terms', 0),
        ('word_ids', 0), ('word_changes_forgotten', 0), ('removals_forgotten', 0),
        ('stored_passages', 0), ('term_rules', 0);
    CREATE TABLE meta_texts (
        key text PRIMARY KEY,
        value text NOT NULL
    );
    INSERT INTO meta_texts VALUES ('incarnation', md5(gen_random_uuid()::text));

    CREATE TABLE articles (
        doc_id text COLLATE "C" PRIMARY KEY,
        title text COLLATE "C",
        text text COLLATE "C" NOT NULL,
        url text COLLATE "C",
        path text COLLATE "C",
        publisher text COLLATE "C",
        authors text COLLATE "C" NOT NULL,      -- JSON list
        published_at text COLLATE "C",
        updated_at text COLLATE "C",
        fetched_at text COLLATE "C",
        language text COLLATE "C",
        checksum bytea NOT NULL
    );
    CREATE INDEX articles_by_date ON articles (published_at DESC NULLS LAST);
    CREATE INDEX articles_by_language ON articles (language);
    -- Of any length, which a btree does not take.
    CREATE INDEX articles_by_title ON articles USING hash (title);
    CREATE INDEX articles_by_publisher ON articles USING hash (publisher);

    CREATE TABLE files (
        path text COLLATE "C" PRIMARY KEY,
        sha256 text NOT NULL,
        reader_version integer NOT NULL
    );
    CREATE TABLE file_articles (
        path text COLLATE "C" NOT NULL REFERENCES files ON DELETE CASCADE,
        doc_id text COLLATE "C" NOT NULL REFERENCES articles ON DELETE CASCADE,
        PRIMARY KEY (path, doc_id)
    );
    CREATE INDEX file_articles_by_article ON file_articles (doc_id);

    CREATE TABLE passages (
        passage_id bigint PRIMARY KEY,
        doc_id text COLLATE "C" NOT NULL REFERENCES articles ON DELETE CASCADE,
        paragraph integer NOT NULL,
        start_at integer NOT NULL,
        end_at integer NOT NULL,
        checksum bytea NOT NULL
    );
    CREATE INDEX passages_by_article ON passages (doc_id, start_at);

    CREATE TABLE suspects (
        publisher text COLLATE "C" NOT NULL,
        paragraph_hash bigint NOT NULL,
        doc_id text COLLATE "C" NOT NULL REFERENCES articles ON DELETE CASCADE,
        PRIMARY KEY (paragraph_hash, doc_id)
    );
    CREATE INDEX suspects_by_article ON suspects (doc_id);

    CREATE TABLE stories (
        doc_id text COLLATE "C" PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
        story_id bigint NOT NULL
    );
    CREATE INDEX stories_by_id ON stories (story_id);
    CREATE TABLE story_bands (
        band bigint NOT NULL,
        doc_id text COLLATE "C" NOT NULL REFERENCES stories ON DELETE CASCADE,
        PRIMARY KEY (band, doc_id)
    );
    CREATE INDEX story_bands_by_article ON story_bands (doc_id);

    -- A rowid tells the order of insertion, as SQLite's does.
    CREATE TABLE passage_terms (
        rowid bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        passage_id bigint PRIMARY KEY,
        terms text COLLATE "C" NOT NULL,
        checksum bytea NOT NULL
    );
    CREATE TABLE changed_words (
        passage_id bigint PRIMARY KEY,
        generation bigint NOT NULL
    );
    CREATE INDEX changed_words_by_generation ON changed_words (generation);

    CREATE TABLE embedders (
        embedder_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        fingerprint text NOT NULL UNIQUE,       -- JSON
        is_active integer NOT NULL DEFAULT 0,
        vectors bigint NOT NULL DEFAULT 0
    );
    CREATE TABLE vectors (
        rowid bigint GENERATED ALWAYS AS IDENTITY,
        passage_id bigint NOT NULL REFERENCES passages ON DELETE CASCADE,
        embedder_id bigint NOT NULL REFERENCES embedders ON DELETE CASCADE,
        generation bigint NOT NULL,
        vector bytea NOT NULL,                  -- little-endian float16
        checksum bytea NOT NULL,
        PRIMARY KEY (passage_id, embedder_id)
    );
    CREATE INDEX vectors_by_generation ON vectors (embedder_id, generation, rowid);
    CREATE TABLE token_vectors (
        passage_id bigint NOT NULL REFERENCES passages ON DELETE CASCADE,
        embedder_id bigint NOT NULL REFERENCES embedders ON DELETE CASCADE,
        starts bytea NOT NULL,          -- little-endian uint16, characters of the embedded text
        signs bytea NOT NULL,           -- dimension / 8 bytes a token
        checksum bytea NOT NULL,
        PRIMARY KEY (passage_id, embedder_id)
    );
    -- Signs are as good as random: trying to compress them takes time and gains nothing.
    ALTER TABLE vectors ALTER vector SET STORAGE EXTERNAL;
    ALTER TABLE token_vectors ALTER signs SET STORAGE EXTERNAL;
    CREATE TABLE removed_passages (
        passage_id bigint PRIMARY KEY,
        generation bigint NOT NULL
    );
    CREATE INDEX removed_by_generation ON removed_passages (generation);
    CREATE TABLE pending (
        embedder_id bigint NOT NULL REFERENCES embedders ON DELETE CASCADE,
        passage_id bigint NOT NULL REFERENCES passages ON DELETE CASCADE,
        PRIMARY KEY (embedder_id, passage_id)
    );
    CREATE INDEX pending_by_passage ON pending (passage_id);

    CREATE FUNCTION embedders_come() RETURNS trigger LANGUAGE plpgsql
        SET search_path = article_bot, pg_temp AS $$
    BEGIN
        INSERT INTO pending SELECT embedder_id, passage_id FROM new_rows, passages;
        RETURN NULL;
    END $$;
    CREATE FUNCTION passages_come() RETURNS trigger LANGUAGE plpgsql
        SET search_path = article_bot, pg_temp AS $$
    BEGIN
        UPDATE meta SET value = value + (SELECT count(*) FROM new_rows)
            WHERE key = 'stored_passages';
        INSERT INTO pending SELECT embedder_id, passage_id FROM embedders, new_rows;
        RETURN NULL;
    END $$;
    CREATE FUNCTION passages_go() RETURNS trigger LANGUAGE plpgsql
        SET search_path = article_bot, pg_temp AS $$
    BEGIN
        UPDATE meta SET value = value - (SELECT count(*) FROM old_rows)
            WHERE key = 'stored_passages' AND EXISTS (SELECT 1 FROM old_rows);
        RETURN NULL;
    END $$;
    CREATE FUNCTION vectors_come() RETURNS trigger LANGUAGE plpgsql
        SET search_path = article_bot, pg_temp AS $$
    BEGIN
        UPDATE embedders SET vectors = vectors + own.count FROM
            (SELECT embedder_id, count(*) FROM new_rows GROUP BY embedder_id) AS own
            WHERE own.embedder_id = embedders.embedder_id;
        DELETE FROM pending USING new_rows WHERE pending.embedder_id = new_rows.embedder_id
            AND pending.passage_id = new_rows.passage_id;
        RETURN NULL;
    END $$;
    CREATE FUNCTION vectors_go() RETURNS trigger LANGUAGE plpgsql
        SET search_path = article_bot, pg_temp AS $$
    BEGIN
        UPDATE embedders SET vectors = vectors - own.count FROM
            (SELECT embedder_id, count(*) FROM old_rows GROUP BY embedder_id) AS own
            WHERE own.embedder_id = embedders.embedder_id;
        RETURN NULL;
    END $$;
    CREATE TRIGGER embedders_come AFTER INSERT ON embedders
        REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION embedders_come();
    CREATE TRIGGER passages_come AFTER INSERT ON passages
        REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION passages_come();
    CREATE TRIGGER passages_go AFTER DELETE ON passages
        REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION passages_go();
    CREATE TRIGGER vectors_come AFTER INSERT ON vectors
        REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION vectors_come();
    CREATE TRIGGER vectors_go AFTER DELETE ON vectors
        REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION vectors_go();
    """,
    """
    CREATE TABLE subscriptions (
        subscription_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        source text COLLATE "C" NOT NULL UNIQUE,
        kind text NOT NULL,
        title text COLLATE "C",
        added_at text COLLATE "C" NOT NULL,
        next_run_at text COLLATE "C" NOT NULL,
        last_run_at text COLLATE "C",
        last_success_at text COLLATE "C",
        last_error text COLLATE "C" NOT NULL DEFAULT '',
        failing_since text COLLATE "C",
        failures integer NOT NULL DEFAULT 0,
        is_dead integer NOT NULL DEFAULT 0,
        is_reported integer NOT NULL DEFAULT 0,
        interval_s double precision NOT NULL,
        stated_interval_s double precision NOT NULL DEFAULT 0,
        rechecked_at text COLLATE "C",
        articles bigint NOT NULL DEFAULT 0,
        keep_days integer,
        state text COLLATE "C" NOT NULL DEFAULT '',
        claimed_by text,
        claimed_until text COLLATE "C"
    );
    CREATE TABLE subscription_articles (
        subscription_id bigint NOT NULL REFERENCES subscriptions ON DELETE CASCADE,
        doc_id text COLLATE "C" NOT NULL REFERENCES articles ON DELETE CASCADE,
        PRIMARY KEY (subscription_id, doc_id)
    );
    CREATE INDEX subscription_articles_by_article ON subscription_articles (doc_id);
    CREATE TABLE failed_pages (
        subscription_id bigint NOT NULL REFERENCES subscriptions ON DELETE CASCADE,
        page text COLLATE "C" NOT NULL,
        state text COLLATE "C" NOT NULL,
        failures integer NOT NULL,
        next_try_at text COLLATE "C" NOT NULL,
        PRIMARY KEY (subscription_id, page)
    );
    """,
    """
    CREATE TABLE alerts (
        alert_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        question text COLLATE "C" NOT NULL,
        owner text COLLATE "C" NOT NULL,
        created_by text COLLATE "C",
        created_at text COLLATE "C" NOT NULL,
        generation bigint NOT NULL,
        filters text COLLATE "C" NOT NULL,              -- JSON object
        schedule text COLLATE "C" NOT NULL,             -- JSON object
        threshold double precision
    );
    CREATE INDEX alerts_by_owner ON alerts (owner);
    CREATE TABLE alert_vectors (
        alert_id bigint NOT NULL REFERENCES alerts ON DELETE CASCADE,
        embedder_id bigint NOT NULL REFERENCES embedders ON DELETE CASCADE,
        vector bytea NOT NULL,              -- little-endian float32
        PRIMARY KEY (alert_id, embedder_id)
    );
    CREATE INDEX alert_vectors_by_embedder ON alert_vectors (embedder_id);
    CREATE TABLE unjudged_articles (
        doc_id text COLLATE "C" PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
        place bigint NOT NULL UNIQUE,       -- in the order in which they came
        generation bigint NOT NULL,
        known_sentences text COLLATE "C",   -- JSON list of hashes; NULL for a new article
        unknown_before bigint NOT NULL,     -- generation of alerts to which all of it is new
        corrects text COLLATE "C" NOT NULL              -- JSON list of articles
    );
    CREATE TABLE alert_matches (
        match_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        alert_id bigint NOT NULL REFERENCES alerts ON DELETE CASCADE,
        doc_id text COLLATE "C" NOT NULL,
        kind text COLLATE "C" NOT NULL,
        quoted text COLLATE "C" NOT NULL,               -- JSON object
        matched_at text COLLATE "C" NOT NULL,
        corrects bigint,
        claimed_by text,
        claimed_until text COLLATE "C",
        told_at text COLLATE "C"
    );
    CREATE INDEX alert_matches_by_alert ON alert_matches (alert_id, doc_id);
    CREATE INDEX alert_matches_by_article ON alert_matches (doc_id);
    CREATE INDEX untold_matches ON alert_matches (match_id) WHERE told_at IS NULL;
    """,
    # The parts of the wording have other hashes; the next ingest finds the stories again.
    "TRUNCATE story_bands, stories;",
)
