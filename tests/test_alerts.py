"""Alerts: each new story that answers a standing question is told once."""

from __future__ import annotations

from dataclasses import replace

from retrieval import Archive
from tests.conftest import MakeArchive
from tests.toys import HARBOUR, OWLS

BRIDGE = "When will the harbour bridge in Eastwick close?"


def told(archive: Archive, owner: str = "terminal") -> list[tuple[str, str]]:
    """What is told to an owner now: kind and article of each match."""
    matches = archive.take_matches(owner)
    archive.mark_told(match.match_id for match in matches)
    return [(match.kind, match.answer.results[0].article.doc_id) for match in matches]


def test_a_new_article_that_answers_is_told_once(make_archive: MakeArchive) -> None:
    archive = make_archive()
    archive.add_alert(BRIDGE)

    archive.add(HARBOUR)
    archive.add(OWLS)

    assert told(archive) == [("story", HARBOUR.doc_id)]
    assert told(archive) == []


def test_an_article_from_before_the_alert_is_not_told(make_archive: MakeArchive) -> None:
    archive = make_archive([HARBOUR])
    archive.add_alert(BRIDGE)

    archive.add(replace(OWLS, text=OWLS.text + "\n\nThe footpath is muddy."))

    assert told(archive) == []
