"""Labels after which a page goes on to other things than the article above them."""

from __future__ import annotations

import re

_MAX_LABEL = 80

_LINKS = re.compile(
    r"read (?:more|next|also|on)|related(?: (?:stories|articles?|story|content|coverage|news|links"
    r"|reading))?|more (?:on this story|on this|stories|coverage|like this)|see also"
    r"|recommended(?: (?:for you|stories|reading))?|(?:you )?(?:may|might) also like"
    r"|you (?:may|might) (?:also )?like|most (?:read|viewed|popular|shared)|don't miss"
    r"|in case you missed it|trending(?: now)?|(?:more|other|popular|latest)"
    r" (?:news )?(?:from|on|in) \w.{0,40}"
    r"|lesen sie auch|mehr (?:zum thema|dazu)|auch interessant|das könnte sie auch interessieren"
    r"|weitere artikel|(?:verwandte|ähnliche) artikel|zum thema|meistgelesen"
    r"|(?:lea|lee) también|te puede interesar|(?:noticias|artículos) relacionad[oa]s"
    r"|relacionad[oa]s?"
    r"|más (?:información|noticias)|lo más (?:leído|visto)"
    r"|(?:à )?lire aussi|à voir aussi|sur le même (?:sujet|thème)|les plus lus|articles (?:liés"
    r"|similaires)"
    r"|читайте (?:також|также|ще|ещё|еще)|(?:більше |ще )?за темою|(?:больше |ещё |еще )?по теме"
    r"|(?:схожі|похожие) новини|похожие новости|матеріали за темою|материалы по теме"
    r"|дивіться також|смотрите также|популярне|популярное",
    re.IGNORECASE,
)
_REST = re.compile(
    r"(?:(?:show|view|see|read|load|hide|all) )*\(?\d*\)? ?comments?(?: \(?\d+\)?)?"
    r"|(?:kommentare?|comentarios|commentaires|коментарі|комментарии)(?: \(?\d+\)?)?"
    r"|leave a (?:reply|comment).{0,20}|(?:join|have) (?:the conversation|your say).{0,40}"
    r"|related (?:topics|tags)|topics(?: in this (?:article|story))?|tags?|tagged|filed under"
    r"|explore more on these topics|categories|keywords|reuse this content|about the (?:author"
    r"|writer)s?"
    r"|(?:our )?newsletters?|newsletter:.{0,80}|sign up(?: [^.,]{1,60})?|subscribe(?: [^.,]{1,60})?"
    r"|share this(?: (?:article|story|page))?|like this|letters to the editor"
    r"|themen|schlagw(?:orte|örter)|zur startseite|über (?:den autor|die autorin)"
    r"|etiquetas|temas(?: relacionados)?|archivado en|suscríbete(?: [^.,]{1,60})?"
    r"|deja un comentario"
    r"|mots[- ]clés|thématiques|laisse[rz] un commentaire|s'inscrire|à propos de l'auteur"
    r"|теги|мітки|метки|ключові слова|ключевые слова|(?:залишити|оставить) (?:коментар"
    r"|комментарий|отзыв)"
    r"|про автора|об авторе",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:(?:enter|type in) )?(?:your )?e-?mail(?: address)?|sign me up"
    r"|(?:ihre )?e-mail-adresse(?: eingeben)?|(?:(?:escribe|introduce) )?(?:tu )?correo electrónico"
    r"|(?:votre )?(?:adresse )?e-?mail|ваша? (?:e-?mail|електронна адреса|электронная почта"
    r"|пошта|почта)",
    re.IGNORECASE,
)
_NEWSLETTER = re.compile(
    r"(?:our )?newsletters?(?:: .{1,70})?|(?:boletín|infolettre|розсилка|рассылка)(?:: .{1,70})?",
    re.IGNORECASE,
)
_EDGES = " \t.:!…›>→►▶•·*|-–—()[]"


def announces_links(line: str) -> bool:
    """Whether headlines of other articles follow: "Read more", "À lire aussi :"."""
    return _is(line, _LINKS)


def asks_for_address(line: str) -> bool:
    """Whether the line is a field or button of a box that takes addresses: "Your email address"."""
    return _is(line, _ADDRESS)


def names_newsletter(line: str) -> bool:
    """Whether the line is the head of a box that offers a newsletter: "Newsletter: The Morning"."""
    return _is(line, _NEWSLETTER)


def is_lead(line: str) -> bool:
    """Whether the page goes on to links, tags, comments or a box after the line."""
    return announces_links(line) or asks_for_address(line) or _is(line, _REST)


def _is(line: str, pattern: re.Pattern[str]) -> bool:
    plain = line.strip(_EDGES).replace("’", "'")
    is_sentence = line.endswith(".") and not line.endswith("..")
    return len(plain) <= _MAX_LABEL and not is_sentence and bool(pattern.fullmatch(plain))
