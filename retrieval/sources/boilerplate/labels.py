"""Lines that pages put around articles and that are boilerplate wherever they stand."""

from __future__ import annotations

import re

_MAX_LABEL = 240
_LABEL_EDGES = " \t.:!…»«›>→►▶•·*|-–—()[]"

_LABELS = """
comments|comment|share|share this|share this article|share this story|share this page|share article
share on facebook|share on twitter|share on x|share on whatsapp|share via email|share full article
tweet|email|e-mail|copy link|link copied|copy url|save|save article|bookmark|whatsapp|facebook
twitter|linkedin|telegram|pinterest|reddit|flipboard|messenger|gift article|gift this article
advertisement|advertising|ad|ads|sponsored|sponsored content|promoted|promoted content|paid content
paid post|partner content|advertiser content|ad feedback|video ad feedback|story continues below
related|related articles|related stories|related story|related content|related topics|related news
related coverage|related links|related article|related video|related videos|more on this story
more from|more stories|more news|more like this|more to explore|more top stories|top stories
recommended|recommended for you|recommended stories|recommended reading|suggested for you
you may also like|you might also like|you may like|you might like|read more|read next|read also
read more here|read the full story|see more|see also|show more|load more|view more|view all|see all
learn more|find out more|click here|continue reading|keep reading|read on|up next|next up|watch next
watch now|watch more|listen now|play video|play audio|pause|watch live|live tv|listen
listen to this article|listen to article|listen to this story|listen to the article|1x
most read|most viewed|most popular|most shared|most watched|popular now|popular stories
trending|trending now|trending stories|latest news|latest stories|latest headlines
editors' picks|editor's picks|editor's choice|editor's pick|don't miss|in case you missed it
subscribe|subscribe now|subscribe today|subscribe to our newsletter|sign up|sign up now|sign in
sign up for our newsletter|sign up to our newsletter|log in|login|register|register now|my account
newsletter|newsletters|our newsletters|get the newsletter|join our newsletter|donate|donate now
support us|support our journalism|support our work|become a member|become a supporter
become a subscriber|contribute|follow us|follow|following|follow topic|contact us|about us|
get the app|get our app|download the app|download our app|enable notifications|allow notifications
leave a comment|post a comment|add a comment|view comments|show comments|hide comments
read comments|load comments|join the conversation|join the discussion|join the debate
have your say|report this comment|report an error|report a typo|suggest a correction|
cookie policy|cookie settings|cookies|manage cookies|privacy policy|privacy notice|terms of use
terms of service|terms and conditions|terms & conditions|accept all|accept cookies|reject all
accept all cookies|do not sell my personal information|accessibility|accessibility help|sitemap
skip to content|skip to main content|skip to navigation|back to top|return to top|menu
close|tags|topics|topics in this article|explore more on these topics|filed under
original article|image source|getty images|image credit|photo credit|embed|image caption
this video can not be played|this video cannot be played|media caption|about sharing|loading
loading...|please wait|unmute|mute|fullscreen|jump to comments|reuse this content|
previous article|next article|newsletter sign up|breaking news alerts|get email alerts
kommentare|kommentar|kommentar schreiben|kommentare anzeigen|teilen|artikel teilen|anzeige|werbung
mehr zum thema|mehr dazu|mehr lesen|weiterlesen|weitere artikel|lesen sie auch|auch interessant
das könnte sie auch interessieren|meistgelesen|meistgelesene artikel|zum thema|newsletter abonnieren
jetzt abonnieren|abonnieren|anmelden|registrieren|artikel anhören|artikel vorlesen|drucken|merken
artikel merken|feedback|nach oben|zur startseite|startseite|datenschutz|impressum|empfohlen
empfohlener redaktioneller inhalt|externer inhalt|bildquelle|jetzt spenden|spenden|folgen sie uns
comentarios|comentar|ver comentarios|compartir|compartir en facebook|compartir en twitter|publicidad
anuncio|relacionados|relacionado|noticias relacionadas|artículos relacionados|temas relacionados
más información|más noticias|leer más|lea también|lee también|te puede interesar|le puede interesar
también te puede interesar|lo más leído|lo más visto|lo más leido|más leídas|suscríbete|suscríbase
suscribirse|suscríbete a nuestro newsletter|iniciar sesión|regístrate|boletín|boletines|síguenos
síguenos en|imprimir|guardar|escuchar|escuchar artículo|volver arriba|archivado en|recomendado
política de cookies|aviso legal|política de privacidad|hazte socio|dona|donar
commentaires|commenter|voir les commentaires|lire les commentaires|partager|partager l'article
partager sur facebook|publicité|annonce|à lire aussi|lire aussi|à voir aussi|lire plus|lire la suite
en savoir plus|sur le même sujet|les plus lus|les plus lues|le plus lu|articles les plus lus
articles liés|s'abonner|abonnez-vous|je m'abonne|s'inscrire|inscrivez-vous|se connecter|connexion
newsletter gratuite|suivez-nous|imprimer|enregistrer|écouter l'article|écouter cet article
faire un don|soutenez-nous|mentions légales|politique de confidentialité|retour en haut
коментарі|коментар|коментувати|залишити коментар|поділитися|поділитись|поширити|реклама
читайте також|читати також|читати далі|читати більше|детальніше|більше новин|схожі новини
схожі матеріали
матеріали за темою|новини за темою|за темою|популярне|найпопулярніше|останні новини|рекомендуємо
підписатися|підписатись|підпишіться|підписуйтесь|підтримати|підтримати нас|увійти|реєстрація|теги
наверх|друкувати|слухати|приєднуйтесь|приєднатися|головна|дивіться також|вас може зацікавити
комментарии|комментарий|комментировать|оставить комментарий|поделиться|поделитесь
читайте также|читать также|читать далее|читать полностью|подробнее|больше новостей
похожие новости|материалы по теме
по теме|новости по теме|популярное|самое читаемое|последние новости|рекомендуем|подписаться
подпишитесь|подписывайтесь|поддержать|поддержать нас|войти|регистрация|наверх|распечатать|слушать
смотрите также|вам может быть интересно|главная|версия для печати|метки|на правах рекламы
like this|like loading|like|scroll down for video
continue reading the main story|leave a reply|leave a reply cancel reply|cancel reply|post comment
your email|your email address|your e-mail address|email address|enter your email|your name
enter your email address|enter your e-mail address|sign me up|loading form|about the author
about the authors|about the writer|about the contributors|most recent|popular on this site
related tags|tagged|categories|keywords|letters to the editor|all comments|newest|oldest|reply
no spam|print|print this page|print this article|send|submit|play|watch|audio|transcript
become a friend|join us|give now|chip in|yes, i'll help|maybe later|not now|no thanks
ihre e-mail-adresse|e-mail-adresse|e-mail-adresse eingeben|jetzt unterstützen|unterstützen
schlagwörter|schlagworte|themen|verwandte artikel|ähnliche artikel|mehr aus dem ressort
artikel drucken|jetzt anmelden|kommentar verfassen|über den autor|über die autorin|jetzt bestellen
correo electrónico|tu correo electrónico|escribe tu correo electrónico|introduce tu correo
etiquetas|palabras clave|sobre el autor|sobre la autora|inicia sesión|deja un comentario
deja una respuesta|enviar|apóyanos|hazte socia|hazte socio|hazte socio o socia
votre adresse e-mail|votre email|votre e-mail|adresse e-mail|laisser un commentaire
laissez un commentaire|réagir|mots-clés|mots clés|thématiques|sur le même thème|je fais un don
je soutiens|s'inscrire gratuitement|je m'inscris|à propos de l'auteur|articles similaires
ваш email|ваш e-mail|ваша електронна адреса|електронна пошта|більше за темою|ще за темою|мітки
ключові слова|про автора|надіслати|ваша пошта|електронна адреса
ваша почта|электронная почта|адрес электронной почты|теги|ещё по теме|еще по теме
больше по теме|оставить отзыв|ключевые слова|об авторе|отправить
"""
LABELS: frozenset[str] = frozenset(
    label for line in _LABELS.split("\n") for label in line.split("|") if label
)
"""Whole lines, lower case, with straight apostrophes and without what punctuates their end."""

_LINK_LABEL = (
    r"read (?:more|also|now|the full story|our (?:full )?\w+)|see (?:also|more)|also read"
    r"|related(?: (?:story|stories|article|articles|content|coverage|reading|video|videos|link))?"
    r"|more(?: (?:news|here|on this|coverage|stories))?|recommended|watch(?: (?:now|live|more"
    r"|next))?"
    r"|listen(?: now)?|don['’]t miss|you (?:may|might) (?:also )?like|up next|learn more|gallery"
    r"|in pictures|photos|in case you missed it|most read|trending|opinion|explainer|podcasts?"
    r"|lesen sie (?:auch|mehr|dazu|hier)|mehr (?:dazu|zum thema|lesen)|siehe auch"
    r"|auch interessant"
    r"|le[ae] también|leer más|le[ae] más|ver también|te puede interesar|más información"
    r"|(?:à )?lire aussi|à voir aussi|voir aussi|lire la suite|en savoir plus"
    r"|читайте (?:также|також|ще|еще|ещё)|смотрите также|дивіться також|по теме|за темою"
    r"|подробнее"
    r"|детальніше"
)

LABEL_PATTERNS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[\W_]*",
        rf"[►▶•*\W]{{0,3}}(?:{_LINK_LABEL})\s*[:|»>–—]\s*(?!.*[.!?]\s+[^\W\d_].*[.!?]).{{0,180}}",
        r"\(?\d[\d.,]*k? ?(?:comments?|shares?|likes?|views?|kommentare|comentarios|commentaires"
        r"|комментари\w+|коментар\w+)\)?",
        r"comments? ?\(?\d*\)?|коментарі \(?\d+\)?|комментарии \(?\d+\)?|kommentare \(?\d+\)?",
        r"(?:estimated )?(?:reading time|read time|lesezeit|tiempo de lectura|temps de lecture"
        r"|час читання|время чтения)\s?:?\s*(?:~|ca\.? )?\d+.{0,20}",
        r"(?:a )?\d+[ -]min(?:ute)?s? (?:read|listen|watch)|\d+ min(?:uten|utos)? (?:lesezeit"
        r"|de lectura)",
        r"(?:image|picture|photo|video|foto|bild|imagen|crédito|crédit|фото|зображення)"
        r" ?(?:source|credit|copyright|quelle|by|de|photo)?s?(?:,|:| by|©)\s*\S.{0,80}",
        r"(?:©|\(c\)|copyright\b).{0,160}",
        r"(?:getty(?: images)?|reuters|afp|ap|epa|pa|shutterstock|istock|alamy|dpa)"
        r"(?: ?(?:/|via|,) ?[\w .]{2,40})?(?: images)?(?: photo)?",
        r"(?:click to )?(?:share|tweet|post|print|email) (?:this )?(?:on|to|via|in) \w+"
        r"(?: \(opens in (?:a )?new window\))?",
        r"(?:posted in|filed under|tags?|tagged|topics?|categories|keywords|schlagw\w+|etiquetas"
        r"|mots[- ]clés|теги?|мітки|метки)\s?:\s?\S.{0,200}",
        r"(?:(?:show|view|see|read|load|hide|join|all) )*\d[\d.,]* (?:view )?comments?",
        r"(?:image|media|video|photo|figure) caption\b.{0,220}",
        r"be the first to (?:know|comment|reply|leave)\b.{0,100}",
        r"your e-?mail address will not be published\b.{0,100}|required fields are marked.{0,20}",
        r"notify me (?:of|when|by)\b.{0,80}\b(?:comments?|posts|e-?mail)\b.{0,20}",
        r"(?:please |you must )?(?:be )?(?:log(?:ged)?|sign(?:ed)?) ?in(?: or (?:register"
        r"|sign up|join|"
        r"create an account))? to (?:comment|post|reply|join|leave|view)\b.{0,60}",
        r"(?:bitte )?melden sie sich an, um .{0,60}|anmelden,? um zu kommentieren\.?",
        r"(?:inicia|inicie) sesión para .{0,60}|(?:connectez|identifiez)-vous pour .{0,60}",
        r"(?:увійдіть|авторизуйтесь|зареєструйтесь),? щоб .{0,60}"
        r"|(?:войдите|авторизуйтесь),? чтобы .{0,60}",
        r"(?:reporting|writing|additional reporting|editing) by [^.]{3,160}\.?",
        r"(?:newsletter|infolettre|boletín|rassegna|розсилка|рассылка): \S.{0,80}",
        r"sign up (?:to|for|now|here|today)\b(?!.*\b(?:said|says|until|by)\b)[^.]{0,80}",
        r"(?:enter|type in|your) e-?mail(?: address)?\b.{0,40}",
        r"just watched .{0,120}must watch.{0,120}",
        r"video ad feedback .{0,100}\d\d:\d\d - source: \w+.{0,100}",
        r"(?:updated|last updated|published) (?:just now|an? \w+ ago|\d+ \w+ ago)",
        r"\d+ (?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?) ago",
        r"(?:[^\W\d_][\w.,' ]{0,40} )?(?:CNN|AP|AFP|BBC|Reuters)(?: [A-Z][a-z]+)? ?[—–]",
        r"(?:follow|find|like) (?:us|\w+) on:?(?: (?:facebook|twitter|x|instagram|youtube|tiktok"
        r"|linkedin|telegram|whatsapp|threads|google news|and|&|,|\||/|\W)+)?",
        r"(?:facebook|twitter|instagram|youtube|pinterest|linkedin|tiktok|telegram|whatsapp"
        r"|email|x"
        r"|e-mail|reddit|threads|bluesky|viber)(?:[\s|,/•·&]+(?:and )?(?:facebook|twitter"
        r"|instagram|youtube|pinterest|linkedin|tiktok|telegram|whatsapp|email|e-mail|reddit"
        r"|print"
        r"|copy link|threads|bluesky|viber|x))+",
    )
)


def is_label(line: str) -> bool:
    """Whether the line is the name of a part of a page: "Comments", "Share this article"."""
    return line.strip(_LABEL_EDGES).casefold().replace("’", "'") in LABELS


def is_boilerplate_line(line: str) -> bool:
    """Whether the line is boilerplate whatever stands around it.

    >>> is_boilerplate_line("Comments"), is_boilerplate_line("Comments are free, facts are sacred.")
    (True, False)
    """
    if len(line) > _MAX_LABEL:
        return False
    return is_label(line) or any(pattern.fullmatch(line) for pattern in LABEL_PATTERNS)
