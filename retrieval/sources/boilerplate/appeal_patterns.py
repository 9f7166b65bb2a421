"""What appeals are made of, in the languages of the news that is read.

The patterns see lower-case sentences in which quotations are blanked out.
"""

from __future__ import annotations

import re

_PRESS = (
    r"(?:(?:investigative |local |quality |independent |open )*(?:journalis[mt]\w*|newsroom"
    r"|reporters?"
    r"|reporting|newspaper|editorial|coverage|subscribers|readers|supporters|paywall"
    r"|advertis\w+|shareholders|proprietors?))"
)

ITSELF = re.compile(
    "|".join(
        (
            rf"\b(?:we|us|our)\b.{{0,80}}\b{_PRESS}\b|\b{_PRESS}\b.{{0,60}}\b(?:we|us|our)\b",
            r"\b(?:readers|people|supporters) like you\b",
            r"\b(?:has|have|with) no (?:owners?|shareholders|paywall|billionaire|proprietor)\b",
            r"\bbelongs? to (?:(?:nobody|no one) but|its readers|you)\b|\breader[- ](?:owned"
            r"|funded)",
            r"\bowned by (?:its|our|the) (?:readers|people|members|staff)\b",
            r"\bis (?:run|written|made|produced) (?:entirely |mostly )?by (?:volunteers"
            r"|its readers)\b",
            r"\b(?:is|are) an? (?:\w+[ -]){0,3}(?:non-?profit|independent|volunteer)[\w -]{0,30}"
            r"(?:newsroom|newspaper|news|publication|publisher|magazine|media|site)\b",
            r"\b(?:we|us)\b.{0,20}\b(?:take|accept|receive) (?:no )?(?:\w+ )?(?:money|funding)\b",
            r"\btells? us what to (?:print|write|say|publish)\b|\bwe (?:carry|have|take) no adver",
            r"\b(?:independent|local|honest|fearless|quality|our|this) journalism\b",
            r"\b(?:keep|kept|leave) (?:our|the) (?:pages|site|stories|articles|archive) (?:free"
            r"|open)",
            r"\bthe way (?:local |the )?news is (?:funded|paid)|\bour (?:stories|perspective)\b",
            r"\bmore people (?:than ever )?are reading\b|\bopen to (?:all|everyone)\b",
            # German
            r"\bunabhängige\w* journalis\w+|\b(?:wir|uns|unsere?\w*)\b.{0,80}\b(?:leser\w*"
            r"|redaktion"
            r"|journalis\w+|recherche\w*|berichterstattung|werbung|paywall|bezahlschranke)\b",
            r"\bjournalismus kostet\b|\bwir finanzieren uns\b|\bkeine (?:paywall|bezahlschranke"
            r"|werbung)\b",
            # Spanish
            r"\b(?:no tenemos|sin) (?:dueños|accionistas|publicidad|muro de pago)\b"
            r"|\bperiodismo (?:independiente|libre|de calidad)\b|\b(?:nuestr\w+|nos|somos"
            r"|hacemos)\b"
            r".{0,80}\b(?:periodis\w+|lector\w+|redacción|medio|suscriptor\w+)\b",
            # French
            r"\b(?:notre|nos|nous)\b.{0,80}\b(?:média|journal\b|journalis\w+|rédaction|lect\w+"
            r"|abonnés)"
            r"|\b(?:rédaction|presse|média|journal) (?:libre|indépendante?)\b"
            r"|\bvit (?:de|grâce à) ses (?:abonnés|lecteurs)|\bsans (?:actionnaire|publicité)",
            # Ukrainian and Russian
            r"\b(?:ми|нас|наш\w*|нам)\b.{0,80}\b(?:редакці\w+|журналіст\w*|читач\w*|цензур\w*"
            r"|олігарх\w*)",
            r"\b(?:незалежн|независим)\w+ (?:журналіст|журналист|медіа|медиа|сми|змі|видання"
            r"|издани)\w*",
            r"\b(?:мы|нас|наш\w*|нам)\b.{0,80}\b(?:редакци\w+|журналист\w*|читател\w*|цензур\w*"
            r"|пожертв\w*)",
            r"\bдякуємо,? що читаєте\b|\bспасибо,? что читаете\b",
        )
    )
)
"""A publisher on itself: its journalism, its owners, its readers."""

_MONEY = (
    r"(?:[$£€₴₽] ?\d[\d.,]*"
    r"|(?<![\d.,])\d[\d.,]*+ ?(?:[$£€₴₽]|euros?\b|dollars\b|pounds\b|грив\w+|руб\w+))"
)

GIVING = re.compile(
    "|".join(
        (
            r"\b(?:chip(?:ping)? in|give (?:once|monthly|today|now|what)|pitch in)\b",
            r"(?:^|[,:;!?–—-] |\bplease )(?:donate|contribute|support (?:us|our|the)"
            r"|give (?:us|whatever|as much|a little|generously))\b",
            r"\b(?:gave|give|costs?|price of) (?:us )?(?:the (?:price"
            r"|cost) of )?an? (?:cup of )?(?:coffee"
            r"|sandwich|pint|tea|newspaper)\b|\bprice of a \w+\b",
            rf"\bas little as {_MONEY}|{_MONEY} (?:a|per|each|every) (?:month|week|year)\b",
            r"\bconsider (?:giving|donating|supporting|subscribing|becoming|joining|making)\b",
            r"\b(?:become|becoming) an? (?:\w+ )?(?:friend|member|supporter|patron|subscriber"
            r"|backer)\b",
            r"\bhelp (?:us )?(?:to )?(?:pay|fund|hire|keep going|keep us)\b"
            r"|\bhelped (?:us )?to pay\b",
            r"\b(?:small|little|quick) favou?r\b|\bour (?:appeal|fundraiser|campaign)\b",
            r"\bhave paid for\b|\bstanding with (?:independent|us|our)\b|\byour (?:gift|donation"
            r"|support)\b",
            r"\bown a piece of it\b|\ba share costs\b",
            # German
            r"\b(?:unterstützen|fördern) sie\b|\bunterstütze uns\b|\bhelfen sie uns\b"
            r"|\bihre spende\b"
            rf"|\b(?:ab|mit) (?:\w+ ){{0,2}}(?:euro|{_MONEY})\b.{{0,20}}(?:im monat|monatlich)?"
            r"|\bspenden sie\b",
            # Spanish
            r"\bhazte (?:soci[oa]|suscriptora?)|\bayúd[ae]nos\b|\bapóy[ae]nos\b"
            r"|\bapoya (?:nuestr|el)\w*"
            r"|\bdesde \d+ ?(?:€|euros?) al mes\b|\bdona\b",
            # French
            r"\bsoutenez\b|\bun don\b|\bfaites un don\b|\bdès \d+ ?€|\bà partir de \d+ ?€"
            r"|\bparticipez\b",
            # Ukrainian and Russian
            r"\bпідтримайте\b|\bпідтримуєте\b|\bстаньте (?:частиною|другом|патроном|читачем)\b"
            r"|\bна місяць\b|\bзадонат\w*|\bдонат\w*",
            r"\bподдержите\b|\bпомогите нам\b|\bпожертвован\w+|\bежемесячн\w+ плат[её]ж|\bв месяц\b"
            r"|\bстаньте (?:частью|другом|патроном)\b",
        )
    )
)
"""Giving to the publisher, asked for or thanked for."""

SPOKEN = re.compile(
    r"\b(?:you|your|yours|you['’](?:re|ve|ll)|we|us|our|ours|we['’](?:re|ve|ll))\b"
    r"|\b(?:sie|ihre?[nmrs]?|wir|uns|unsere?[nmrs]?)\b"
    r"|\b(?:tú|tu|te|ti|usted|nos|nuestr\w+|nosotr\w+|hazte|apoya)\b"
    r"|\b(?:vous|votre|vos|nous|notre|nos|soutenez|aidez)\b"
    r"|\b(?:ви|вас|вам|ваш\w*|ми|нас|нам|наш\w*|вы|мы|підтримайте|поддержите|помогите)\b"
)
"""The reader spoken to, or the speaker's own first person."""

ASIDE = re.compile(
    r"^\W*(?:thank you|thanks)\b(?=.{0,60}$)|^\W*(?:danke|vielen dank)\b(?=.{0,60}$)"
    r"|^\W*gracias\b(?=.{0,60}$)|^\W*merci\b(?=.{0,60}$)|^\W*(?:дякуємо|спасибо)\b(?=.{0,60}$)"
    r"|^\W*(?:before you go|since you['’]re here|one more thing|can you (?:spare|help))\b"
    r"|^\W*(?:it|this|that) means (?:a great deal|a lot|so much|everything)\b"
    r"|\b(?:if you|you have|you['’]ve|enjoyed?|liked?) .{0,30}(?:reading|this (?:article|story"
    r"|piece))\b"
    r"|^\W*cet article vous est offert\b|\bvous avez aimé cet article\b"
    r"|\bsi has llegado hasta aquí\b|\bsie haben diesen (?:text|artikel)\b"
    r"|\b(?:если вы дочитали|якщо ви дочитали)\b"
)
"""What only leads up to an appeal, or thanks for it."""

REPORTED = re.compile(
    r"\b(?:said|says|told|added|announced|according to|argued|urged|concluded|ruled|warned|wrote"
    r"|replied|estimated|claimed|testified|sagte|sagt|erklärte|dijo|afirmó"
    r"|a déclaré|a dit|сказав|сказала|заявив|заявила|сказал|заявил\w*|сообщил\w*|повідоми\w+)\b"
)
"""Speech of others, which no appeal holds."""
