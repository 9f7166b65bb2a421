"""Stories: copies of an article are one story, corrections and other articles are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval.archive import Archive
from retrieval.types import Article
from tests.conftest import MakeArchive

AGENCY = """\
KESTON – A fire destroyed the old grain mill at Keston harbour on Tuesday night and killed four
people, the fire brigade said. The building had stood empty since its owner moved the milling to the
rail yard three years ago.

Flames were first seen at about ten in the evening by the crew of a ferry, who raised the alarm over
the ship's radio. Sixty firefighters from nine towns fought the blaze until dawn, pumping water out
of the basin.

Brigade commander Anselm Rook said that the wooden silos had collapsed into the drying hall before
the first engine arrived. His crews could only keep sparks from the timber yard next door, he said.

The four dead were travellers who had slept in the drying hall during the storm, according to mayor
Bettina Sorrel. She named none of them and said that relatives in the north were being looked for.

Investigators from the provincial capital arrived on Wednesday with two dogs trained to find traces
of petrol. A watchman told them that he had chased children from the loading ramp in the afternoon.

The mill was built in 1887 and supplied bread flour to half of the coast until the railway came. A
society for old buildings had asked the council twice to protect it, and was refused both times."""


def paragraphs(text: str = AGENCY) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n")]


def article(doc_id: str, text: str, **fields: str | None) -> Article:
    return replace(Article(doc_id, "Mill burns", text, language="en"), **fields)  # type: ignore[arg-type]


ORIGINAL = article(
    "a0", "\n\n".join(paragraphs()), publisher="Coast Press Agency", published_at="2024-03-06"
)


def story_of(archive: Archive, doc_id: str) -> list[str]:
    return [copy.doc_id for copy in archive.copies(doc_id)]


def test_a_copy_with_another_headline_is_the_same_story(make_archive: MakeArchive) -> None:
    copy = article("b1", AGENCY, title="Four dead at harbour", publisher="Daily Copy")
    archive = make_archive([ORIGINAL, copy])
    assert (story_of(archive, "a0"), story_of(archive, "b1")) == (["b1"], ["a0"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("killed four people", "killed seven people"),
        ("Sixty firefighters", "Ninety firefighters"),
        ("on Tuesday night", "on Monday night"),
        ("built in 1887", "built in 1878"),
        ("commander Anselm Rook", "commander Anselm Crane"),
    ],
)
def test_a_text_with_another_figure_day_or_name_is_no_copy(
    old: str, new: str, make_archive: MakeArchive
) -> None:
    corrected = article("b1", ORIGINAL.text.replace(old, new), publisher="Daily Copy")
    assert corrected.text != ORIGINAL.text
    assert story_of(make_archive([ORIGINAL, corrected]), "a0") == []
