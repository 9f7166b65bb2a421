"""Phrases with which pages speak to their readers about themselves, and what each is worth.

Scores add up within a sentence. ``STRONG`` alone makes a sentence furniture, ``WEAK`` does so
only beside strong ones, ``NOTE`` (on how the article was made) only at the end among links, and
``HINT`` only where a publisher repeats the paragraph. The patterns see
lower-case text in which quotations are blanked out.
"""

from __future__ import annotations

import re

from retrieval.sources.furniture_phrases_abroad import STRONG_PHRASES

STRONG = 3.0
WEAK = 1.0
NOTE = 0.5
HINT = 0.25
REPORTED = -2.0

# Where a call to act may begin: at the start, after a mark, or after such a word.
_CALL = r"(?:^|[:;,!?|►▶•*>–—(]\s*|\bplease\s|\s-\s)"
_MEDIUM = (
    r"(?:facebook|twitter|instagram|youtube|tiktok|linkedin|threads|bluesky|telegram|whatsapp)"
)
_PRESS = (
    r"(?:journalis\w+|newsroom|news organi[sz]ation|news site|newspaper|reporting|reporters?"
    r"|public[- ]service media|publication)"
)
_GIFT = r"(?:support|donations?|contributions?|subscriptions?|membership|gifts?|generosity)"

_STRONG = (
    # money for the publisher
    rf"\byour {_GIFT} (?:\w+ )?(?:helps? us|helps? fund|helps? keep"
    rf"|makes? (?:all the difference|it"
    r" possible|this (?:work )?possible|our|a difference)|allows? us|enables? us|means? (?:we"
    r"|that we"
    r"|so much to us|everything to us)|keeps? (?:us|our)|funds?|powers?|lets? us"
    r"|ensures? (?:that )?"
    r"(?:we|our)|sustains?|goes (?:directly |straight )?(?:to|towards?) our)",
    rf"\b(?:we|us|our)\b.{{0,60}}\b(?:need|rely on|depend on|count on|because of"
    rf"|thanks to) your {_GIFT}",
    rf"{_CALL}(?:support|fund|back) (?:our |the |this (?:kind of )?)?(?:quality |independent "
    rf"|local |free"
    r" |fearless |honest |trusted |investigative |strong |nonprofit |public[- ]interest |open"
    rf" |award-winning )*{_PRESS}",
    rf"\b(?:thank you|thanks) for (?:supporting|reading|subscribing to|your support of)"
    rf" (?:our|us|quality|local|the|this)\b(?:.{{0,40}}{_PRESS})?",
    r"\bsupport (?:quality |local )?journalism like (?:this|ours)",
    rf"\bwe believe (?:that )?(?:\w+ ){{0,4}}{_PRESS}",
    r"\b(?:we|our)\b.{0,80}\bpaywalls?\b",
    r"\bby (?:supporting (?:us|our)|becoming an? (?:member|supporter|subscriber)"
    r"|subscribing (?:to (?:our|the)|today|now|here))\b",
    r"\bconsider (?:supporting (?:us|our|the|local|quality|independent)|making an? (?:one-off "
    r"|monthly"
    r" |small )?(?:donation|contribution|gift)|becoming an? (?:\w+ ){0,3}(?:member|supporter"
    r"|subscriber"
    r"|patron)|subscribing|a subscription|a contribution|donating to (?:us|our))\b",
    r"\b(?:support|subscri\w+|access|alerts|journalism|us|our)\b.{0,80}\b(?:for"
    r"|from) as little as [$£€₴]? ?\d"
    r"|\b(?:for|from) as little as [$£€₴]? ?\d.{0,60}\b(?:support|subscri\w+|journalism|us"
    r"|our)\b",
    r"\bhelp us (?:to )?(?:keep|tell|continue|fund|report|stay|remain|hold|cover|deliver"
    r"|protect|sustain"
    r"|bring you|reach)\b",
    r"\b(?:is|are) (?:trusted|read|funded|powered) by (?:americans|millions|thousands"
    r"|its readers|readers (?:across|of|on|from)|our"
    r" readers|readers like you|people like you|you\b)",
    r"\bwe need (?:more )?(?:reporters|journalists|your (?:help|support))\b",
    r"\breader[- ](?:funded|supported|powered)\b.{0,80}\b(?:we|us|our|you)\b"
    r"|\b(?:we|us|our)\b.{0,80}\breader[- ](?:funded|supported|powered)\b",
    r"\b(?:millions|thousands|hundreds) of (?:readers|people) (?:like you|around the world|have)"
    r".{0,40}(?:support|fund)\w* (?:us|our)\b",
    r"\b(?:we|us|our)\b.{0,100}\bpaid for by (?:those|readers|people)",
    r"\bpaid for by those who can afford",
    r"\bwe (?:do not|don['’]t|have no|will never) (?:have )?(?:a )?(?:billionaire|shareholder"
    r"|paywall)",
    r"\bif (?:everyone|every one) (?:who reads|reading) .{0,80}(?:support|gave|fund|chipp)",
    r"\bwhether you (?:can )?(?:give|donate|contribute) (?:a little|much|a lot)",
    # newsletters, subscriptions, accounts
    rf"{_CALL}(?:and )?(?:sign up|signup|subscribe|register)(?: (?:here|now|today|free|below"
    rf"|for free|with us"
    r"|(?:to|for) (?:get|receive|read|access|continue|keep|join|save|updates|alerts|text|our"
    r"|the .{0,60}"
    r"(?:newsletter|alerts?|briefing|updates|podcast|channel|e-?mail)|.{0,80}(?:newsletter"
    r"|inbox|alerts"
    r"|briefing|e-?mails?)))\b|[.!]?$)",
    r"\byou can (?:also )?(?:sign up|subscribe)\b.{0,60}\b(?:here|newsletter|our)\b",
    r"\bsign up here\b|\bsubscribe here\b|\bsubscribe to the newsletter\b",
    rf"{_CALL}subscribe to (?:\S+ ){{1,5}}(?:today|now|here|at|newsletter|for)\b",
    r"\b(?:delivered |sent |straight |directly |right )+(?:to|into|in) your (?:e-?mail |in ?box"
    r"|phone|mail)",
    r"\b(?:in|to|into) your in-?box(?:es)?\b",
    r"^not a (?:member|subscriber)(?: yet)?\?|^already (?:a|have an?) (?:member|subscriber"
    r"|subscription"
    r"|account)\b",
    r"\bwould you like to receive\b.{0,60}\bnewsletter",
    r"\bnewsletter (?:provides|brings|delivers|gives) you\b|\bour (?:free |daily |weekly "
    r"|trending |new"
    r" |morning )*(?:newsletters?|e-?mail)\b.{0,60}\b(?:to|for|with|here|and|you)\b",
    r"\ba version of this (?:story|article|column|essay|post) (?:first |originally "
    r"|also )?(?:appeared|"
    r"appears|ran) in\b.{0,80}\bnewsletter",
    r"\b(?:you['’]ve|you have) (?:reached your|read your|used (?:all )?your"
    r"|\d+) .{0,30}(?:free )?articles",
    r"\bcontinue reading\b.{0,40}\b(?:subscri|account|trial|free|register)",
    r"\bstart your (?:free )?(?:trial|subscription)|\bcancel any ?time\b",
    r"\b(?:unlimited|full|ad-free) (?:digital )?access to (?:our|all|every"
    r"|the)\b.{0,80}\b(?:subscri|you"
    r"|your|today|now)",
    r"\bby (?:signing up|subscribing|entering your|clicking|continuing|registering"
    r"|submitting).{0,60}\byou"
    r" (?:agree|consent|accept|confirm|acknowledge)",
    r"\byou (?:agree|consent) to (?:our|the|receive|receiving)\b|\byou can unsubscribe\b"
    r"|\bunsubscribe at any time",
    # law and machinery of the page
    r"\bplease subscribe\b|\byou(?:['’]re| are) already a subscriber\b.{0,40}\b(?:log|sign) in\b",
    r"\b(?:post|article|page|story) contains (?:references to products|affiliate links"
    r"|sponsored)\b",
    r"\ball rights reserved\b",
    r"\b(?:may|must|can) ?not be (?:published|reproduced|republished|redistributed|broadcast"
    r"|reprinted|copied)"
    r".{0,80}\b(?:permission|rewritten|redistributed|consent|broadcast)",
    r"\bwe use (?:\w+ ){0,3}cookies\b|\b(?:this|our) (?:web)?site uses cookies|\baccept (?:all "
    r"|our )?cookies"
    r"|\bour (?:use of cookies|cookie policy|privacy policy|terms of (?:use|service)"
    r"|terms and conditions)\b",
    r"\bwe will use the (?:details|information) you\b|\buse of your data\b",
    r"\bprotected by recaptcha\b|\b(?:enable|turn on|requires) javascript\b"
    r"|\bad[- ]?blocker\b.{0,60}\byou"
    r"|\byour browser (?:does not|doesn['’]t)",
    r"\b(?:purchases you make|if you (?:buy|click|purchase)).{0,80}\bcommission\b"
    r"|\bwe (?:may|might|could) (?:earn|receive|get) (?:an? )?(?:\w+ )?(?:commission|share)",
    r"\b(?:story|article) continues (?:below|after)\b|\bscroll (?:down )?(?:to continue"
    r"|for more)\b",
    r"\b(?:opinions?|views) expressed (?:here|in this \w+|above|by the author)?.{0,40}\b(?:are"
    r"|is|do not|don['’]t)\b"
    r".{0,30}\b(?:own|hers?|his|theirs?|those of|author|necessarily)\b",
    r"^(?:read|view|see|find) more (?:opinion|commentary|news|stories|articles?|on|from|at|here"
    r"|about)\b"
    r".{0,60}$",
    # comments and company
    r"\bjoin (?:our|the) (?:commenting )?(?:forum|conversation on|discussion|community"
    r"|debate below|channel"
    r"|chat|mailing list|whatsapp|telegram)\b",
    r"\bjoin thought-provoking conversations\b|\bfollow other \S+ readers\b",
    r"\b(?:let us know|tell us|have your say|share your (?:thoughts|views|opinion"
    r"|story)) (?:\w+ ){0,5}"
    r"(?:comments?|below|with us|at \S+@)",
    r"\b(?:leave|post|add|write|drop) (?:a|your) comments?\b|\blog in to (?:comment|join|post)"
    r"|\bcomments (?:below )?(?:are|have been|have not been|will be) (?:closed|moderated"
    r"|turned off|disabled)",
    rf"{_CALL}(?:follow|find|like|join|connect with|catch up with|keep up with) (?:us|our|me"
    rf"|him|her|them|the author"
    rf"|@\w+|(?:[\w.’'&-]+ ){{1,7}})(?: ?(?:page|channel|team))? ?(?:on|at"
    rf"|via) (?:our )?{_MEDIUM}",
    rf"\b(?:follow|reach|contact|find|e-?mail|tweets?)\b.{{0,80}}\b(?:on"
    rf"|via) {_MEDIUM}(?: at)?:? ?@\w+|^(?:she|he|they) tweets? "
    r"(?:at )?@\w+",
    r"^(?:contact|reach|e-?mail|message) .{0,60}?(\w{4,})\b.{0,40}\bat:? \S*\1\S*@",
    r"^(?:contact|reach|e-?mail|message) (?:the |our )?(?:\w+ ){0,3}(?:reporter|writer|editor"
    r"|columnist|author|newsroom|journalist)\b"
    r".{0,80}(?:@|\d{3}-\d{4})",
    r"^(?:contact|reach|e-?mail|message|write to)\b(?=.{0,120}@\w).{0,120}\b(?:twitter|facebook"
    r"|instagram|follow)\b",
    r"\b(?:reach|contact|e-?mail|follow) (?:him|her|them|me|us)(?: directly)? (?:at|on"
    r"|via)\b.{0,60}(?:@\w|twitter)",
    r"\b(?:(?:he|she|they|i) (?:can|may) be (?:reached|contacted) (?:at|on|via)|(?:send|shoot"
    r"|drop) (?:us|me|him|her|\w+) (?:an? )"
    r"(?:e-?mail|note|line|message)|got a (?:story|tip))\b.{0,60}(?:@\w|here|newsroom|us\b)",
    # the app, the programme, the link
    rf"{_CALL}(?:or |and )?(?:download|get|install|try) (?:our"
    rf"|the) (?:\S+ ){{0,4}}apps?\b.{{0,40}}$",
    r"\bupdates,? download (?:our|the) (?:\S+ ){0,3}apps?\b",
    r"^\(?click here\b|\bclick here (?:to|for)\b.{0,80}$",
    r"\blisten to (?:this|our) (?:article|story|podcast|latest episode)"
    r"|\bhit play on the player\b"
    r"|\bcheck out (?:our|the .{0,30}) podcast\b|\blistening to our podcasts?\b",
    r"^(?:take|try|play) (?:our|\S+[’']s) (?:\w+ ){0,3}(?:quiz|crossword|puzzle|wordle)\b",
    r"^(?:get|never miss|stay up to date|stay informed|stay in the know"
    r"|be the first to know)\b.{0,80}\b(?:newsletter"
    r"|inbox|breaking news|our|notifications?|alerts?)\b.{0,60}$",
    r"\bwant (?:more|the latest|to (?:read|hear|get) more)\b.{0,60}\b(?:newsletter|sign up"
    r"|subscribe|our)\b",
)  # fmt: skip

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

EVIDENCE: tuple[tuple[re.Pattern[str], float], ...] = (
    *((re.compile(pattern), STRONG) for pattern in (*_STRONG, *STRONG_PHRASES)),
    *((re.compile(pattern), WEAK) for pattern in _WEAK),
    *((re.compile(pattern), NOTE) for pattern in _NOTES),
    *((re.compile(pattern), HINT) for pattern in _HINTS),
    *((re.compile(pattern), REPORTED) for pattern in _REPORTED),
)
"""Patterns over a lower-case sentence, and what a sentence that holds them scores."""

TRIGGER = re.compile(
    "support|unterstütz|donat|donaci|donación|contribut|subscri|suscri|suscrí|abonn|register"
    "|regíst"
    "|sign ?up|signing up|newsletter|boletín|lettre|journalis|periodis|we believe|we need"
    "|got a story|got a tip|newsroom"
    "|paywall|member|gift|generosity|as little as|help us|trusted by|funded|powered|read by"
    "|paid for|shareholder|billionaire|whether you|in-?box|your e?-?mail|your phone|account"
    "|this article|this story"
    "|this column|this essay|this post|articles|continue|trial|cancel|access to|you agree"
    "|you consent|by entering|clicking"
    "|contains|rights reserved|permission|rewritten|cookie|privacy|terms|information you"
    "|your data|recaptcha|javascript"
    "|ad[- ]?blocker|your browser|commission|earn|scroll|expressed|more opinion|more comment"
    "|more news|more stor"
    "|more on|more from|more at|more here|more about|join|follow|comment|tell us|let us know"
    "|have your say|share your"
    "|facebook|twitter|instagram|youtube|tiktok|linkedin|threads|bluesky|telegram|whatsapp"
    "|^contact|^reach|^e-?mail"
    "|^message|^write to|[.!?]\\W*(?:contact|reach|e-?mail|message)|@|\\bapp\\b|click here"
    "|listen|hit play|podcast"
    "|quiz|crossword|puzzle|wordle|notification|alert|spende|mitglied|bestellen|anmelden"
    "|kostenlos|melden sie|folge|laden sie"
    "|vorbehalten|diskutieren|reden sie|schreiben|kommentar|postfach|apoyo|apoy|contribuci"
    "|aportaci|apúnt|inscr"
    "|síguenos|síganos|seguinos|únete|descarga|ayúd|hazte|derechos|prohibida|en tu |soutien"
    "|soutenez|votre|suivez"
    "|rejoignez|téléchargez|droits|boîte|un don|підпи|приєдн|долуч|підтрим|ваша|твоя|права"
    "|новину|повідом|виділ|стежте|надсил"
    "|подпи|присоедин|поддерж|выделите|ошибку|следите|присыла"
)
"""Every strong phrase holds one of these stems: text without them needs no closer look."""
