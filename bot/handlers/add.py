"""Adding articles: files, links, texts and forwarded messages of administrators, with progress."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from telegram import Message, Update
from telegram.ext.filters import MessageFilter

from bot import sending
from bot.addressing import question_of, text_of
from bot.context import Context
from bot.handlers.admin import admin_only
from bot.handlers.ask import answer_message
from bot.messages import lines
from bot.splitting import pack
from bot.submissions import Submission as Article
from bot.submissions import address_in, from_text, safe_name
from bot.texts import Texts
from retrieval import IngestFailure, IngestReport, Progress, RetrievalError

MOST_BYTES = 20_000_000  # what Telegram gives to bots
_LISTED_FAILURES = 5
_PROGRESS_EVERY_S = 2.0
_WORDS_OF_STEP = {"fetching": "add_fetching", "embedding": "add_embedding"}


class Submission(MessageFilter):
    """Messages that may be an article: a file, or what was forwarded."""

    def filter(self, message: Message) -> bool:
        """See :class:`telegram.ext.filters.MessageFilter`."""
        is_forwarded = message.forward_origin is not None and bool(text_of(message).strip())
        return message.document is not None or is_forwarded


async def submitted(update: Update, context: Context) -> None:
    """Adds what an administrator sends; a stranger's text is a question, a file is not."""
    message, user = update.effective_message, update.effective_user
    if not message or not user:
        return
    texts = context.texts(user)
    if context.services.is_admin(user.id):
        await _add_message(context, message, texts)
    elif question_of(message, context.bot.username):
        await answer_message(context, message, user)
    else:
        await sending.reply(context, message, [lines([texts("add_not_admin")])])


async def add_command(update: Update, context: Context) -> None:
    """Adds the text or the link after /add, or the message that it replies to."""
    allowed = await admin_only(update, context)
    if allowed is None:
        return
    message, _, texts = allowed
    command, _, text = (message.text or "").partition(" ")
    if "\n" in command:  # the text begins on the next line
        text = (message.text or "").partition("\n")[2]
    if text.strip():
        await _add_text(context, message, texts, text)
    elif message.reply_to_message:
        await _add_message(context, message.reply_to_message, texts)
    else:
        await sending.reply(context, message, [lines([texts("add_usage")])])


async def _add_message(context: Context, message: Message, texts: Texts) -> None:
    document = message.document
    if document is None:
        await _add_text(context, message, texts, text_of(message), origin=message)
    elif (document.file_size or 0) > MOST_BYTES:
        await sending.reply(context, message, [lines([texts("add_too_big")])])
    else:
        file = await context.bot.get_file(document.file_id)
        content = bytes(await file.download_as_bytearray())
        await _add(context, message, texts, Article(safe_name(document.file_name), content))


async def _add_text(
    context: Context, message: Message, texts: Texts, text: str, *, origin: Message | None = None
) -> None:
    """Adds a text as an article; one that is only a link stands for what lies there."""
    address = address_in(text)
    if address:
        await _ingest(context, message, texts, address)
    else:
        await _add(context, message, texts, from_text(text, message=origin))


async def _add(context: Context, message: Message, texts: Texts, article: Article) -> None:
    """Adds what was handed in, by way of a private file that is gone afterwards."""
    with context.services.uploads.place() as folder:
        path = await asyncio.to_thread(article.write, folder)
        await _ingest(context, message, texts, path)


async def _ingest(context: Context, message: Message, texts: Texts, source: str | Path) -> None:
    """Ingests a file or an address, tells how far it is, and reports in the same message."""
    [shown] = await sending.reply(context, message, [lines([texts("add_reading")])])
    told = _Told(context, message.chat_id, shown, texts)
    try:
        report = await context.services.library.ingest(source, told.on_progress)
        context.services.metrics.articles_added.inc(report.added + report.replaced)
        said = lines(_report(report, source, texts))
    except RetrievalError as error:
        said = lines([str(error)])
    await told.end()
    part = pack([said])[0]
    if not await sending.edit(context, message.chat_id, shown, part):
        await sending.reply(context, message, [part])


class _Told:
    """Puts progress, which comes from another thread, into a message every few seconds."""

    def __init__(self, context: Context, chat_id: int, message_id: int, texts: Texts) -> None:
        self._context, self._chat_id, self._message_id = context, chat_id, message_id
        self._texts = texts
        self._loop = asyncio.get_running_loop()
        self._next_at = time.monotonic() + _PROGRESS_EVERY_S
        self._last: asyncio.Future[bool] | None = None

    def on_progress(self, progress: Progress) -> None:
        """See :data:`retrieval.OnProgress`."""
        words = _WORDS_OF_STEP.get(progress.step)
        if words and progress.total and time.monotonic() > self._next_at:
            self._next_at = time.monotonic() + _PROGRESS_EVERY_S
            done, total = self._texts.number(progress.done), self._texts.number(progress.total)
            self._loop.call_soon_threadsafe(self._tell, self._texts(words, done=done, total=total))

    def _tell(self, text: str) -> None:
        if self._last is None or self._last.done():
            self._last = asyncio.ensure_future(
                sending.edit(self._context, self._chat_id, self._message_id, lines([text]))
            )

    async def end(self) -> None:
        """Waits for what is being told, so that the report comes after it."""
        if self._last:
            await asyncio.gather(self._last, return_exceptions=True)


def _report(report: IngestReport, source: str | Path, texts: Texts) -> list[str]:
    """What an ingest of ``source`` did, a line each."""
    counts = (
        ("added", report.added),
        ("replaced", report.replaced),
        ("unchanged", report.unchanged),
    )
    said = [f"{texts(name, count=count)}." for name, count in counts if count]
    if report.failed:
        said.append(texts("failures", count=len(report.failed)))
        said += [_failed(failure, source, texts) for failure in report.failed[:_LISTED_FAILURES]]
    if len(report.failed) > _LISTED_FAILURES:
        said.append(texts("more_failures", count=len(report.failed) - _LISTED_FAILURES))
    return said or [texts("add_nothing")]


def _failed(failure: IngestFailure, source: str | Path, texts: Texts) -> str:
    """A failure as a line; of a feed or sitemap, it names the page."""
    problem = texts("add_private") if failure.is_private else failure.problem
    is_page = isinstance(source, str) and failure.source != source
    return f"• {failure.source}: {problem}" if is_page else f"• {problem}"
