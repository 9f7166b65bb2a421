"""Ingesting a file, a text or a link, with progress and a report in the same message."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path

from telegram import Document, File
from telegram.error import BadRequest, TelegramError

from bot.context import Context
from bot.handlers.incoming import Incoming
from bot.handlers.progress import ProgressMessage
from bot.rendering.keyboards import added_keyboard
from bot.rendering.messages import lines, title_of
from bot.rendering.reports import is_single_article, report_lines
from bot.rendering.splitting import pack
from bot.submissions import address_in, article_json, safe_name
from retrieval import IngestReport, RetrievalError, UnreachableError

_MEGABYTE = 1_000_000
_TELEGRAM_MEGABYTES = 20  # limit of Telegram's own Bot API server
Work = Callable[[ProgressMessage], Awaitable[IngestReport]]


class _RefusedError(Exception):
    """A file is refused; the message says why."""


async def add_text(
    incoming: Incoming, text: str, *, origin: Mapping[str, str] | None = None
) -> bool:
    """Adds a text as an article, or what its link leads to if it is only a link.

    Returns whether there is an article now.
    """
    address = address_in(text)
    if address is not None:
        work: Work = partial(_ingest, incoming.context, address)
    else:
        work = partial(_ingest_json, incoming.context, article_json(text, origin=origin))
    return await _ingest_with_progress(incoming, work, address=address)


async def add_document(incoming: Incoming, document: Document) -> None:
    """Adds the articles of a file; a file that is too large is refused before downloading."""
    name = safe_name(document.file_name)
    problem = await _size_problem(incoming, name, document.file_size or 0)
    if problem:
        await incoming.say(problem)
        return
    work = partial(_ingest_document, incoming, name, document)
    await _ingest_with_progress(incoming, work, is_file=True)


async def _ingest_with_progress(
    incoming: Incoming, work: Work, *, address: str | None = None, is_file: bool = False
) -> bool:
    """Does ``work``, shows progress and the report; returns whether there is an article now."""
    progress = ProgressMessage(incoming)
    try:
        async with progress:
            report = await work(progress)
    except UnreachableError:
        raise  # the update is handled again when the database is back
    except (RetrievalError, _RefusedError) as error:
        await progress.finish(pack([lines([str(error)])])[0])
        return False
    except TelegramError:
        await progress.finish(lines([incoming.texts("failed")]))
        raise
    await _show_report(incoming, progress, report, address=address, is_file=is_file)
    return bool(report.added + report.replaced + report.unchanged)


async def _show_report(
    incoming: Incoming,
    progress: ProgressMessage,
    report: IngestReport,
    *,
    address: str | None,
    is_file: bool,
) -> None:
    archive, texts = incoming.services.archive, incoming.texts
    incoming.services.metrics.articles_added.inc(report.added + report.replaced)
    article = await archive.article(report.changed[0]) if is_single_article(report) else None
    title = title_of(article, texts) if article else None
    told = lines(report_lines(report, texts, address=address, title=title, is_file=is_file))
    can_undo = bool(report.added)  # the earlier version of a replaced article is not kept
    keyboard = added_keyboard(article.doc_id, texts, can_undo=can_undo) if article else None
    await progress.finish(pack([told])[0], keyboard=keyboard)


async def _ingest(context: Context, source: str | Path, progress: ProgressMessage) -> IngestReport:
    progress.set_step("add_waiting")  # until earlier ingests are done
    return await context.services.archive.ingest(source, progress.on_progress)


async def _ingest_json(context: Context, content: bytes, progress: ProgressMessage) -> IngestReport:
    with context.services.uploads.temporary_folder() as folder:
        path = folder / "message.json"
        await asyncio.to_thread(path.write_bytes, content)
        return await _ingest(context, path, progress)


async def _ingest_document(
    incoming: Incoming, name: str, document: Document, progress: ProgressMessage
) -> IngestReport:
    progress.set_step("add_receiving")
    file = await _get_file(incoming, document)
    problem = await _size_problem(incoming, name, file.file_size or 0)
    if problem:
        raise _RefusedError(problem)
    with incoming.services.uploads.temporary_folder() as folder:
        path = await file.download_to_drive(folder / name)
        return await _ingest(incoming.context, path, progress)


async def _get_file(incoming: Incoming, document: Document) -> File:
    try:
        return await incoming.context.bot.get_file(document.file_id)
    except BadRequest as error:
        if "too big" not in str(error).lower():
            raise
        too_big = incoming.texts("add_too_big", limit=_TELEGRAM_MEGABYTES)
        raise _RefusedError(too_big) from error


async def _size_problem(incoming: Incoming, name: str, size: int) -> str | None:
    """Why a file of that size is refused; None if it is not."""
    services, texts = incoming.services, incoming.texts
    readable = await services.archive.max_file_bytes(name)
    if readable is not None and size > readable:
        return texts("add_too_long", limit=texts.number(readable // _MEGABYTE))
    limit = services.settings.file_limit_mb
    if size > limit * _MEGABYTE:
        return texts("add_too_big", limit=texts.number(limit))
    return None
