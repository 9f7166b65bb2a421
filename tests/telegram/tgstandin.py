"""tgstandin: a strict, scriptable stand-in for the Telegram Bot API, on loopback only.

It plays Telegram for a bot that runs as its own process: the bot gets a base URL and a token
through environment variables, and a test plays the people on the other side.

    with StandIn() as tg, tg.bot_process([sys.executable, "-m", "mybot"]) as bot:
        alice = tg.user("Alice")
        alice.chat.say("/start")
        hello = alice.chat.wait_reply()
        answer = alice.chat.press(hello, "More")
        tg.assert_clean()

What is checked comes from two sources, none of them the bot under test:
* the Bot API specification as data (``api.json``, which keeps the modelled methods, the types that
  scenarios send and receive, and of descriptions what is checked): method names, parameter names
  and types, required fields, nested objects, documented length limits;
* the behaviour of Telegram's open-source Bot API server: error codes and texts, long polling,
  conflicts, webhook delivery, whose wording is reproduced.

Only the methods that the bot calls are modelled; any other is an error, and so are files and
``parse_mode``, which it does not send. What Telegram refuses is refused with Telegram's error. What
Telegram silently tolerates but is a mistake (an unknown parameter, a link that will be dropped, an
unanswered button) is collected in ``StandIn.problems`` and raised by ``assert_clean()``.
"""

# ruff: noqa: E501  (the texts of Telegram's errors stay in one piece)

from __future__ import annotations

import asyncio
import contextlib
import fnmatch
import ipaddress
import itertools
import json
import math
import mimetypes
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

Json = dict[str, Any]
WITHIN_S = 60.0  # for what the bot does, on a busy machine; it mostly takes a moment

TEXT_LIMIT, RAW_TEXT_BYTES, ENTITY_LIMIT = 4096, 1 << 15, 100
# Limits of messages as Telegram documents them; a chat takes some at once.
PER_CHAT_PER_SECOND, CHAT_BURST, PER_GROUP_PER_MINUTE, PER_SECOND = 1.0, 3, 20, 30
DOWNLOAD_LIMIT, UPLOAD_LIMIT = 20_000_000, 50_000_000
CALLBACK_TTL_S, INLINE_TTL_S = 15.0, 10.0
CHAT_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
MEDIA = ("photo", "document", "audio", "video", "voice", "animation", "video_note", "sticker")


class ApiError(Exception):
    """An error answer of the Bot API: HTTP status, description and response parameters."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def bad(description: str) -> ApiError:
    """A 400 answer, worded as the real server words it ('Bad Request: ' and a lower-case start)."""
    if len(description) > 1 and not (description[1] == "_" or description[1].isupper()):
        description = description[0].lower() + description[1:]
    return ApiError(400, f"Bad Request: {description}")


# --------------------------------------------------------------------------- specification


class Spec:
    """The Bot API as data: checks calls and objects against ``api.json``."""

    _LENGTH = re.compile(r"(\d+)\s*-\s*(\d+) (characters|bytes)(?! after)")
    _CONSTANT = re.compile(r"(?:must be|always) [“\"'*]?(\w+)")

    def __init__(self, path: str | Path) -> None:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
        self.version: str = data["version"]
        self.methods: dict[str, Json] = {m["name"].lower(): m for m in data["methods"].values()}
        self.types: dict[str, Json] = data["types"]

    def decode(self, method: Json, raw: dict[str, Any], problems: list[str]) -> Json:
        """Turn raw parameters (strings or JSON values) into typed ones; note what does not fit."""
        fields = {f["name"]: f for f in method.get("fields", [])}
        params: Json = {}
        for name, value in raw.items():
            if name not in fields:
                problems.append(f"{method['name']}: unknown parameter {name!r}")
                continue
            typed = self._typed(fields[name]["types"], value)
            errors = self.errors(fields[name], typed, f"{method['name']}.{name}")
            problems.extend(errors)
            params[name] = typed
        return params

    def missing(self, method: Json, params: Json) -> list[str]:
        """Names of required parameters that were not given."""
        return [
            f["name"] for f in method.get("fields", []) if f["required"] and f["name"] not in params
        ]

    @staticmethod
    def _typed(types: list[str], value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if "Integer" in types and re.fullmatch(r"-?\d+", value):
            return int(value)
        if "Float" in types and re.fullmatch(r"-?\d+(\.\d+)?", value):
            return float(value)
        if "String" in types or "InputFile" in types:
            return value
        if types == ["Boolean"] and value.lower() in ("true", "false", "1", "0"):
            return value.lower() in ("true", "1")
        try:
            return json.loads(value)
        except ValueError:
            return value

    def errors(self, spec_field: Json, value: Any, path: str) -> list[str]:
        """Everything wrong with a value for a field or parameter of the specification."""
        found = min((self._check(t, value, path) for t in spec_field["types"]), key=len)
        limit = self._LENGTH.search(spec_field["description"])
        if not found and isinstance(value, str) and limit:
            low, high, unit = int(limit[1]), int(limit[2]), limit[3]
            size = len(value.encode()) if unit == "bytes" else len(value)
            if not low <= size <= high:
                found = [f"{path}: {size} {unit}, allowed {low}-{high}"]
        return found

    def _check(self, kind: str, value: Any, path: str) -> list[str]:
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{path}: expected {kind}"]
            item = kind.removeprefix("Array of ")
            return [e for i, v in enumerate(value) for e in self._check(item, v, f"{path}[{i}]")]
        scalars: dict[str, bool] = {
            "String": isinstance(value, str),
            "InputFile": isinstance(value, str),
            "Integer": isinstance(value, int) and not isinstance(value, bool),
            "Float": isinstance(value, (int, float)) and not isinstance(value, bool),
            "Boolean": isinstance(value, bool),
            "True": value is True,
        }
        if kind in scalars:
            return [] if scalars[kind] else [f"{path}: expected {kind}, got {value!r:.60}"]
        if kind.startswith(("FormattedText", "InputRich")):  # recursive unions: not modelled
            return []
        if (entity := self.types.get(kind)) is None:
            return [f"{path}: api.json lacks {kind}, which the specification describes"]
        if entity.get("subtypes"):
            return min((self._check(t, value, path) for t in entity["subtypes"]), key=len)
        if not isinstance(value, dict):
            return [f"{path}: expected {kind}"]
        fields = {f["name"]: f for f in entity.get("fields", [])}
        found = [f"{path}: unknown field {n!r} of {kind}" for n in value if n not in fields]
        for name, spec_field in fields.items():
            if name not in value:
                if spec_field["required"]:
                    found.append(f"{path}: {kind} lacks {name!r}")
                continue
            constant = self._CONSTANT.search(spec_field["description"])
            if constant and name in ("type", "status", "source") and value[name] != constant[1]:
                found += [f"{path}.{name}: must be {constant[1]!r}"] * 3  # the wrong subtype
            found += self.errors(spec_field, value[name], f"{path}.{name}")
        return found


# --------------------------------------------------------------------------- text and entities


def utf16(text: str) -> int:
    """Length in UTF-16 code units, the unit of entity offsets."""
    return len(text.encode("utf-16-le")) // 2


def checked_link(url: str) -> str:
    """The link as Telegram would keep it, or '' where it would silently drop it."""
    url = url.strip()
    if re.match(r"(?i)(tg|ton|tonsite):", url):
        return url
    match = re.fullmatch(r"(?is)(?:(https?)://)?([^\s/?#]+)([/?#].*)?", url)
    if not match:
        return ""
    host = match[2].rpartition("@")[2]
    bare = re.sub(r":\d{1,5}$", "", host)
    if "." not in bare or bare.startswith("[") or re.search(r"[^\w.%~!$&'()*+,;=-]", bare):
        return url if bare.startswith("[") and bare.endswith("]") else ""
    path = (match[3] or "").replace(" ", "%20")
    slash = "" if path.startswith("/") else "/"
    return f"{(match[1] or 'http').lower()}://{match[2].lower()}{slash}{path}"


def detect_entities(text: str) -> list[Json]:
    """Entities that Telegram finds by itself in a person's text (commands, mentions, links, tags)."""
    patterns = {
        "bot_command": r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?!\w)",
        "mention": r"(?<![\w/])@\w{3,32}",
        "url": r"https?://[^\s<>\"]+",
        "hashtag": r"(?<!\w)#\w+",
    }
    found = [(m.start(), kind, m[0]) for kind, p in patterns.items() for m in re.finditer(p, text)]
    return [
        {"type": k, "offset": utf16(text[:at]), "length": utf16(s)} for at, k, s in sorted(found)
    ]


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Strip the text as the server does before sending, and fit the entities to it."""
    text = re.sub(r"[\x00-\x09\x0b-\x1f\u202a-\u202e]", " ", text.replace("\r", "")).rstrip()
    lead = len(text) - len(text.lstrip(" \n"))
    lead = min([lead, *(e["offset"] for e in entities)])
    size = utf16(text) - lead
    fitted = []
    for e in entities:
        offset = e["offset"] - lead
        length = min(e["length"], size - offset)
        if length > 0:
            fitted.append(e | {"offset": offset, "length": length})
    return text[lead:], fitted


# --------------------------------------------------------------------------- the world


@dataclass
class Fault:
    """A failure to play for the next matching calls; ``calls`` counts those that came.

    ``error``: answer with code/description/retry_after.  ``drop``: close the connection, the call has
    no effect.  ``drop_after``: the call takes effect, its answer is lost.  ``slow``: wait ``delay``
    seconds first, or until ``end()``.  ``garbage``: a proxy's HTML page instead of JSON.
    """

    method: str = "*"
    kind: Literal["error", "drop", "drop_after", "slow", "garbage"] = "error"
    times: int = 1
    code: int = 500
    description: str = "Internal Server Error"
    retry_after: int = 0
    delay: float = 1.0
    chat_id: int | None = None
    calls: int = 0

    def end(self) -> None:
        """It is played no more, and calls that wait go on."""
        self.times, self.delay = 0, 0.0


@dataclass
class _Bucket:
    rate: float
    capacity: float
    level: float
    at: float
    blocked_until: float = 0.0

    def take(self, now: float) -> int:
        """0 when a message may pass, else the seconds to wait (and the wait is then enforced)."""
        if now < self.blocked_until:
            return max(1, math.ceil(self.blocked_until - now))
        self.level = min(self.capacity, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0
        wait = max(1, math.ceil((1 - self.level) / self.rate))
        self.blocked_until = now + wait
        return wait


@dataclass
class Call:
    """One request of the bot, as recorded."""

    at: float
    method: str
    params: Json
    status: int = 0
    result: Any = None
    error: str = ""
    problems: list[str] = field(default_factory=list)
    fault: str = ""
    took: float = 0.0

    @property
    def ok(self) -> bool:
        return self.status == 200


class Msg:
    """A message of a chat: its wire form plus what a person can see and do with it."""

    def __init__(self, data: Json, by_bot: bool, at: float) -> None:
        self.data, self.by_bot, self.at, self.edited_at = data, by_bot, at, at
        self.versions: list[Json] = [json.loads(json.dumps(data))]
        self.seen = 1  # how many versions there were when it was last looked at
        self.deleted = False

    def as_now(self) -> Msg:
        """The message as it is now, for somebody who sees no later edit."""
        return Msg(dict(self.data), self.by_bot, self.at)

    @property
    def id(self) -> int:
        return int(self.data["message_id"])

    @property
    def text(self) -> str:
        return str(self.data.get("text", self.data.get("caption", "")))

    @property
    def entities(self) -> list[Json]:
        return list(self.data.get("entities") or self.data.get("caption_entities") or [])

    def spans(self, *kinds: str) -> list[tuple[str, Json]]:
        """(covered text, entity) for each entity, optionally only of some kinds."""
        raw = self.text.encode("utf-16-le")
        cut = [
            (raw[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"), e)
            for e in self.entities
        ]
        return [(s, e) for s, e in cut if not kinds or e["type"] in kinds]

    @property
    def links(self) -> list[tuple[str, str]]:
        """(label, address) of every link, formatted or bare."""
        return [(s, e.get("url", s)) for s, e in self.spans("text_link", "url")]

    @property
    def buttons(self) -> list[Json]:
        rows = self.data.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [b["text"] for b in self.buttons]

    @property
    def reply_to(self) -> int | None:
        found = self.data.get("reply_to_message", {}).get("message_id")
        return int(found) if found is not None else None

    @property
    def thread(self) -> int | None:
        return self.data.get("message_thread_id")

    def __repr__(self) -> str:
        return (
            f"<Msg {self.id} {'bot' if self.by_bot else 'user'} {self.text[:60]!r} {self.labels}>"
        )


@dataclass
class Press:
    """A pressed button: what the bot answered to the callback query, if it did."""

    id: str
    at: float
    answered: bool = False
    text: str = ""
    alert: bool = False


@dataclass
class InlineAnswer:
    """The bot's answer to an inline query."""

    id: str
    user: User
    query: str
    at: float
    answered: bool = False
    results: list[Json] = field(default_factory=list)
    params: Json = field(default_factory=dict)
    took: float = 0.0

    def choose(self, index: int, chat: Chat) -> Msg:
        """The person picks a result: it is posted via the bot."""
        return self.user.tg._choose_inline(self, index, chat)


class User:
    """A person. ``user.chat`` is the private chat with the bot."""

    def __init__(self, tg: StandIn, data: Json) -> None:
        self.tg, self.data = tg, data
        self.started = self.blocked = False

    @property
    def id(self) -> int:
        return int(self.data["id"])

    @property
    def chat(self) -> Chat:
        return self.tg._private(self)

    def inline(
        self, query: str, offset: str = "", timeout: float = WITHIN_S, wait: bool = True
    ) -> InlineAnswer:
        """Type '@bot query' in some chat; waits for the answer unless ``wait`` is false."""
        return self.tg._inline(self, query, offset, timeout if wait else 0)

    def block(self) -> None:
        """Block the bot: it is told so once, and every message to this person is then refused."""
        self.blocked = True
        self.tg._member_update(self.chat, self, "member", "kicked")

    def unblock(self) -> None:
        self.blocked = False
        self.tg._member_update(self.chat, self, "kicked", "member")


class Chat:
    """A private chat, group or supergroup, seen by the people in it."""

    def __init__(self, tg: StandIn, data: Json, members: Sequence[User]) -> None:
        self.tg, self.data, self.members = tg, data, list(members)
        self.messages: dict[int, Msg] = {}
        self.actions: list[tuple[float, str]] = []
        self.topics: dict[int, str] = {}
        self.bot_status: Literal["member", "administrator", "kicked", "left"] = "member"
        self.migrated_to: int | None = None
        self.last_id = (
            1 if data.get("is_forum") else 0
        )  # 1 is the General topic, which cannot be sent to by id
        self._seen = 0

    @property
    def id(self) -> int:
        return int(self.data["id"])

    @property
    def private(self) -> bool:
        return bool(self.data["type"] == "private")

    # What people do ----------------------------------------------------------------------------

    def say(
        self,
        text: str,
        sender: User | None = None,
        reply_to: Msg | None = None,
        thread: int | None = None,
        **content: Any,
    ) -> Msg:
        """A person writes text (commands, mentions and links get their entities)."""
        found = detect_entities(text)
        body: Json = {"text": text, **({"entities": found} if found else {}), **content}
        return self.tg._incoming(self, sender or self.members[0], body, reply_to, thread)

    def send(
        self,
        sender: User | None = None,
        reply_to: Msg | None = None,
        thread: int | None = None,
        **content: Any,
    ) -> Msg:
        """A person sends any other content, given in wire form (sticker=..., location=...)."""
        return self.tg._incoming(self, sender or self.members[0], content, reply_to, thread)

    def upload(
        self,
        name: str,
        data: bytes,
        caption: str = "",
        sender: User | None = None,
        reply_to: Msg | None = None,
    ) -> Msg:
        """A person sends a document; the bot can fetch it with getFile."""
        info = self.tg._store(name, data) | {"file_name": name}
        info["mime_type"] = mimetypes.guess_type(name)[0] or "application/octet-stream"
        content: Json = {"document": info} | ({"caption": caption} if caption else {})
        return self.tg._incoming(self, sender or self.members[0], content, reply_to, None)

    def edit(self, msg: Msg, text: str) -> None:
        """A person edits an own message."""
        self.tg._user_edit(self, msg, text)

    def press(
        self,
        msg: Msg,
        label: str,
        sender: User | None = None,
        timeout: float = WITHIN_S,
        wait: bool = True,
    ) -> Press:
        """Press an inline callback button by its label or data and wait for the bot's answer."""
        with self.tg.lock:
            options = [b for b in msg.buttons if label in (b["text"], b.get("callback_data"))]
        if not options:
            raise AssertionError(f"no button {label!r} in {msg!r}")
        if "callback_data" not in options[0]:
            raise AssertionError(f"{label!r} is not a callback button: {options[0]}")
        who = sender or self.members[0]
        msg.seen = len(msg.versions)
        return self.tg._press(self, who, msg, options[0]["callback_data"], timeout if wait else 0)

    def topic(self, name: str) -> int:
        """Make a forum topic and return its thread id."""
        with self.tg.lock:
            thread = self.tg._next_message_id(self)
            self.topics[thread] = name
        return thread

    def kick_bot(self) -> None:
        """An administrator removes the bot from the group or channel."""
        old, self.bot_status = self.bot_status, "kicked"
        self.tg._member_update(self, self.members[0], old, "kicked")

    def add_bot(self, by: User | None = None) -> None:
        """Somebody makes the bot an administrator of the channel."""
        old, self.bot_status = self.bot_status, "administrator"
        self.tg._member_update(self, by or self.members[0], old, "administrator")

    def post(self, text: str = "", **content: Any) -> Msg:
        """The channel posts a text, or any other content, given in wire form."""
        found = detect_entities(text)
        body: Json = {"text": text, **({"entities": found} if found else {})} if text else {}
        return self.tg._channel_post(self, body | content)

    def edit_post(self, msg: Msg, **content: Any) -> None:
        """The channel edits a post: ``content`` takes the place of what it had of that."""
        self.tg._edit_channel_post(self, msg, content)

    def migrate(self) -> Chat:
        """The group becomes a supergroup with a new id."""
        return self.tg._migrate(self)

    # What people see ---------------------------------------------------------------------------

    @property
    def bot_messages(self) -> list[Msg]:
        """Messages of the bot that are still there, oldest first."""
        with self.tg.lock:
            return [m for m in self.messages.values() if m.by_bot and not m.deleted]

    def wait_reply(self, timeout: float = WITHIN_S) -> Msg:
        """The next message of the bot that was not returned before."""

        def unseen() -> Msg | None:
            return next((m for m in self.bot_messages if m.id > self._seen), None)

        found: Msg = self.tg.wait_for(unseen, timeout, f"no reply in chat {self.id}")
        self._seen, found.seen = found.id, len(found.versions)
        return found

    def wait_edit(self, msg: Msg, timeout: float = WITHIN_S, after: int | None = None) -> Msg:
        """Wait until the message has more versions than it was seen to have (or than ``after``)."""
        base = msg.seen if after is None else after
        what = f"no edit of {msg!r}"
        self.tg.wait_for(lambda: len(msg.versions) > base, timeout, what)
        msg.seen = len(msg.versions)
        return msg

    def settled(
        self, quiet: float = 0.0, timeout: float = WITHIN_S, at_least: int = 1
    ) -> list[Msg]:
        """All new bot messages once the bot has nothing left to do.

        ``quiet`` is for what it does by itself: so many seconds have passed since the last message.
        """
        start, deadline = self._seen, time.monotonic() + timeout
        while time.monotonic() < deadline:
            is_idle = self.tg.is_idle()
            new = [m for m in self.bot_messages if m.id > start]
            last = max([m.edited_at for m in new] + [t for t, _ in self.actions], default=0.0)
            if is_idle and len(new) >= at_least and self.tg.clock() - last >= quiet:
                self._seen = max((m.id for m in new), default=start)
                return new
            time.sleep(0.02)
        raise AssertionError(f"chat {self.id} did not settle in {timeout}s: {self.bot_messages}")

    def silence(self, seconds: float = 0.0) -> None:
        """Assert that the bot writes nothing here with all that it has left to do.

        ``seconds`` are for what it would do by itself, which is nothing within them.
        """
        before = len(self.bot_messages)
        time.sleep(seconds)
        self.tg.wait_until_idle()
        if new := self.bot_messages[before:]:
            raise AssertionError(f"expected silence, got {new}")


# --------------------------------------------------------------------------- the server


class StandIn:
    """The stand-in server, running in a thread of its own, and the stage for its users and chats.

    ``flood`` turns flood control on.  Plain http webhooks are allowed because everything is on
    loopback.
    """

    def __init__(
        self,
        *,
        flood: bool = False,
        privacy_mode: bool = True,
    ) -> None:
        self.spec = Spec(Path(__file__).with_name("api.json"))
        self.token, self.port, self.flood = "4242424242:StandInTokenForTestsOnly", 0, flood
        self.privacy_mode = privacy_mode
        self.me: Json = {
            "id": int(self.token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Stand-in Bot",
            "username": "standin_bot",
        }
        self.lock = threading.Condition()
        self.calls: list[Call] = []
        self.problems: list[str] = []
        self.faults: list[Fault] = []
        self.chats: dict[int, Chat] = {}
        self.users: dict[int, User] = {}
        self.files: dict[str, tuple[Json, bytes]] = {}
        self.presses: dict[str, Press] = {}
        self.inline_queries: dict[str, InlineAnswer] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.webhook: Json = {}
        self.polls = 0  # getUpdates calls seen
        self._changes = 0  # of what can be waited for
        self.is_all_handled: Callable[[], bool] = lambda: True  # of what the bot has received
        self._started = time.monotonic()
        self._ids: dict[str, int] = {
            "update": 700_000_000,
            "user": 1000,
            "group": 100,
            "query": 10**17,
            "file": 0,
        }
        self._queue: list[Json] = []
        self._allowed: set[str] | None = None
        self._sent: list[Json] = []  # the latest updates, for redeliver()
        self._again: list[Json] = []
        self._is_receiving = False  # the bot has not asked for more since it was sent updates
        self._buckets: dict[int, _Bucket] = {}
        self._poll: asyncio.Future[None] | None = None
        self._hook_task: asyncio.Task[None] | None = None
        self._hook_wake = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tgstandin", daemon=True)

    # Life --------------------------------------------------------------------------------------

    def __enter__(self) -> StandIn:
        self._thread.start()
        if not self._ready.wait(10) or not self.port:
            raise RuntimeError("the stand-in did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        app = web.Application(client_max_size=UPLOAD_LIMIT + 1_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2
        )
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        self._ready.set()
        await self._stop.wait()
        if self._hook_task:
            self._hook_task.cancel()
        await runner.cleanup()

    @property
    def base_url(self) -> str:
        """What takes the place of https://api.telegram.org"""
        return f"http://127.0.0.1:{self.port}"

    def env(self) -> dict[str, str]:
        """Environment of the bot process."""
        return {"TELEGRAM_API_URL": self.base_url, "TELEGRAM_BOT_TOKEN": self.token}

    def bot_process(self, command: Sequence[str], **kwargs: Any) -> BotProcess:
        """Run the bot as a process for the length of a ``with`` block."""
        return BotProcess(self, command, **kwargs)

    def clock(self) -> float:
        """Seconds since the stand-in was made."""
        return time.monotonic() - self._started

    @staticmethod
    def now() -> int:
        return int(time.time())

    def _next(self, kind: str) -> int:
        self._ids[kind] += 1
        return self._ids[kind]

    # Stage -------------------------------------------------------------------------------------

    def user(
        self,
        first_name: str = "Alice",
        language_code: str = "en",
        username: str | None = None,
        **extra: Any,
    ) -> User:
        """A new person who has not talked to the bot yet."""
        with self.lock:
            ident = self._next("user")
            data = {
                "id": ident,
                "is_bot": False,
                "first_name": first_name,
                "language_code": language_code,
            }
            data["username"] = username or f"{first_name.lower()}{ident}"
            self.users[ident] = User(self, data | extra)
            return self.users[ident]

    def _private(self, user: User) -> Chat:
        with self.lock:
            if user.id not in self.chats:
                keys = ("id", "first_name", "last_name", "username")
                data = {k: user.data[k] for k in keys if k in user.data} | {"type": "private"}
                self.chats[user.id] = Chat(self, data, [user])
            return self.chats[user.id]

    def group(
        self,
        title: str,
        members: Sequence[User],
        kind: Literal["group", "supergroup"] = "supergroup",
        forum: bool = False,
        bot_admin: bool = False,
    ) -> Chat:
        """A group of people to which the first of them adds the bot (which hears of it)."""
        with self.lock:
            number = self._next("group")
            data: Json = {
                "id": -number if kind == "group" else -1_000_000_000_000 - number,
                "title": title,
                "type": kind,
            }
            if forum:
                data["is_forum"] = True
            chat = self.chats[data["id"]] = Chat(self, data, members)
            chat.bot_status = "administrator" if bot_admin else "member"
        self._member_update(chat, members[0], "left", chat.bot_status)
        return chat

    def channel(
        self, title: str, owner: User, *, username: str | None = None, add_bot: bool = True
    ) -> Chat:
        """A channel whose owner makes the bot an administrator (which hears of it)."""
        with self.lock:
            data: Json = {"id": -1_000_000_000_000 - self._next("group"), "title": title}
            data |= {"type": "channel"} | ({"username": username} if username else {})
            chat = self.chats[data["id"]] = Chat(self, data, [owner])
            chat.bot_status = "left"
        if add_bot:
            chat.add_bot()
        return chat

    def fault(self, method: str = "*", kind: str = "error", **kwargs: Any) -> Fault:
        """Play a failure for the next matching calls; see ``Fault``."""
        new = Fault(method, kind, **kwargs)  # type: ignore[arg-type]
        with self.lock:
            self.faults.append(new)
        return new

    def redeliver(self, count: int = 1) -> None:
        """Deliver the last ``count`` updates again, as after a crash before they were confirmed."""
        with self.lock:
            self._again = self._sent[-count:]
            if self.webhook.get("url"):
                self._queue, self._again = self._again + self._queue, []
        self._wake()

    def reset(self) -> None:
        """Forget calls, problems and faults (chats and users stay)."""
        with self.lock:
            self.calls.clear()
            self.problems.clear()
            self.faults.clear()

    def called(self, pattern: str = "*", ok: bool | None = None) -> list[Call]:
        """Recorded calls whose method matches, without getUpdates unless asked for by name."""
        with self.lock:
            found = [c for c in self.calls if fnmatch.fnmatch(c.method.lower(), pattern.lower())]
        return [c for c in found if ok is None or c.ok == ok]

    def wait_for(
        self, check: Callable[[], Any], timeout: float = WITHIN_S, what: str = "condition not met"
    ) -> Any:
        """Wait until ``check`` returns something true, and return it."""
        deadline, changes = time.monotonic() + timeout, self._changes
        while not (found := check()):
            left = deadline - time.monotonic()
            if left <= 0:
                recent = [f"{c.method} {c.status} {c.error}" for c in self.calls[-5:]]
                raise AssertionError(f"{what} within {timeout}s; last calls: {recent}")
            with self.lock:
                if changes == self._changes:
                    self.lock.wait(min(left, 0.2))
                changes = self._changes
        return found

    def _tell_of_change(self) -> None:
        """Let what waits look again; the lock is held."""
        self._changes += 1
        self.lock.notify_all()

    def wait_for_call(self, fault: Fault) -> None:
        """Wait until a call has come for which the fault is played."""
        self.wait_for(lambda: fault.calls, what=f"no call of {fault.method}")

    def is_idle(self) -> bool:
        """Whether the bot has received all updates and is done with them."""
        with self.lock:
            is_received = not (self._queue or self._again or self._is_receiving)
        return is_received and self.is_all_handled()

    def wait_until_idle(self, timeout: float = WITHIN_S) -> None:
        """Wait until the bot has nothing left to do."""
        deadline = time.monotonic() + timeout
        while not self.is_idle():
            if time.monotonic() > deadline:
                raise AssertionError(f"the bot is still busy after {timeout}s")
            time.sleep(0.02)

    def faults_of_bot(self, allow: Iterable[str] = ()) -> list[str]:
        """Everything the bot did that Telegram refuses, drops or penalises."""
        allowed = list(allow)
        with self.lock:
            now, found = self.clock(), list(self.problems)
            found += [
                f"{c.method}: {c.status} {c.error}"
                for c in self.calls
                if 400 <= c.status < 500 and not c.fault
            ]
            found += [
                f"button press {p.id} never answered"
                for p in self.presses.values()
                if not p.answered and now - p.at > 2
            ]
            found += [
                f"inline query {q.query!r} never answered"
                for q in self.inline_queries.values()
                if not q.answered and now - q.at > 2
            ]
        return [p for p in found if not any(fnmatch.fnmatch(p, a) or a in p for a in allowed)]

    def assert_clean(self, allow: Iterable[str] = ()) -> None:
        """Raise if the bot did anything wrong that is not in ``allow`` (substrings or patterns)."""
        found = self.faults_of_bot(allow)
        if found:
            raise AssertionError("the bot misused the Bot API:\n  " + "\n  ".join(found))

    # Updates to the bot ------------------------------------------------------------------------

    def _push(self, kind: str, body: Json) -> None:
        with self.lock:
            update = {"update_id": self._next("update"), kind: json.loads(json.dumps(body))}
            wrong = self.spec._check("Update", update, "update")
            if wrong:
                raise AssertionError(f"the stand-in made a bad update: {wrong}")
            allowed = self._allowed
            wanted = not allowed or kind in allowed
            if wanted:
                self._queue.append(update)
                self._sent = [*self._sent[-50:], update]
        self._wake()

    def _wake(self) -> None:
        def wake() -> None:
            self._hook_wake.set()
            if self._poll and not self._poll.done():
                self._poll.set_result(None)

        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(wake)

    @staticmethod
    def _next_message_id(chat: Chat) -> int:
        chat.last_id += 1
        return chat.last_id

    def _incoming(
        self, chat: Chat, sender: User, body: Json, reply_to: Msg | None, thread: int | None
    ) -> Msg:
        with self.lock:
            if chat.private and sender.blocked:
                raise AssertionError("this person has blocked the bot")
            sender.started = sender.started or chat.private
            data: Json = {
                "message_id": self._next_message_id(chat),
                "date": self.now(),
                "chat": chat.data,
                "from": sender.data,
            }
            data |= body
            if reply_to:
                data["reply_to_message"] = {
                    k: v for k, v in reply_to.data.items() if k != "reply_to_message"
                }
            if thread:
                data |= {"message_thread_id": thread, "is_topic_message": True}
            elif reply_to and chat.data["type"] == "supergroup":
                # outside of topics this is the id of the reply chain: not usable for sending (a real trap)
                data["message_thread_id"] = reply_to.data.get("message_thread_id", reply_to.id)
            msg = chat.messages[data["message_id"]] = Msg(data, False, self.clock())
            visible = self._visible(chat, data)
        if visible:
            self._push("message", data)
        return msg

    def _visible(self, chat: Chat, data: Json) -> bool:
        """Whether the bot hears this message (membership and privacy mode)."""
        if chat.bot_status in ("kicked", "left"):
            return False
        service = not data.keys() & {
            "text",
            "caption",
            *MEDIA,
            "location",
            "contact",
            "poll",
            "dice",
            "venue",
        }
        if chat.private or not self.privacy_mode or chat.bot_status == "administrator" or service:
            return True
        text = str(data.get("text") or data.get("caption") or "")
        command = re.match(r"/\w+(?:@(\w+))?", text)
        if command:
            return command[1] is None or command[1].lower() == self.me["username"].lower()
        replied = data.get("reply_to_message", {}).get("from", {}).get("id") == self.me["id"]
        return bool(
            replied or f"@{self.me['username']}".lower() in text.lower() or "via_bot" in data
        )

    def _user_edit(self, chat: Chat, msg: Msg, text: str) -> None:
        with self.lock:
            msg.data |= {"text": text, "edit_date": self.now()}
            msg.data["entities"] = detect_entities(text)
            msg.versions.append(json.loads(json.dumps(msg.data)))
        if self._visible(chat, msg.data):
            self._push("edited_message", msg.data)

    def _channel_post(self, chat: Chat, body: Json) -> Msg:
        with self.lock:
            data: Json = {"message_id": self._next_message_id(chat), "date": self.now()}
            data |= {"chat": chat.data, "sender_chat": chat.data} | body
            msg = chat.messages[data["message_id"]] = Msg(data, False, self.clock())
        if chat.bot_status == "administrator":  # a channel has no other bots
            self._push("channel_post", data)
        return msg

    def _edit_channel_post(self, chat: Chat, msg: Msg, content: Json) -> None:
        with self.lock:
            kept = {k: v for k, v in msg.data.items() if k not in ("entities", "caption_entities")}
            msg.data = kept | content | {"edit_date": self.now()}
            msg.versions.append(json.loads(json.dumps(msg.data)))
        if chat.bot_status == "administrator":
            self._push("edited_channel_post", msg.data)

    def _member(self, user: Json, status: str) -> Json:
        member: Json = {"user": user, "status": status}
        kinds = {
            "creator": "ChatMemberOwner",
            "administrator": "ChatMemberAdministrator",
            "kicked": "ChatMemberBanned",
        }
        if status in kinds:  # fill the required flags with harmless values
            for f in self.spec.types[kinds[status]]["fields"]:
                if f["required"] and f["name"] not in member:
                    member[f["name"]] = 0 if f["types"] == ["Integer"] else False
        return member

    def _member_update(self, chat: Chat, by: User, old: str, new: str) -> None:
        body = {"chat": chat.data, "from": by.data, "date": self.now()}
        body |= {
            "old_chat_member": self._member(self.me, old),
            "new_chat_member": self._member(self.me, new),
        }
        self._push("my_chat_member", body)

    def _migrate(self, chat: Chat) -> Chat:
        moved = self.group(chat.data["title"], chat.members)
        chat.migrated_to = moved.id
        self._incoming(chat, chat.members[0], {"migrate_to_chat_id": moved.id}, None, None)
        return moved

    def _press(self, chat: Chat, who: User, msg: Msg, data: str, timeout: float) -> Press:
        with self.lock:
            press = Press(str(self._next("query")), self.clock())
            self.presses[press.id] = press
            body: Json = {
                "id": press.id,
                "from": who.data,
                "chat_instance": str(chat.id),
                "data": data,
                "message": msg.data,
            }
        self._push("callback_query", body)
        if timeout:
            with contextlib.suppress(AssertionError):
                self.wait_for(lambda: press.answered, timeout)
        return press

    def _inline(self, user: User, query: str, offset: str, timeout: float) -> InlineAnswer:
        with self.lock:
            answer = InlineAnswer(str(self._next("query")), user, query, self.clock())
            self.inline_queries[answer.id] = answer
        self._push(
            "inline_query",
            {
                "id": answer.id,
                "from": user.data,
                "query": query,
                "offset": offset,
                "chat_type": "sender",
            },
        )
        if timeout:
            with contextlib.suppress(AssertionError):
                self.wait_for(lambda: answer.answered, timeout)
        return answer

    def _choose_inline(self, answer: InlineAnswer, index: int, chat: Chat) -> Msg:
        result = answer.results[index]
        with self.lock:
            content = result.get("input_message_content", {})
            text, entities, _ = self._format(
                content.get("message_text", ""), content.get("entities")
            )
            data: Json = {
                "message_id": self._next_message_id(chat),
                "date": self.now(),
                "chat": chat.data,
                "from": answer.user.data,
                "via_bot": self.me,
                "text": text,
            }
            data |= {"entities": entities} if entities else {}
            data |= {"reply_markup": result["reply_markup"]} if "reply_markup" in result else {}
            msg = chat.messages[data["message_id"]] = Msg(data, False, self.clock())
        return msg

    # HTTP --------------------------------------------------------------------------------------

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        token, name = request.match_info["token"], request.match_info["method"]
        method = self.spec.methods.get(name.lower())
        with self.lock:
            call = Call(self.clock(), method["name"] if method else name, {})
        fault: Fault | None = None
        try:
            if token != self.token:
                raise ApiError(401, "Unauthorized")
            if not method:
                raise ApiError(404, "Not Found: method not found, or not modelled by STANDIN")
            raw = await self._read(request)
            call.params = self.spec.decode(method, raw, call.problems)
            fault = self._take_fault(call)
            while fault and fault.kind == "slow" and self.clock() < call.at + fault.delay:
                await asyncio.sleep(0.02)
            if fault and fault.kind in ("error", "drop", "garbage"):
                parameters = {"retry_after": fault.retry_after} if fault.retry_after else {}
                raise ApiError(fault.code, fault.description, **parameters)
            call.result = await self._perform(method, call)
            call.status, answer = 200, {"ok": True, "result": call.result}
            if not call.problems and call.method != "getUpdates":
                self._self_check(method, call.result)
        except ApiError as error:
            call.status, call.error = error.code, error.description
            answer = {"ok": False, "error_code": error.code, "description": error.description}
            if error.parameters:
                answer["parameters"] = error.parameters
        self._record(call)
        if fault and fault.kind in ("drop", "drop_after") and request.transport:
            request.transport.close()
        if fault and fault.kind == "garbage":
            return web.Response(
                status=fault.code,
                text="<html><h1>502 Bad Gateway</h1></html>",
                content_type="text/html",
            )
        headers = (
            {"Retry-After": str(answer["parameters"]["retry_after"])}
            if "retry_after" in answer.get("parameters", {})
            else {}
        )
        return web.json_response(answer, status=call.status, headers=headers)

    @staticmethod
    async def _read(request: web.Request) -> Json:
        """Parameters from a JSON or form body."""
        if request.content_type == "application/json":
            return dict(await request.json())
        posted = await request.post() if request.can_read_body else {}
        if any(isinstance(value, web.FileField) for value in posted.values()):
            raise bad("STANDIN takes no files")
        return dict(posted)

    async def _perform(self, method: Json, call: Call) -> Any:
        """Check the call against the specification, flood control and the world, and carry it out."""
        if call.method == "getUpdates":
            return await self._get_updates(call.params)
        missing = self.spec.missing(method, call.params)
        names = {"chat_id": "chat_id is empty", "text": "message text is empty"}
        if missing:
            raise bad(names.get(missing[0], f'parameter "{missing[0]}" is required'))
        with self.lock:
            self._flood_check(call)
            handler: Callable[[Json, Call], Any] = getattr(self, f"_on_{call.method.lower()}")
            call.result = handler(call.params, call)
            call.status = 200
            self.calls.append(call)  # with what it does: who sees that may look for the call
            return call.result

    def _self_check(self, method: Json, result: Any) -> None:
        wrong = min(
            (self.spec._check(t, result, method["name"]) for t in method["returns"]), key=len
        )
        if wrong:
            with self.lock:
                self.problems.append(f"STANDIN made a bad answer: {wrong}")

    def _take_fault(self, call: Call) -> Fault | None:
        with self.lock:
            for fault in self.faults:
                here = fault.chat_id in (None, call.params.get("chat_id"))
                if (
                    fault.times > 0
                    and here
                    and fnmatch.fnmatch(call.method.lower(), fault.method.lower())
                ):
                    fault.times -= 1
                    fault.calls += 1
                    call.fault = fault.kind
                    self._tell_of_change()
                    return fault
        return None

    def _record(self, call: Call) -> None:
        call.took = self.clock() - call.at
        with self.lock:
            if call.method == "getUpdates":
                self.polls += 1
                if call.status == 200 and not call.result:
                    self._tell_of_change()
                    return  # empty polls are not worth a record
            if call.status != 200 or call.method == "getUpdates":
                self.calls.append(call)
            self.problems += call.problems
            self._tell_of_change()

    def _flood_check(self, call: Call) -> None:
        name = call.method
        if not self.flood or name not in ("sendMessage", "editMessageText"):
            return
        now, chat_id = self.clock(), call.params.get("chat_id", 0)
        if isinstance(chat_id, int) and chat_id < 0:
            burst = PER_GROUP_PER_MINUTE
            one = _Bucket(PER_GROUP_PER_MINUTE / 60, burst, burst, now)
        else:
            one = _Bucket(PER_CHAT_PER_SECOND, CHAT_BURST, CHAT_BURST, now)
        everyone = self._buckets.setdefault(0, _Bucket(PER_SECOND, PER_SECOND, PER_SECOND, now))
        buckets = [self._buckets.setdefault(chat_id, one), everyone] if chat_id else [everyone]
        if any(now < b.blocked_until - 0.05 for b in buckets):
            call.problems.append(f"{name}: called again before retry_after was over")
        wait = next((w for b in buckets if (w := b.take(now))), 0)
        if wait:
            raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return web.json_response(
                {"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401
            )
        for info, data in self.files.values():
            if info["file_path"] == request.match_info["path"]:
                return web.Response(body=data, content_type="application/octet-stream")
        return web.json_response(
            {"ok": False, "error_code": 404, "description": "Not Found"}, status=404
        )

    # Updates and webhooks ----------------------------------------------------------------------

    def _subscribe(self, params: Json) -> None:
        if isinstance(params.get("allowed_updates"), list):
            self._allowed = set(params["allowed_updates"]) or None

    async def _get_updates(self, params: Json) -> list[Json]:
        if self.webhook.get("url"):
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
            )
        if self._poll and not self._poll.done():  # the older request loses, as on the real server
            self._poll.set_exception(
                ApiError(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
            )
        with self.lock:
            self._subscribe(params)
        offset, limit = params.get("offset", 0), min(max(params.get("limit", 100), 1), 100)
        deadline = self._loop.time() + min(max(params.get("timeout", 0), 0), 50)
        with self.lock:
            self.polls += 1
            self._is_receiving = False
            self._tell_of_change()
            if offset:
                self._queue = [u for u in self._queue if u["update_id"] >= offset]
        while True:
            with self.lock:
                again, self._again = self._again[:limit], self._again[limit:]
                batch = again or self._queue[:limit]
                self._is_receiving = bool(batch)
            left = deadline - self._loop.time()
            if batch or left <= 0:
                return batch
            self._poll = asyncio.get_running_loop().create_future()
            mine = self._poll
            try:
                await asyncio.wait_for(mine, left)
            except TimeoutError:
                return []
            finally:
                if self._poll is mine:
                    self._poll = None

    def _on_setwebhook(self, params: Json, call: Call) -> bool:
        url, secret = params["url"], params.get("secret_token", "")
        if not url:
            return self._on_deletewebhook(params, call)
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http"):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        try:
            local = (
                parts.hostname == "localhost"
                or ipaddress.ip_address(parts.hostname or "").is_loopback
            )
        except ValueError:
            local = False
        if not local:
            raise bad("bad webhook: STANDIN delivers to loopback addresses only")
        if len(secret) > 256 or not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise bad(
                "secret token contains unallowed characters"
                if len(secret) <= 256
                else "secret token is too long"
            )
        self._subscribe(params)
        self.webhook = {"url": url, "secret_token": secret, "errors": 0, "delivered": 0}
        if self._poll and not self._poll.done():
            self._poll.set_exception(ApiError(409, "Conflict: terminated by setWebhook request"))
        if not self._hook_task:
            self._hook_task = asyncio.get_running_loop().create_task(self._deliver())
        self._hook_wake.set()
        return True

    def _on_deletewebhook(self, params: Json, call: Call) -> bool:
        self.webhook = {}
        return True

    async def _deliver(self) -> None:
        """POST queued updates to the webhook, in order, again and again until it answers 2xx."""
        delay = 0.2
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http:
            while True:
                with self.lock:
                    hook, update = self.webhook, self._queue[0] if self._queue else None
                if not hook.get("url") or update is None:
                    await self._hook_wake.wait()
                    self._hook_wake.clear()
                    continue
                headers = (
                    {"X-Telegram-Bot-Api-Secret-Token": hook["secret_token"]}
                    if hook["secret_token"]
                    else {}
                )
                try:
                    async with http.post(
                        hook["url"], json=update, headers=headers, ssl=False
                    ) as answer:
                        error = (
                            ""
                            if answer.ok
                            else f"Wrong response from the webhook: {answer.status} {answer.reason}"
                        )
                except (aiohttp.ClientError, TimeoutError) as problem:
                    error = f"Connection error: {type(problem).__name__}"
                if error:
                    hook["last_error"], hook["errors"] = error, hook["errors"] + 1
                    await asyncio.sleep(delay)
                    delay = min(delay * 2, 5.0)
                    continue
                delay, hook["delivered"] = 0.2, hook["delivered"] + 1
                with self.lock:
                    self._queue = [u for u in self._queue if u is not update]
                    self._tell_of_change()

    # Sending -----------------------------------------------------------------------------------

    def _chat(self, ident: int) -> Chat:
        """The chat, if the bot may write to it."""
        chat = self.chats.get(ident)
        if chat is None:
            if ident in self.users:
                raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
            raise bad("chat not found")
        if chat.migrated_to:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        if chat.private and chat.members[0].blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if chat.private and not chat.members[0].started:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        kind = chat.data["type"]
        if chat.bot_status == "kicked":
            raise ApiError(403, f"Forbidden: bot was kicked from the {kind} chat")
        if chat.bot_status == "left":
            raise ApiError(403, f"Forbidden: bot is not a member of the {kind} chat")
        return chat

    def _format(self, text: str, given: list[Json] | None) -> tuple[str, list[Json], list[str]]:
        """Text as it will be shown, its entities, and what Telegram would silently drop."""
        if not text:
            raise bad("message text is empty")
        if len(text.encode()) > RAW_TEXT_BYTES:
            raise bad("text is too long")
        links = [e for e in given or [] if e["type"] == "text_link"]
        notes = [
            f"a link is silently dropped: its address is not valid: {e['url']}"
            for e in links
            if not checked_link(e["url"])
        ]
        entities = [e for e in given or [] if e not in links or checked_link(e["url"])]
        plain, entities = trim(text, entities)
        if not plain:
            raise bad("text must be non-empty")
        if len(plain) > TEXT_LIMIT:
            raise bad("message is too long")
        if utf16(plain) > TEXT_LIMIT:
            notes.append(
                f"{utf16(plain)} UTF-16 units: within {TEXT_LIMIT} characters, but clients count units"
            )
        if len(entities) > ENTITY_LIMIT:
            notes.append(
                f"{len(entities)} entities: Telegram drops all formatting after the first {ENTITY_LIMIT}"
            )
        code = [
            (e["offset"], e["offset"] + e["length"])
            for e in entities
            if e["type"] in ("code", "pre")
        ]
        inside = [
            e
            for e in entities
            if e["type"] not in ("code", "pre")
            and any(a < e["offset"] + e["length"] and e["offset"] < b for a, b in code)
            and "blockquote" not in e["type"]
        ]
        if inside:
            notes.append("formatting inside code or pre is silently dropped")
            entities = [e for e in entities if e not in inside]
        seen = [
            (e["offset"], e["offset"] + e["length"]) for e in entities if "blockquote" in e["type"]
        ]
        if any(a2 < b1 for (_, b1), (a2, _) in itertools.pairwise(seen)):
            notes.append("nested block quotations are silently flattened")
        return plain, entities, notes

    def _body(self, params: Json, call: Call) -> Json:
        """The text part of a message."""
        if "parse_mode" in params:
            raise bad("STANDIN does not model parse_mode")
        text, entities, notes = self._format(params.get("text", ""), params.get("entities"))
        call.problems += [f"{call.method}: {n}" for n in notes]
        body: Json = {"text": text} | ({"entities": entities} if entities else {})
        options = params.get("link_preview_options")
        return body | ({"link_preview_options": options} if options else {})

    def _markup(self, params: Json, call: Call) -> Json:
        """The inline keyboard of a message, checked; other keyboards are accepted and not shown."""
        markup = params.get("reply_markup")
        if not markup:
            return {}
        if not isinstance(markup, dict):
            raise bad(
                "can't parse reply keyboard markup JSON object"
                if isinstance(markup, str)
                else "object expected as reply markup"
            )
        rows = markup.get("inline_keyboard")
        if not rows:
            return {}
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise bad(
                'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
            )
        buttons = [b for row in rows for b in row]
        for button in buttons:
            actions = [
                k for k in button if k not in ("text", "icon_custom_emoji_id", "style", "disabled")
            ]
            if not actions:
                raise bad(
                    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
                )
            if not button.get("text", "").strip():
                raise bad("inline keyboard button text must be non-empty")
            if len(button.get("callback_data", "").encode()) > 64:
                raise bad("BUTTON_DATA_INVALID")
            if "url" in button and not checked_link(button["url"]):
                raise bad(
                    f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
                )
            if len(button.get("copy_text", {}).get("text", "")) > 256:
                raise bad("BUTTON_COPY_TEXT_INVALID")
            if len(actions) > 1:
                call.problems.append(
                    f"{call.method}: button {button['text']!r} has several actions: {actions}"
                )
        if len(buttons) > 100:
            raise bad("reply markup is too long")
        return {"reply_markup": {"inline_keyboard": [row for row in rows if row]}}

    def _reply(self, params: Json, chat: Chat) -> Json:
        """The reply_to_message part of a message."""
        wanted = params.get("reply_parameters")
        if not wanted:
            return {}
        target = chat.messages.get(wanted["message_id"])
        if target is None or target.deleted:
            if wanted.get("allow_sending_without_reply"):
                return {}
            raise bad("message to be replied not found")
        return {
            "reply_to_message": {k: v for k, v in target.data.items() if k != "reply_to_message"}
        }

    def _post(self, params: Json, call: Call, content: Json) -> Json:
        """Add a message of the bot to a chat."""
        chat = self._chat(params["chat_id"])
        thread = params.get("message_thread_id")
        topical = chat.private or chat.data.get(
            "is_forum", False
        )  # elsewhere the thread is ignored
        if thread and topical and thread not in chat.topics:
            raise bad("message thread not found")
        data: Json = {
            "message_id": self._next_message_id(chat),
            "from": self.me,
            "chat": chat.data,
            "date": self.now(),
        }
        data |= content | self._reply(params, chat) | self._markup(params, call)
        replied = data.get("reply_to_message", {})
        if not thread and replied.get("is_topic_message"):
            thread = replied["message_thread_id"]
        if thread and topical:
            data |= {"message_thread_id": thread, "is_topic_message": True}
        chat.messages[data["message_id"]] = Msg(data, True, self.clock())
        return data

    def _on_sendmessage(self, params: Json, call: Call) -> Json:
        return self._post(params, call, self._body(params, call))

    def _store(self, name: str, data: bytes) -> Json:
        """Keep a file and return its wire form."""
        with self.lock:
            number = self._next("file")
            ident, unique = f"BQACAgStandIn{number:06d}", f"AgADstandin{number:06d}"
            path = f"documents/file_{number}{Path(name).suffix}"
            info = {"file_id": ident, "file_unique_id": unique, "file_size": len(data)}
            self.files[ident] = (info | {"file_path": path}, data)
            return info

    def _on_sendchataction(self, params: Json, call: Call) -> bool:
        if params["action"] not in CHAT_ACTIONS:
            raise bad("wrong parameter action in request")
        self._chat(params["chat_id"]).actions.append((self.clock(), params["action"]))
        return True

    # Changing ----------------------------------------------------------------------------------

    def _message(self, chat_id: int, message_id: int, what: str) -> Msg:
        found = self._chat(chat_id).messages.get(message_id)
        if found is None or found.deleted:
            raise bad(f"{what} not found")
        return found

    def _editable(self, params: Json) -> Msg:
        if "chat_id" not in params or "message_id" not in params:
            raise bad("message identifier is not specified")
        msg = self._message(params["chat_id"], params["message_id"], "message to edit")
        if not msg.by_bot:
            raise bad("message can't be edited")
        return msg

    def _on_editmessagetext(self, params: Json, call: Call) -> Json:
        """Apply an edit; like the server, refuse one that changes nothing."""
        body, msg = self._body(params, call), self._editable(params)
        replaced = ("text", "entities", "link_preview_options", "reply_markup", "edit_date")
        keep = {k: v for k, v in msg.data.items() if k not in replaced}
        new = keep | body | self._markup(params, call)
        if new == {k: v for k, v in msg.data.items() if k != "edit_date"}:
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
            )
        msg.data = new | {"edit_date": self.now()}
        msg.edited_at = self.clock()
        msg.versions.append(json.loads(json.dumps(msg.data)))
        return msg.data

    def _on_deletemessage(self, params: Json, call: Call) -> bool:
        chat = self._chat(params["chat_id"])
        msg = self._message(params["chat_id"], params["message_id"], "message to delete")
        if not msg.by_bot and not chat.private and chat.bot_status != "administrator":
            raise bad("message can't be deleted")
        msg.deleted = True
        return True

    # Answering ---------------------------------------------------------------------------------

    def _on_answercallbackquery(self, params: Json, call: Call) -> bool:
        press = self.presses.get(params["callback_query_id"])
        if press is None or self.clock() - press.at > CALLBACK_TTL_S:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if press.answered:
            call.problems.append(
                "answerCallbackQuery: answered twice, the second answer is not shown"
            )
        if len(params.get("text", "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        press.answered = True
        press.text, press.alert = params.get("text", ""), bool(params.get("show_alert"))
        return True

    def _on_answerinlinequery(self, params: Json, call: Call) -> bool:
        query = self.inline_queries.get(params["inline_query_id"])
        if query is None or query.answered or self.clock() - query.at > INLINE_TTL_S:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        results = params["results"]
        if not isinstance(results, list):
            raise bad("can't parse inline query results JSON object")
        if len(results) > 50:
            raise bad("too many inline query results specified")
        ids = [r.get("id", "") for r in results]
        if len(set(ids)) < len(ids):
            raise bad("RESULT_ID_DUPLICATE")
        if any(not 1 <= len(i.encode()) <= 64 for i in ids):
            raise bad("RESULT_ID_INVALID")
        if len(params.get("next_offset", "").encode()) > 64:
            raise bad("NEXT_OFFSET_INVALID")
        for result in results:
            content = result.get("input_message_content", {})
            if result.get("type") == "article" and not content:
                raise bad(
                    "can't parse inline query result: Can't find field \"input_message_content\""
                )
            if "message_text" in content:
                notes = self._format(content["message_text"], content.get("entities"))[2]
                call.problems += [f"answerInlineQuery: {n}" for n in notes]
            self._markup(result, call)
        query.answered, query.results, query.took = True, results, self.clock() - query.at
        query.params = {k: v for k, v in params.items() if k != "results"}
        return True

    # Asking ------------------------------------------------------------------------------------

    def _on_getme(self, params: Json, call: Call) -> Json:
        return self.me | {
            "can_join_groups": True, "can_read_all_group_messages": not self.privacy_mode,
            "supports_inline_queries": True, "can_connect_to_business": False, "has_main_web_app": False,
        }  # fmt: skip

    def _on_getchatadministrators(self, params: Json, call: Call) -> list[Json]:
        chat = self._chat(params["chat_id"])
        if chat.private:
            raise bad("there are no administrators in the private chat")
        return [self._member(chat.members[0].data, "creator")]

    def _on_getfile(self, params: Json, call: Call) -> Json:
        if params["file_id"] not in self.files:
            raise bad("wrong file_id or the file is temporarily unavailable")
        info = self.files[params["file_id"]][0]
        if info["file_size"] > DOWNLOAD_LIMIT:
            raise bad("file is too big")
        return info

    # Profile -----------------------------------------------------------------------------------

    @staticmethod
    def _language(params: Json) -> str:
        language = str(params.get("language_code", ""))
        if language and not re.fullmatch(r"[a-z]{2}", language):
            raise bad("invalid language code specified")
        return language

    def _on_setmycommands(self, params: Json, call: Call) -> bool:
        commands = params["commands"]
        if len(commands) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for c in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", c.get("command", "")):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(c.get("description", "").strip()) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        scope = json.dumps(params.get("scope") or {"type": "default"}, sort_keys=True)
        self.commands[scope, self._language(params)] = commands
        return True

    def _on_setmydescription(self, params: Json, call: Call) -> bool:
        self.profile["description", self._language(params)] = params.get("description", "")
        return True

    def _on_setmyshortdescription(self, params: Json, call: Call) -> bool:
        text = params.get("short_description", "")
        self.profile["short_description", self._language(params)] = text
        return True


# --------------------------------------------------------------------------- the bot's process


class BotProcess:
    """The bot as a black box: a process with the stand-in's address and token in its environment."""

    def __init__(
        self,
        tg: StandIn,
        command: Sequence[str],
        env: dict[str, str] | None = None,
        cwd: str | Path | None = None,
        output: str | Path | None = None,
        ready_timeout: float = WITHIN_S,
        begin: Callable[..., Any] = subprocess.Popen,
    ) -> None:
        self.tg, self.command, self.cwd, self.ready_timeout = tg, list(command), cwd, ready_timeout
        self.env = {**os.environ, **tg.env(), **(env or {})}
        self.output = Path(output) if output else None
        self._begin, self._process = begin, None  # a process as subprocess.Popen

    def start(self) -> BotProcess:
        self.tg.polls, self.tg.webhook, self.tg._is_receiving = 0, {}, False
        sink: Any = self.output.open("ab") if self.output else None
        self._process = self._begin(
            self.command,
            env=self.env,
            cwd=self.cwd,
            stdout=sink,
            stderr=subprocess.STDOUT if sink else None,
        )
        if sink:
            sink.close()  # the process has its own
        try:
            self.tg.wait_for(
                lambda: self.tg.polls or self.tg.webhook.get("url") or self.returncode is not None,
                self.ready_timeout,
                "the bot does not listen",
            )
        except AssertionError:
            self.kill()
            raise
        if self.returncode is not None:
            raise AssertionError(f"the bot ended at once with exit code {self.returncode}")
        return self

    @property
    def returncode(self) -> int | None:
        return self._process.poll() if self._process else None

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def stop(self, sig: int = signal.SIGTERM, timeout: float = WITHIN_S) -> int:
        """Ask the bot to end and return its exit code; it is killed if it does not."""
        assert self._process
        if self._process.poll() is None:
            self._process.send_signal(sig)
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the bot did not end within {timeout}s of signal {sig}") from None

    def kill(self) -> None:
        """End the bot without warning, as a power cut would."""
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait(5)

    def __enter__(self) -> BotProcess:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.returncode is None:
            self.stop()
