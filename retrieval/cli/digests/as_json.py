"""A digest as JSON."""

from __future__ import annotations

from retrieval.cli.output.json_output import also_in_json, filters_json, listed_json
from retrieval.types import Digest, DigestStory, JsonObject


def digest_json(digest: Digest) -> JsonObject:
    """A digest, as ``today --json`` prints it; ``heading`` is ``null`` for the last group."""
    return {
        "since": digest.since.isoformat(),
        "until": digest.until.isoformat() if digest.until else None,
        "by": digest.by,
        "filters": filters_json(digest.filters),
        "count": digest.count,
        "groups": [
            {"heading": group.heading, "stories": list(map(_story_json, group.stories))}
            for group in digest.groups
        ],
        "newest_day": digest.newest_day.isoformat() if digest.newest_day else None,
    }


def _story_json(story: DigestStory) -> JsonObject:
    return {
        **listed_json(story.article),
        "also_in": also_in_json(story.also_in),
        "corrects": also_in_json(story.corrects),
    }
