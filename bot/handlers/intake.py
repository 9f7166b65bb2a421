"""From a file, a text or a link to articles: with progress, and a report in the same message."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from telegram import Document, File, InlineKeyboardMarkup, Message
from telegram.error import BadRequest, TelegramError

from bot.context import Context
from bot.handlers.progress import ProgressMessage
from bot.rendering.formatted_text import FormattedText
from bot.rendering.keyboards import added_keyboard
from bot.rendering.messages import lines, title_of
from bot.rendering.reports import is_about_one, report_lines
from bot.rendering.splitting import pack
from bot.rendering.translations import Texts
from bot.submissions import Submission, address_in, from_text, safe_name
from bot.telegram_io import sending
from retrieval import IngestReport, RetrievalError

_MEGABYTE = 1_000_000
_TELEGRAM_MEGABYTES = 20  # what a Bot API server gives that says "file is too big"
Work = Callable[[ProgressMessage], Awaitable[IngestReport]]


class _RefusedError(Exception):
    """A file is not read; the text says why."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What is said at the end, and whether an article came of it."""

    said: FormattedText
    keyboard: InlineKeyboardMarkup | None = None
    has_article: bool = False


async def add_text(
    context: Context,
    message: Message,
    texts: Texts,
    text: str,
    *,
    origin: Mapping[str, str] | None = None,
) -> bool:
    """Adds a text as an article; one that is only a link stands for what lies there.

    Whether an article came of it.
    """
    address = address_in(text)
    if address is not None:
        work: Work = partial(_ingest, context, address)
    else:
        work = partial(_ingest_text, context, from_text(text, origin=origin))
    return await _carry_out(context, message, texts, work, address=address)


async def add_document(
    context: Context, message: Message, texts: Texts, document: Document
) -> None:
    """Adds the articles of a file; one that is too large is refused before it is fetched."""
    name = safe_name(document.file_name)
    problem = await _size_problem(context, texts, name, document.file_size or 0)
    if problem:
        await sending.reply(context, message, [lines([problem])])
        return
    work = partial(_ingest_document, context, texts, name, document)
    await _carry_out(context, message, texts, work)


async def _carry_out(
    context: Context, message: Message, texts: Texts, work: Work, *, address: str | None = None
) -> bool:
    """Does ``work``, tells how far it is, and reports; whether an article came of it."""
    [shown] = await sending.reply(context, message, [lines([texts("add_reading")])])
    try:
        async with ProgressMessage(context, message.chat_id, shown, texts) as progress:
            report = await work(progress)
        outcome = await _outcome(context, report, texts, address)
    except (RetrievalError, _RefusedError) as error:
        outcome = _Outcome(lines([str(error)]))
    except TelegramError:
        await sending.edit(context, message.chat_id, shown, lines([texts("failed")]))
        raise
    part = pack([outcome.said])[0]
    if not await sending.edit(context, message.chat_id, shown, part, keyboard=outcome.keyboard):
        await sending.reply(context, message, [part], keyboard=outcome.keyboard)
    return outcome.has_article


async def _outcome(
    context: Context, report: IngestReport, texts: Texts, address: str | None
) -> _Outcome:
    context.services.metrics.articles_added.inc(report.added + report.replaced)
    library = context.services.library
    article = await library.article(report.changed[0]) if is_about_one(report) else None
    title = title_of(article, texts) if article else None
    can_undo = bool(report.added)  # what an article replaced is not kept
    return _Outcome(
        lines(report_lines(report, texts, address=address, title=title)),
        added_keyboard(article.doc_id, texts, can_undo=can_undo) if article else None,
        has_article=bool(report.added + report.replaced + report.unchanged),
    )


async def _ingest(context: Context, source: str | Path, progress: ProgressMessage) -> IngestReport:
    progress.say("add_waiting")  # until those before it are done
    return await context.services.library.ingest(source, progress.on_progress)


async def _ingest_text(
    context: Context, article: Submission, progress: ProgressMessage
) -> IngestReport:
    with context.services.uploads.place() as folder:
        path = await asyncio.to_thread(article.write, folder)
        return await _ingest(context, path, progress)


async def _ingest_document(
    context: Context, texts: Texts, name: str, document: Document, progress: ProgressMessage
) -> IngestReport:
    progress.say("add_receiving")
    file = await _file_of(context, texts, document)
    problem = await _size_problem(context, texts, name, file.file_size or 0)
    if problem:
        raise _RefusedError(problem)
    with context.services.uploads.place() as folder:
        path = await file.download_to_drive(folder / name)
        return await _ingest(context, path, progress)


async def _file_of(context: Context, texts: Texts, document: Document) -> File:
    try:
        return await context.bot.get_file(document.file_id)
    except BadRequest as error:
        if "too big" not in str(error).lower():
            raise
        raise _RefusedError(texts("add_too_big", limit=_TELEGRAM_MEGABYTES)) from error


async def _size_problem(context: Context, texts: Texts, name: str, size: int) -> str | None:
    """Why a file of that size is not fetched, None where it is."""
    readable = await context.services.library.max_file_bytes(name)
    if readable is not None and size > readable:
        return texts("add_too_long", limit=texts.number(readable // _MEGABYTE))
    limit = context.services.settings.file_limit_mb
    if size > limit * _MEGABYTE:
        return texts("add_too_big", limit=texts.number(limit))
    return None
