"""What decides where boilerplate begins and ends: sentences, paragraphs, headings and appeals."""

from __future__ import annotations

import pytest

from retrieval.sources.boilerplate.pipeline import drop_boilerplate, looks_like_boilerplate

CALL = "Sign up here for our newsletter."
STORY = "The harbour froze on Monday, and ships from seven countries waited outside for days."
OTHER = "The mayor of Skerra said that the ferries would sail again as soon as the ice was gone."


# Sentences of a paragraph -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paragraph", "left"),
    [
        # a few words that lead up to a call go with it, a long question is the article's
        (f"Love our stories? {CALL} {STORY}", [STORY]),
        (
            f"Will the council ever find the money to mend the bridge before winter? {CALL}",
            ["Will the council ever find the money to mend the bridge before winter?"],
        ),
        # a few words between two calls go, a sentence of the article does not
        (f"{CALL} It comes out on Fridays. Subscribe here.", []),
        (f"{CALL} {STORY} Subscribe here.", [STORY]),
        # weaker sentences before and after a call go, however many there are
        (f"The newsletter is read by farmers. Our newsletter comes every Friday. {CALL}", []),
        (f"{CALL} Our newsletter comes every Friday. The newsletter is read by farmers.", []),
    ],
)
def test_a_call_takes_with_it_what_belongs_to_it(paragraph: str, left: list[str]) -> None:
    assert drop_boilerplate([paragraph]) == left


def test_a_call_in_a_long_paragraph_goes() -> None:
    assert drop_boilerplate([f"{STORY} {OTHER} {STORY} {CALL}"]) == [f"{STORY} {OTHER} {STORY}"]


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("Cancel any time.", []),
        ("Customers may cancel any time.", []),
        ("Customers may cancel any time, the company said.", None),
        ("Customers may cancel any time and unsubscribe at any time, the company said.", []),
    ],
)
def test_reported_speech_outweighs_one_phrase_and_not_two(
    sentence: str, left: list[str] | None
) -> None:
    assert drop_boilerplate([sentence]) == ([sentence] if left is None else left)


# Paragraphs between others ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paragraph", "goes"),
    [
        ("Our podcasts tell what happened that day.", True),
        ("The Lighthouse newsletter comes on Fridays.", True),
        ("The Associated Press contributed to this report.", False),
        ("The newsletter was late, the mayor said.", False),
        (STORY, False),
    ],
)
def test_between_two_calls_goes_what_speaks_of_its_publisher(paragraph: str, goes: bool) -> None:
    page = [STORY, CALL, paragraph, "Subscribe here."]
    assert drop_boilerplate(page) == [STORY, *([] if goes else [paragraph])]


@pytest.mark.parametrize(
    ("paragraph", "may_be"),
    [
        ("Watch the interview from the pier.", True),
        ("The pier: www.pier.example", True),
        ("Photos of the storm by @janeroe", True),
        ("Prices were right when this story was published.", True),
        ("The storm reached the pier at noon.", False),
    ],
)
def test_what_a_publisher_repeats_is_boilerplate_where_anything_hints_at_it(
    paragraph: str, may_be: bool
) -> None:
    assert looks_like_boilerplate(paragraph) is may_be


def test_a_long_call_goes_and_what_is_too_long_for_a_sentence_stays() -> None:
    call = (
        "Sign up here for a letter that tells at seven on every weekday what has happened in the "
        "night in the valley, on the coast and out on the islands."
    )
    endless = f"Your support helps us, {'and the ice went on and on, ' * 30} until spring."
    assert drop_boilerplate([STORY, call]) == [STORY]
    assert drop_boilerplate([STORY, endless]) == [STORY, endless]


@pytest.mark.parametrize(
    ("page", "left"),
    [
        # three paragraphs of weak evidence between two calls go, four stay
        ([CALL, *["The newsletter is read by farmers."] * 3, "Subscribe here."], 0),
        ([CALL, *["The newsletter is read by farmers."] * 4, "Subscribe here."], 4),
        # all of them go, or none
        ([CALL, "The newsletter is read by farmers.", STORY, "Subscribe here."], 2),
        # a paragraph that holds reported speech stays
        ([CALL, "The newsletter was late. The mayor said that it was lost.", "Subscribe here."], 1),
        # the article begins again behind the first call
        ([f"{CALL} {STORY}", "The newsletter is read by farmers.", "Subscribe here."], 2),
        # beside one call goes what has weak evidence twice, in each sentence
        (["Our newsletter comes every Friday.", CALL], 0),
        (["The newsletter is read by farmers.", CALL], 1),
        (["Our newsletter comes every Friday. The river rose by two metres.", CALL], 1),
        # a few words that speak to the reader lead up to a call
        (["We want to hear from you", CALL], 0),
        (["What you can do about it:", CALL], 1),
        (["We went to the pier with you.", CALL], 1),
        (
            [
                "What you and your neighbours on the islands can do before the next storm comes",
                CALL,
            ],
            1,
        ),
    ],
)
def test_paragraphs_beside_calls_go_by_their_evidence(page: list[str], left: int) -> None:
    assert len(drop_boilerplate(page)) == left


@pytest.mark.parametrize(
    ("first", "publisher", "goes"),
    [
        (CALL, None, False),
        (CALL, "The Lantern", True),
        ("The Lantern is trusted by millions of people.", None, True),
    ],
)
def test_what_names_a_known_publisher_between_calls_goes(
    first: str, publisher: str | None, goes: bool
) -> None:
    praise = "From the coast to the capital, The Lantern is there."
    left = drop_boilerplate([first, praise, "Subscribe here."], publisher=publisher)
    assert left == ([] if goes else [praise])


# Headings and what follows them -----------------------------------------------------------------

LINKS = [f"Ferry number {n} leaves the frozen harbour at last" for n in range(5)]


@pytest.mark.parametrize(
    ("heading", "following", "left"),
    [
        ("Read more", LINKS[:3], []),
        ("Read more", LINKS, LINKS[3:]),
        ("Read more", ["Ferries leave"], []),
        ("Read more", [LINKS[0], "What happens next"], ["What happens next"]),
        ("Read more", ["10:30 The pier opens"], ["10:30 The pier opens"]),
        ("Read more", ["Ferries sail!"], []),
        ("Read more", ["Nobody knew what the sea had taken!"], None),
        ("Read more", ["It rained all day."], None),
        ("Read more", ["The end."], []),
        ("Read more", [" ".join(["word"] * 25)], None),
        ("Read more.", ["Rain: how much"], None),
        ("Das könnte Sie auch interessieren", ["Der Fluss steigt weiter an der Elbe"], []),
    ],
)
def test_under_a_heading_of_links_go_headlines_and_nothing_else(
    heading: str, following: list[str], left: list[str] | None
) -> None:
    found = drop_boilerplate([STORY, heading, *following, OTHER])
    assert found == [STORY, *(following if left is None else left), OTHER]


BANK = "The bank’s newsletter shows a bad year to come, and many of its owners have sold shares."


@pytest.mark.parametrize(
    ("around", "left"),
    [
        (["Enjoying this story?", "Your email address"], []),
        (["Get the news at seven", "Enjoying this story?", "Your email address"], []),
        (
            ["Enjoying the ice?", "Get the news at seven", "Want more?", "Your email address"],
            ["Enjoying the ice?"],
        ),
        ([BANK, "Your email address"], [BANK]),
        (["“Who will pay for all of this?”", "Your email address"], None),
        (["Newsletter: The Harbour", "The newsletter comes at seven."], []),
        (["Newsletter: The Harbour", f"{BANK} {STORY}"], [f"{BANK} {STORY}"]),
    ],
)
def test_a_box_for_addresses_goes_with_what_leads_up_to_it(
    around: list[str], left: list[str] | None
) -> None:
    found = drop_boilerplate([STORY, *around, OTHER])
    assert found == [STORY, *(around[:1] if left is None else left), OTHER]


def test_behind_the_article_go_all_lines_under_a_heading() -> None:
    tail = ["Topics", "Harbours", "Ice", *LINKS, "Jane Roe contributed to this report."]
    assert drop_boilerplate([STORY, OTHER, *tail]) == [STORY, OTHER]


def test_a_long_paragraph_under_a_heading_is_the_article_whatever_it_speaks_of() -> None:
    paragraph = " ".join([BANK] * 4)
    assert drop_boilerplate([STORY, "Topics", "Banks", paragraph])[1:] == ["Banks", paragraph]


def test_a_portrait_of_the_author_goes_at_the_end_only() -> None:
    portrait = "Jane Roe covers harbours and ice"
    about_another = "Tobias Renn covers harbours and ice"
    page = [STORY, portrait, *[STORY] * 9, about_another, portrait]
    assert drop_boilerplate(page, authors=["Jane Roe"]) == page[:-1]
    assert drop_boilerplate(page) == page


def test_a_portrait_of_the_author_under_a_heading_ends_the_article_no_later() -> None:
    tail = ["Topics", "Harbours", "Jane Roe covers harbours and ice for the Lantern."]
    assert drop_boilerplate([STORY, *tail], authors=["Jane Roe"]) == [STORY]


# Appeals for money ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("passage", "goes"),
    [
        ("We have no owners and carry no adverts. Please chip in.", True),
        ("The Lantern has no owners. Friends chip in.", False),  # nobody is spoken to
        ("You can chip in on Sunday.", False),  # not for a publisher
        ("We have no owners and carry no adverts.", False),  # no money is asked for
        ("We have no owners and you can chip in, she said.", False),  # somebody else's
        ("In the US reporters earn little. A room costs the price of a coffee in Oslo.", False),
        # a few sentences that speak to the reader may stand between
        ("We have no owners and carry no adverts. You know that. Please chip in.", True),
        (
            "We have no owners and carry no adverts. You know that. You see it. You read it. "
            "Friends chip in.",
            False,
        ),
        (
            "We have no owners and carry no adverts. You know that the ferry has sailed on every "
            "day of every winter since the pier was built, through ice and storm and war, with the "
            "post, the milk, the doctor and the priest. Friends chip in.",
            False,
        ),
    ],
)
def test_an_appeal_speaks_of_its_publisher_asks_for_money_and_speaks_to_its_reader(
    passage: str, goes: bool
) -> None:
    assert drop_boilerplate([STORY, passage]) == [STORY, *([] if goes else [passage])]


def test_an_appeal_takes_no_more_than_six_sentences_that_lead_up_to_it() -> None:
    hooks = [f"Did you see number {number}?" for number in range(8)]
    appeal = "We have no owners and carry no adverts. Please chip in. Thank you."
    assert drop_boilerplate([STORY, " ".join([*hooks, appeal])]) == [STORY, " ".join(hooks[:2])]
