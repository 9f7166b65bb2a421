"""The migrations of the bot's tables in PostgreSQL, by number; never edited after a release.

They are the tables of ``bot/state/schema.py``; ``meta`` holds the number of the last migration.
"""

from __future__ import annotations

POSTGRES_MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE meta (key text PRIMARY KEY, value bigint NOT NULL);
    INSERT INTO meta VALUES ('schema', 0);

    CREATE TABLE processes (                -- that share these tables
        process_id text PRIMARY KEY,
        since double precision NOT NULL,    -- seen without a gap
        seen_at double precision NOT NULL
    );
    CREATE TABLE inbox (
        update_id bigint PRIMARY KEY,
        body text,                          -- NULL once done
        received_at double precision NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        process_id text NOT NULL DEFAULT '',
        order_key text                      -- NULL if it waits for no other
    );
    CREATE INDEX unfinished_updates ON inbox (update_id) WHERE body IS NOT NULL;

    CREATE TABLE people (
        user_id bigint PRIMARY KEY,
        name text NOT NULL,
        language text,                      -- chosen by /language; NULL: as Telegram says
        access text,                        -- NULL, 'asked', 'allowed' or 'declined'
        is_blocking integer NOT NULL DEFAULT 0,
        first_seen_at double precision NOT NULL,
        telegram_language text
    );
    CREATE TABLE questions (
        chat_id bigint NOT NULL,
        thread_id bigint NOT NULL,
        user_id bigint NOT NULL,
        message_id bigint NOT NULL,
        question text NOT NULL,
        asked_at double precision NOT NULL,
        PRIMARY KEY (chat_id, message_id)
    );
    CREATE INDEX questions_of ON questions (user_id, chat_id, thread_id, message_id);
    CREATE TABLE answers (
        answer_id text PRIMARY KEY,
        chat_id bigint NOT NULL,
        user_id bigint NOT NULL,
        message_id bigint NOT NULL,         -- of the question
        reply_ids text NOT NULL,            -- JSON: messages of the answer, in order
        question text NOT NULL,
        earlier text NOT NULL,              -- JSON: questions it was asked after
        results text NOT NULL,              -- JSON: what has been shown
        answered integer NOT NULL,
        asked_at double precision NOT NULL
    );
    CREATE INDEX answers_to ON answers (chat_id, message_id);
    CREATE TABLE answer_messages (
        chat_id bigint NOT NULL,
        message_id bigint NOT NULL,         -- of the bot: an answer, or more of it
        user_id bigint NOT NULL,            -- who asked
        answer_id text NOT NULL,
        PRIMARY KEY (chat_id, message_id)
    );
    CREATE TABLE shares (
        share_id text PRIMARY KEY,
        user_id bigint NOT NULL,
        answer_id text NOT NULL,
        question text NOT NULL,
        results text NOT NULL,              -- JSON: what was shown when it was shared
        shared_at double precision NOT NULL
    );
    CREATE INDEX shares_of ON shares (answer_id);
    CREATE TABLE previews (
        preview_id text PRIMARY KEY,
        user_id bigint NOT NULL,
        text text NOT NULL,                 -- of the forwarded message
        origin text NOT NULL,               -- JSON: publisher, url and day, where public
        made_at double precision NOT NULL
    );
    CREATE TABLE feedback (
        answer_id text NOT NULL,
        user_id bigint NOT NULL,
        helpful integer NOT NULL,
        question text NOT NULL,
        earlier text NOT NULL,
        results text NOT NULL,
        answered integer NOT NULL,
        given_at double precision NOT NULL,
        PRIMARY KEY (answer_id, user_id)
    );
    CREATE TABLE chats (
        chat_id bigint PRIMARY KEY,
        is_greeted integer NOT NULL DEFAULT 0,
        is_member integer NOT NULL DEFAULT 1,
        migrated_from bigint
    );
    CREATE TABLE time_zones (               -- of the alerts of a chat or topic
        chat_id bigint NOT NULL,
        thread_id bigint NOT NULL,          -- 0 outside forums
        time_zone text NOT NULL,
        PRIMARY KEY (chat_id, thread_id)
    );
    CREATE TABLE notes (name text PRIMARY KEY, value text NOT NULL);
    CREATE TABLE channels (
        chat_id bigint PRIMARY KEY,
        title text COLLATE "C" NOT NULL,
        username text,                      -- NULL if it is private
        status text NOT NULL,               -- 'asked', 'approved', 'declined' or 'left'
        changed_at double precision NOT NULL
    );
    CREATE TABLE album_captions (           -- of posts in channels
        chat_id bigint NOT NULL,
        message_id bigint NOT NULL,
        album text NOT NULL,                -- Telegram's media_group_id
        text text NOT NULL,
        stored_at double precision NOT NULL,
        PRIMARY KEY (chat_id, message_id)
    );
    CREATE INDEX album_captions_of ON album_captions (chat_id, album);
    CREATE TABLE albums (                   -- to which no further reply is due
        chat_id bigint NOT NULL,
        album text NOT NULL,
        settled_at double precision NOT NULL,
        PRIMARY KEY (chat_id, album)
    );
    """,
    """
    CREATE TABLE progress_messages (        -- of ingests that are not done
        chat_id bigint NOT NULL,
        asked_id bigint NOT NULL,           -- the message that asked for the ingest
        message_id bigint NOT NULL,         -- of the bot
        sent_at double precision NOT NULL,
        PRIMARY KEY (chat_id, asked_id)
    );
    DELETE FROM notes WHERE name LIKE 'progress %';
    """,
    "DROP TABLE progress_messages, albums",
    "DROP TABLE album_captions, previews",
    """
    ALTER TABLE answers ADD COLUMN listed text;     -- JSON: articles; NULL where none were
    UPDATE questions SET question = json_build_array(question)::text;   -- now a list of them
    """,
)
