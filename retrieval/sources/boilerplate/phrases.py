"""Phrases with which pages speak to their readers about themselves, and what each is worth.

Scores add up within a sentence. ``STRONG`` alone makes a sentence boilerplate, ``WEAK`` does so
only beside strong ones, ``NOTE`` (on how the article was made) only at the end among links, and
``HINT`` only where a publisher repeats the paragraph. The patterns see
lower-case text in which quotations are blanked out.
"""

from __future__ import annotations

import re

from retrieval.sources.boilerplate.strong_phrases import ANYWHERE, CALL, CALLS, OPENINGS
from retrieval.sources.boilerplate.strong_phrases_translated import ANYWHERE as ANYWHERE_TRANSLATED

STRONG = 3.0
WEAK = 1.0
NOTE = 0.5
HINT = 0.25
REPORTED = -2.0

_PRESS = (
    r"(?:journalis\w+|newsroom|news organi[sz]ation|news site|newspaper|reporting|reporters?"
    r"|public[- ]service media|publication)"
)

_WEAK = (
    rf"\b(?:we|us|our)\b.{{0,120}}\b(?:{_PRESS}|readers?|subscribers?|coverage|documentary"
    rf"|facts|newsletters?|podcasts?"
    r"|story|stories|headlines)\b|\b(?:{press}|readers?|documentary)\b.{0,80}\b(?:we"
    r"|our)\b".replace("{press}", _PRESS),
    r"\byou(?:r|['’]re|['’]ve)?\b.{0,100}\b(?:support|donat\w+|subscri\w+|contribut\w+"
    r"|member(?:s|ship)?|newsletters?"
    r"|in-?box|e-?mails?|account|headlines|updates|articles?|ads?|privacy|preferences|cookies"
    r"|data)\b"
    r"|\b(?:subscri\w+|donat\w+|newsletter|articles?|comments?)\b.{0,60}\byour?\b",
    r"^(?:join|sign up|subscribe|donate|support|download|register|log in|stay (?:up|in|informed"
    r"|tuned|connected))\b"
    r"(?!.*\b(?:said|says)\b)(?=.{0,140}$)",
    r"\bnewsletters?\b|\bpaywalls?\b|\bunsubscribe\b|\bapp store\b|\bgoogle play\b"
    r"|\bsubscribers?-only\b|\bwhatsapp channel\b",
    r"\bon the ground when\b|\bat such a critical (?:moment|time)\b",
    r"\b(?:ihre?|deine?|ihnen|uns(?:ere?)?)\b.{0,80}\b(?:spende\w*|newsletter|abo\w*"
    r"|journalis\w+|leser\w*|redaktion)\b",
    r"\b(?:nuestr\w+|nos|tu)\b.{0,80}\b(?:suscri\w+|lector\w+|periodis\w+|redacción|boletín"
    r"|donaci\w+)\b",
    r"\b(?:notre|nos|nous|votre)\b.{0,80}\b(?:abonn\w+|lect(?:eur|rice)\w*|journalis\w+"
    r"|rédaction|don)\b",
    r"\b(?:наш\w*|нам|ви|вы|ваш\w*)\b.{0,80}\b(?:редакці\w*|редакци\w*|журналіст\w*"
    r"|журналист\w*|читач\w*|читател\w*|підтрим\w*|поддерж\w*"
    r"|розсилк\w*|рассылк\w*|канал\w*)\b",
)  # fmt: skip

_HINTS = (
    r"^(?:watch|listen|check out|see|find|visit|take|share|send|follow|contact|read|get|become"
    r"|discover|explore|click|tap)\b"
    r"(?=.{0,140}$)",
    r"\bclicking here\b|\bas little as\b|\bweather here\b",
    r"@\w+|\bhttps?://|\bwww\.\S+|\b\w+\.(?:com|org|net)/\S",
    r"\bhere(?:>+|[.!]?)$|\bhere\s*[.)]*$",
)  # fmt: skip

_NOTES = (
    r"\bcontributed to this (?:report|story|article)\b|^contributing:|^(?:reporting|editing"
    r"|additional reporting) by\b",
    r"\b(?:this|the) (?:story|article|headline|page|post)\b.{0,40}\b(?:has|have|was"
    r"|were) (?:been )?(?:updated|published|corrected)",
    r"\b(?:content partner|supported in part by|made possible (?:in part )?by"
    r"|is supported by a grant|editorial input)\b",
    r"\b(?:is|was) an? (?:\w+ ){0,4}(?:reporter|correspondent|columnist|editor|writer|producer"
    r"|journalist|contributor)"
    r" (?:at|for|with|on|in|based|who|living)\b",
)  # fmt: skip

_REPORTED = (
    r"\b(?:said|says|told|tweeted|wrote|argued|claimed|added|according to|announced|reported"
    r"|urged|sagte|erklärte|dijo|señaló"
    r"|a déclaré|a dit|сказав|сказала|заявив|заявила|сказал|заявил|сообщил\w*|повідоми\w+)\b",
)

_STRONG_BY_PLACE = {
    CALL: CALLS,
    "^": OPENINGS,
    r"\b(?=\w)": (*ANYWHERE, *ANYWHERE_TRANSLATED),
}

STRONG_PATTERNS = tuple(
    re.compile(f"{place}(?:{phrase})")
    for place, phrases in _STRONG_BY_PLACE.items()
    for phrase in phrases
)
"""Each of the strong phrases as a pattern over a lower-case sentence."""

# The same phrases joined: one look for all of a place is several times as fast as one for each.
_ANY_STRONG = tuple(
    re.compile(f"{place}(?:{'|'.join(phrases)})") for place, phrases in _STRONG_BY_PLACE.items()
)

_OTHERS: tuple[tuple[re.Pattern[str], float], ...] = (
    *((re.compile(pattern), WEAK) for pattern in _WEAK),
    *((re.compile(pattern), NOTE) for pattern in _NOTES),
    *((re.compile(pattern), HINT) for pattern in _HINTS),
    *((re.compile(pattern), REPORTED) for pattern in _REPORTED),
)


def score_of(words: str) -> float:
    """What a lower-case sentence scores for all the phrases that it holds."""
    score = sum(worth for pattern, worth in _OTHERS if pattern.search(words))
    if any(pattern.search(words) for pattern in _ANY_STRONG):
        score += STRONG * sum(bool(pattern.search(words)) for pattern in STRONG_PATTERNS)
    return score
