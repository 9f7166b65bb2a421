"""How alike accounts are: what tells of the same thing, and what only of the same kind or place."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from retrieval.search.ranking.accounts import ALIKE, RELATED, account, likeness
from retrieval.types import Article

FIRE = Article(
    "fire-1",
    "Fire destroys cannery in Port Ellwood",
    "A fire broke out on Tuesday night in the Brandt cannery on the quay of Port Ellwood. Two "
    "night watchmen are missing, the fire chief, Lena Ostrow, said.",
)
FIRE_LATER = Article(
    "fire-2",
    "Port Ellwood: watchman found alive under cannery",
    "One of the two watchmen missing since the fire at the Brandt cannery has been found alive in "
    "a cellar. Lena Ostrow said that the search of the quay goes on.",
)
OTHER_FIRE = Article(
    "fire-3",
    "Fire destroys sawmill in Lower Tarn",
    "A fire broke out on Sunday night in the Hollins sawmill by the river in Lower Tarn. Nobody "
    "was hurt, the fire chief, Piet Maas, said.",
)
STRIKE = Article(
    "strike-1",
    "Nurses in Marrow strike for a day",
    "Some 300 nurses of the Saint Agnes hospital in Marrow stopped work on Friday. Their union, "
    "led by Rosa Lindqvist, demands shorter nights.",
)
OTHER_STRIKE = Article(
    "strike-2",
    "Bus drivers in Callow strike for a week",
    "Some 120 bus drivers of Callow stopped work on Monday. Their union, led by Hugh Pardoe, "
    "demands longer breaks.",
)
ELECTION = Article(
    "election-1",
    "Marrow elects Greta Voss as mayor",
    "Greta Voss has been elected mayor of Marrow with 52 per cent of the votes. She beat Anton "
    "Reiss, who had held the office since 2011.",
)
NEXT_ELECTION = Article(
    "election-2",
    "Samir Haddad unseats Voss in Marrow",
    "Marrow has a new mayor: Samir Haddad won 55 per cent of the votes on Sunday. Greta Voss, who "
    "had been elected four years ago, conceded at once.",
)
EVERYTHING = [FIRE, FIRE_LATER, OTHER_FIRE, STRIKE, OTHER_STRIKE, ELECTION, NEXT_ELECTION]


NO_RARITY: dict[str, float] = {}
COMMON = {"fire", "strike", "night", "union", "work", "mayor", "elect", "vote", "stop", "said"}
RARITY = {  # as in a large archive: names are rare, what many articles tell is not
    term: 3.0 if term in COMMON else 8.0 for one in EVERYTHING for term in account(one).terms
}


def alike(one: Article, other: Article, rarity: Mapping[str, float] = NO_RARITY) -> float:
    return likeness(account(one), account(other), rarity)


@pytest.mark.parametrize("rarity", [NO_RARITY, RARITY])
def test_the_same_event_on_following_days_is_alike(rarity: Mapping[str, float]) -> None:
    assert alike(FIRE, FIRE_LATER, rarity) > ALIKE


@pytest.mark.parametrize("rarity", [NO_RARITY, RARITY])
@pytest.mark.parametrize(("one", "other"), [(FIRE, OTHER_FIRE), (STRIKE, OTHER_STRIKE)])
def test_the_same_kind_of_event_in_two_towns_is_not_alike(
    one: Article, other: Article, rarity: Mapping[str, float]
) -> None:
    assert alike(one, other, rarity) < RELATED


@pytest.mark.parametrize("rarity", [NO_RARITY, RARITY])
def test_two_elections_of_a_town_are_moderately_alike(rarity: Mapping[str, float]) -> None:
    assert ALIKE < alike(ELECTION, NEXT_ELECTION, rarity) < alike(FIRE, FIRE_LATER, rarity)


def test_different_events_in_one_town_are_not_alike() -> None:
    assert alike(STRIKE, ELECTION) < ALIKE


def test_an_account_is_wholly_like_itself_and_likeness_is_mutual() -> None:
    for one in EVERYTHING:
        assert alike(one, one) == pytest.approx(1.0)
        for other in EVERYTHING:
            assert alike(one, other) == pytest.approx(alike(other, one))


def test_texts_without_any_name_are_compared_by_their_terms() -> None:
    plain = Article("a", None, "the river rose by two metres and flooded the lower meadows")
    again = Article("b", None, "by noon the river had flooded the lower meadows and a road")
    other = Article("c", None, "bakers ask for cheaper flour and longer opening hours")
    assert alike(plain, again) > ALIKE
    assert alike(plain, other) == 0.0


def test_an_empty_account_is_like_none() -> None:
    assert alike(Article("a", None, ""), FIRE) == 0.0
    assert alike(Article("a", None, ""), Article("b", None, "")) == 0.0
