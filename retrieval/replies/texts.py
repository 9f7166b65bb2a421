"""The texts of replies in each language, with its plural forms, numbers and dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from retrieval.text.display.filled import filled
from retrieval.text.languages.replies import Replies, replies_of
from retrieval.types import Article, ListedArticle

if TYPE_CHECKING:
    from babel import Locale

_LOCALES = {"en": "en_GB"}  # where that of the language has another order of day and month


@dataclass(frozen=True, slots=True)
class ReplyTexts:
    """The texts of one language."""

    replies: Replies
    locale: Locale

    def __call__(self, key: str, **values: str) -> str:
        """The text of a key with ``values`` filled in."""
        return filled(self.replies.texts[key], values)

    def sentence(self, text: str) -> str:
        """``text`` as a sentence, also if it ends with an abbreviation.

        >>> texts_of("ru").sentence("1 марта 2022 г.")
        '1 марта 2022 г.'
        """
        return self("sentence", text=text)

    def count(self, key: str, number: int) -> str:
        """A text with a number, in its plural form.

        >>> texts_of("en").count("articles", 1200)
        '1,200 articles'
        """
        from babel.numbers import format_decimal

        forms = self.replies.plurals[key]
        form = self.locale.plural_form(number)
        return forms.get(form, forms["other"]).format(
            count=format_decimal(number, locale=self.locale)
        )

    def day(self, day: date) -> str:
        """A day as people write it.

        >>> texts_of("de").day(date(2022, 3, 1))
        '1. März 2022'
        """
        from babel.dates import format_date

        return str(format_date(day, "long", locale=self.locale))

    def period(self, first: date, last: date) -> str:
        """The time from one day to another, or the day if they are the same.

        >>> texts_of("en").period(date(2022, 3, 1), date.max)
        'since 1 March 2022'
        """
        if last == date.max:
            return self("since", first=self.day(first))
        key = "day" if first == last else "period"
        return self(key, first=self.day(first), last=self.day(last))

    def publisher(self, name: str | None) -> str:
        """The name of a publisher on one line, or that it is not known."""
        return " ".join((name or "").split()) or self("unknown_publisher")

    def language(self, code: str) -> str:
        """The name of a language.

        >>> texts_of("en").language("de")
        'German'
        """
        return str(self.locale.languages.get(code, code))

    def language_code(self, name: str) -> str | None:
        """The code of the language of that name.

        >>> texts_of("en").language_code("Klingon"), texts_of("en").language_code("Kyiv")
        ('tlh', None)
        """
        codes = {own.lower(): code for code, own in self.locale.languages.items()}
        return codes.get(name.lower())

    def line(self, article: ListedArticle) -> str:
        """An article in a list: title, publisher and day, as far as they are known."""
        iso = article.published_at
        known = (
            article.title or self("untitled"),
            article.publisher,
            self.day(date.fromisoformat(iso[:10])) if iso else None,
        )
        return "• " + " · ".join(" ".join(part.split()) for part in known if part)

    def source(self, article: Article) -> str:
        """Title, publisher, day and authors of an article, or what is not known; its address."""
        iso = article.published_at
        parts = (
            article.title or self("untitled"),
            self.publisher(article.publisher),
            self.day(date.fromisoformat(iso[:10])) if iso else self("undated"),
            ", ".join(article.authors) or self("unknown_author"),
        )
        told = " · ".join(" ".join(part.split()) for part in parts)
        return f"{told}\n{article.url}" if article.url else told

    def listed(self, heading: str, lines: Sequence[str], *, most: int) -> str:
        """A list under its heading: at most so many lines, and how many more there are."""
        more = len(lines) - most
        rest = [self.count("more", more)] if more > 0 else []
        return "\n".join((heading, *lines[:most], *rest))


@cache
def texts_of(language: str) -> ReplyTexts:
    """The texts of a language that has a file of replies."""
    from babel import Locale  # a tenth of a second, which no other question needs

    replies = replies_of(language)
    assert replies is not None, f"no replies in {language!r}"
    return ReplyTexts(replies, Locale.parse(_LOCALES.get(language, language)))
