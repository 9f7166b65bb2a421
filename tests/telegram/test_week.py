"""Days of ``serve`` on a clock that runs ahead: nothing is lost, and nothing grows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from retrieval import Settings
from tests.support.site import Reply, Site, article_page, rss, rss_item
from tests.support.toys import open_toy_archive
from tests.telegram.scenario import BRIDGE_QUESTION, BRIDGE_SENTENCE, bot_process, fill, pass_time
from tests.telegram.test_channels import asked
from tests.telegram.test_load import files_and_memory
from tests.telegram.tgstandin import StandIn

DAY = "Fri, 25 Feb 2022 10:00:00 +0200"
STEP_S = 6000.0  # longer than the rhythm after a first reading without news
LISTED = 10  # entries of a feed


def seal_page(number: int) -> Reply:
    names = " ".join(f"Seal{number}{letter}" for letter in "abcdefghijklmnop")
    told = f"Seal number {number} was seen off the pier on Tuesday by all who walked there."
    paragraphs = (told, f"It was called by many names, such as {names}, and answered to none.")
    return Reply(article_page(f"Seal {number} seen", paragraphs=paragraphs))


def quiet_feed(request: BaseHTTPRequestHandler) -> Reply:
    """A feed that never changes, and says so."""
    if request.headers.get("If-None-Match") == '"1"':
        return Reply(status=304)
    host = f"http://{request.headers['Host']}"
    listed = rss(rss_item(f"{host}/ferry", date=DAY))
    return Reply(listed.content, listed.media_type, headers={"ETag": '"1"'})


@pytest.mark.parametrize("steps", [3, pytest.param(100, marks=pytest.mark.slow)])
def test_days_of_serving_lose_nothing_and_nothing_grows(
    own_tg: StandIn, tmp_path: Path, steps: int
) -> None:
    admin = own_tg.user("Ada")
    fill(tmp_path / "archive")
    folder = tmp_path / "papers"
    folder.mkdir()
    settings = Settings(archive=str(tmp_path / "archive"))
    with (
        Site({"/ferry": Reply(article_page()), "/quiet": quiet_feed}) as site,
        open_toy_archive(settings) as archive,
    ):
        site.replies["/dead"] = rss(rss_item(site.url("/ferry"), date=DAY))
        site.replies["/live"] = rss(rss_item(site.url("/ferry"), date=DAY))
        sources = (site.url("/quiet"), site.url("/dead"), folder, site.url("/live"))
        live = [archive.subscribe(source) for source in sources][-1].subscription_id

        def last_run() -> str | None:
            return archive.subscription(live).last_run_at

        def is_read_after(run: str | None, *, articles: int) -> bool:
            own = archive.subscription(live)
            return own.last_run_at != run and own.articles == articles

        def texts() -> str:
            return "\n".join(article.text for article in archive.articles())

        def has_all(wanted: Sequence[str]) -> bool:
            held = texts()  # once, as the bot gets no answers meanwhile
            return all(text in held for text in wanted)

        access = {"allow_private_addresses": True, "fetch_delay_s": 0, "admins": admin.id}
        access["questions_per_minute"] = 600
        with bot_process(own_tg, tmp_path, **access) as bot:
            chat = asked(admin)
            channel = own_tg.channel("Quay", admin)
            chat.wait_reply()
            own_tg.wait_for(partial(is_read_after, None, articles=0))
            site.replies["/dead"] = Reply(b"gone", status=410)
            use = [files_and_memory(bot)]
            for step in range(steps):
                site.replies[f"/seal{step}"] = seal_page(step)
                numbers = range(step, max(-1, step - LISTED), -1)
                site.replies["/live"] = rss(
                    *(rss_item(site.url(f"/seal{number}"), date=DAY) for number in numbers)
                )
                (folder / f"paper{step}.txt").write_text(f"Paper number {step} has come out today.")
                post = channel.post(f"Quay post number {step} was written.")
                channel.edit_post(post, text=f"Quay post number {step} was edited.")
                run = last_run()
                pass_time(tmp_path, STEP_S)
                chat.say(BRIDGE_QUESTION)
                own_tg.wait_for(partial(is_read_after, run, articles=step + 1))
                use.append(files_and_memory(bot))
            wanted = [
                text
                for step in range(steps)
                for text in (
                    f"Seal number {step} was seen",
                    f"Paper number {step} has come out",
                    f"Quay post number {step} was edited",
                )
            ]
            own_tg.wait_for(partial(has_all, wanted), what="one is lost")
            answers = chat.settled(quiet=3.0, at_least=steps)
            assert bot.stop() == 0
        assert "was written" not in texts()

    assert [site.asked.count(f"/seal{step}") for step in range(steps)] == [1] * steps
    assert site.asked.count("/ferry") == 1
    told = [each for each in answers if each.text.startswith("I have not been able to read")]
    assert len(told) == 1
    replies = [each.reply_to for each in answers if BRIDGE_SENTENCE in each.text]
    assert len(replies) == len(set(replies)) == steps  # each question is answered, and once
    early, late = use[1 + steps // 4], use[-1]
    assert late[0] <= early[0] + 8
    assert late[1] <= early[1] + 40
