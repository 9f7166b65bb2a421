"""The migrations of the bot's database, by number; never edited after a release."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE inbox (
            update_id INTEGER PRIMARY KEY,
            body TEXT,                          -- NULL once done
            received_at REAL NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0
        )""",
        """CREATE TABLE people (
            user_id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            language TEXT,                      -- chosen by /language; NULL: as Telegram says
            access TEXT,                        -- NULL, 'asked', 'allowed' or 'declined'
            is_blocking INTEGER NOT NULL DEFAULT 0,
            first_seen_at REAL NOT NULL
        )""",
        """CREATE TABLE questions (
            chat_id INTEGER NOT NULL,
            thread_id INTEGER NOT NULL,
            user_id INTEGER NOT NULL,
            message_id INTEGER NOT NULL,
            question TEXT NOT NULL,
            asked_at REAL NOT NULL,
            PRIMARY KEY (chat_id, message_id)
        )""",
        "CREATE INDEX questions_of ON questions (user_id, chat_id, thread_id, message_id)",
        """CREATE TABLE answers (
            answer_id TEXT PRIMARY KEY,
            chat_id INTEGER NOT NULL,
            user_id INTEGER NOT NULL,
            message_id INTEGER NOT NULL,        -- of the question
            reply_ids TEXT NOT NULL,            -- JSON: messages of the answer, in order
            question TEXT NOT NULL,
            earlier TEXT NOT NULL,              -- JSON: questions it was asked after
            results TEXT NOT NULL,              -- JSON: what has been shown
            answered INTEGER NOT NULL,
            asked_at REAL NOT NULL
        )""",
        "CREATE INDEX answers_to ON answers (chat_id, message_id)",
        """CREATE TABLE feedback (
            answer_id TEXT NOT NULL,
            user_id INTEGER NOT NULL,
            helpful INTEGER NOT NULL,
            question TEXT NOT NULL,
            earlier TEXT NOT NULL,
            results TEXT NOT NULL,
            answered INTEGER NOT NULL,
            given_at REAL NOT NULL,
            PRIMARY KEY (answer_id, user_id)
        )""",
        """CREATE TABLE chats (
            chat_id INTEGER PRIMARY KEY,
            is_greeted INTEGER NOT NULL DEFAULT 0,
            is_member INTEGER NOT NULL DEFAULT 1,
            migrated_from INTEGER
        )""",
        "CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    ),
    (
        """CREATE TABLE shares (
            share_id TEXT PRIMARY KEY,
            user_id INTEGER NOT NULL,
            answer_id TEXT NOT NULL,
            question TEXT NOT NULL,
            results TEXT NOT NULL,              -- JSON: what was shown when it was shared
            shared_at REAL NOT NULL
        )""",
        "CREATE INDEX shares_of ON shares (answer_id)",
        # Links that were shared before name the answer itself.
        "INSERT INTO shares (share_id, user_id, answer_id, question, results, shared_at)"
        " SELECT answer_id, user_id, answer_id, question, results, asked_at FROM answers"
        " WHERE answered",
        """CREATE TABLE previews (
            preview_id TEXT PRIMARY KEY,
            user_id INTEGER NOT NULL,
            text TEXT NOT NULL,                 -- of the forwarded message
            origin TEXT NOT NULL,               -- JSON: publisher, url and day, where public
            made_at REAL NOT NULL
        )""",
    ),
    (
        """CREATE TABLE answer_messages (
            chat_id INTEGER NOT NULL,
            message_id INTEGER NOT NULL,        -- of the bot: an answer, or more of it
            user_id INTEGER NOT NULL,           -- who asked
            answer_id TEXT NOT NULL,
            PRIMARY KEY (chat_id, message_id)
        ) WITHOUT ROWID""",
        "INSERT OR IGNORE INTO answer_messages (chat_id, message_id, user_id, answer_id)"
        " SELECT chat_id, value, user_id, answer_id FROM answers, json_each(answers.reply_ids)",
    ),
    (
        """CREATE TABLE channels (
            chat_id INTEGER PRIMARY KEY,
            title TEXT NOT NULL,
            username TEXT,                      -- NULL if it is private
            status TEXT NOT NULL,               -- 'asked', 'approved', 'declined' or 'left'
            changed_at REAL NOT NULL            -- when the status changed last
        )""",
        """CREATE TABLE album_captions (          -- of posts in channels
            chat_id INTEGER NOT NULL,
            message_id INTEGER NOT NULL,
            album TEXT NOT NULL,                -- Telegram's media_group_id
            text TEXT NOT NULL,
            stored_at REAL NOT NULL,
            PRIMARY KEY (chat_id, message_id)
        ) WITHOUT ROWID""",
        "CREATE INDEX album_captions_of ON album_captions (chat_id, album)",
    ),
    # For messages that answer no message of the user, which would tell it.
    ("ALTER TABLE people ADD COLUMN telegram_language TEXT",),
    (
        """CREATE TABLE time_zones (              -- of the alerts of a chat or topic
            chat_id INTEGER NOT NULL,
            thread_id INTEGER NOT NULL,         -- 0 outside forums
            time_zone TEXT NOT NULL,
            PRIMARY KEY (chat_id, thread_id)
        ) WITHOUT ROWID""",
    ),
    # Of which process each update is, and after which others it is to be handled.
    (
        "ALTER TABLE inbox ADD COLUMN process_id TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE inbox ADD COLUMN order_key TEXT",  # NULL if it waits for no other
        "CREATE INDEX unfinished_updates ON inbox (update_id) WHERE body IS NOT NULL",
        """CREATE TABLE processes (               -- that share this database
            process_id TEXT PRIMARY KEY,
            since REAL NOT NULL,                -- seen without a gap
            seen_at REAL NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE albums (                  -- to which no further reply is due
            chat_id INTEGER NOT NULL,
            album TEXT NOT NULL,                -- Telegram's media_group_id
            settled_at REAL NOT NULL,
            PRIMARY KEY (chat_id, album)
        ) WITHOUT ROWID""",
    ),
    (
        """CREATE TABLE progress_messages (       -- of ingests that are not done
            chat_id INTEGER NOT NULL,
            asked_id INTEGER NOT NULL,          -- the message that asked for the ingest
            message_id INTEGER NOT NULL,        -- of the bot
            sent_at REAL NOT NULL,
            PRIMARY KEY (chat_id, asked_id)
        ) WITHOUT ROWID""",
        "DELETE FROM notes WHERE name LIKE 'progress %'",  # they were there before
    ),
    ("DROP TABLE progress_messages", "DROP TABLE albums"),
    ("DROP TABLE album_captions", "DROP TABLE previews"),
    (
        "ALTER TABLE answers ADD COLUMN listed TEXT",  # JSON: articles; NULL where none were
        "UPDATE questions SET question = json_array(question)",  # now a list of them
    ),
)
