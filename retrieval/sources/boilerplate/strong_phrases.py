"""English phrases that make a sentence boilerplate, by where in the sentence they may begin.

The patterns see lower-case text in which quotations are blanked out.
"""

from __future__ import annotations

# Where a call to act may begin: at the start, after a mark, or after such a word.
CALL = r"(?:^|[:;,!?|►▶•*>–—(]\s*|\bplease\s|\s-\s)"
_MEDIUM = (
    r"(?:facebook|twitter|instagram|youtube|tiktok|linkedin|threads|bluesky|telegram|whatsapp)"
)
_PRESS = (
    r"(?:journalis\w+|newsroom|news organi[sz]ation|news site|newspaper|reporting|reporters?"
    r"|public[- ]service media|publication)"
)
_GIFT = r"(?:support|donations?|contributions?|subscriptions?|membership|gifts?|generosity)"

CALLS = (
    # money for the publisher
    r"(?:support|fund|back) (?:our |the |this (?:kind of )?)?(?:quality |independent |local "
    r"|free |fearless |honest |trusted |investigative |strong |nonprofit |public[- ]interest "
    rf"|open |award-winning )*{_PRESS}",
    # newsletters, subscriptions, accounts
    r"(?:and )?(?:sign up|signup|subscribe|register)(?: (?:here|now|today|free|below|for free"
    r"|with us|(?:to|for) (?:get|receive|read|access|continue|keep|join|save|updates|alerts|text"
    r"|our|the .{0,60}(?:newsletter|alerts?|briefing|updates|podcast|channel|e-?mail)"
    r"|.{0,80}(?:newsletter|inbox|alerts|briefing|e-?mails?)))\b|[.!]?$)",
    r"subscribe to (?:\S+ ){1,5}(?:today|now|here|at|newsletter|for)\b",
    # comments and company
    r"(?:follow|find|like|join|connect with|catch up with|keep up with) (?:us|our|me|him|her|them"
    rf"|the author|@\w+|(?:[\w.’'&-]+ ){{1,7}})(?: ?(?:page|channel|team))? ?(?:on|at|via) (?:our "
    rf")?{_MEDIUM}",
    r"(?:send|shoot|drop) \w+ an? (?:e-?mail|note|line|message)\b.{0,60}(?:@\w|here\b|newsroom"
    r"|us\b)",
    r"(?:(?:have you|you['’]ve) )?got a (?:story|tip)\b.{0,60}(?:@\w|here\b|newsroom|us\b)",
    # the app, the programme, the link
    r"(?:or |and )?(?:download|get|install|try) (?:our|the) (?:\S+ ){0,4}apps?\b.{0,40}$",
)
"""What a page asks its reader to do: after ``CALL``."""

OPENINGS = (
    # newsletters, subscriptions, accounts
    r"not a (?:member|subscriber)(?: yet)?\?",
    r"already (?:a|have an?) (?:member|subscriber|subscription|account)\b",
    # law and machinery of the page
    r"(?:read|view|see|find) more (?:opinion|commentary|news|stories|articles?|on|from|at|here"
    r"|about)\b.{0,60}$",
    # comments and company
    r"(?:she|he|they) tweets? (?:at )?@\w+",
    r"(?:contact|reach|e-?mail|message) .{0,60}?(?P<name>\w{4,})\b.{0,40}\bat:? \S*(?P=name)\S*@",
    r"(?:contact|reach|e-?mail|message) (?:the |our )?(?:\w+ ){0,3}(?:reporter|writer|editor"
    r"|columnist|author|newsroom|journalist)\b.{0,80}(?:@|\d{3}-\d{4})",
    r"(?:contact|reach|e-?mail|message|write to)\b(?=.{0,120}@\w).{0,120}\b(?:twitter|facebook"
    r"|instagram|follow)\b",
    # the app, the programme, the link
    r"\(?click here\b",
    r"(?:take|try|play) (?:our|\S+[’']s) (?:\w+ ){0,3}(?:quiz|crossword|puzzle|wordle)\b",
    r"(?:get|never miss|stay up to date|stay informed|stay in the know|be the first to "
    r"know)\b.{0,80}\b(?:newsletter|inbox|breaking news|notifications?|alerts?)\b.{0,60}$",
    r"(?:never miss|stay up to date|stay informed|stay in the know|be the first to "
    r"know)\b.{0,80}\bour\b.{0,60}$",
    r"want (?:more|the latest|to (?:read|hear|get) more)\b.{0,60}\bour\b",
)
"""Phrases with which a sentence begins."""

ANYWHERE = (
    # money for the publisher
    rf"your {_GIFT} (?:\w+ )?(?:helps? us|helps? fund|helps? keep|makes? (?:all the difference|it "
    r"possible|this (?:work )?possible|our|a difference)|allows? us|enables? us|means? (?:we"
    r"|that we|so much to us|everything to us)|keeps? (?:us|our)|funds?|powers?|lets? us"
    r"|ensures? (?:that )?(?:we|our)|sustains?|goes (?:directly |straight )?(?:to|towards?) our)",
    rf"(?:we|us|our)\b.{{0,60}}\b(?:need|rely on|depend on|count on|because of|thanks to) your "
    rf"{_GIFT}",
    r"(?:thank you|thanks) for (?:supporting|reading|subscribing to|your support of) (?:our|us"
    rf"|quality|local|the|this)\b(?:.{{0,40}}{_PRESS})?",
    r"support (?:quality |local )?journalism like (?:this|ours)",
    rf"we believe (?:that )?(?:\w+ ){{0,4}}{_PRESS}",
    r"(?:we|our)\b.{0,80}\bpaywalls?\b",
    r"by (?:supporting (?:us|our)|becoming an? (?:member|supporter|subscriber)|subscribing (?:to "
    r"(?:our|the)|today|now|here))\b",
    r"consider (?:supporting (?:us|our|the|local|quality|independent)|making an? (?:one-off "
    r"|monthly |small )?(?:donation|contribution|gift)|becoming an? (?:\w+ ){0,3}(?:member"
    r"|supporter|subscriber|patron)|subscribing|a subscription|a contribution|donating to (?:us"
    r"|our))\b",
    r"(?:support|subscri\w+|access|alerts|journalism|us|our)\b.{0,80}\b(?:for|from) as little as "
    r"[$£€₴]? ?\d",
    r"(?:for|from) as little as [$£€₴]? ?\d.{0,60}\b(?:support|subscri\w+|journalism|us|our)\b",
    r"help us (?:to )?(?:keep|tell|continue|fund|report|stay|remain|hold|cover|deliver|protect"
    r"|sustain|bring you|reach)\b",
    r"(?:is|are) (?:trusted|read|funded|powered) by (?:americans|millions|thousands|its readers"
    r"|readers (?:across|of|on|from)|our readers|readers like you|people like you|you\b)",
    r"we need (?:more )?(?:reporters|journalists|your (?:help|support))\b",
    r"reader[- ](?:funded|supported|powered)\b.{0,80}\b(?:we|us|our|you)\b",
    r"(?:we|us|our)\b.{0,80}\breader[- ](?:funded|supported|powered)\b",
    r"(?:millions|thousands|hundreds) of (?:readers|people) (?:like you|around the world"
    r"|have).{0,40}(?:support|fund)\w* (?:us|our)\b",
    r"(?:we|us|our)\b.{0,100}\bpaid for by (?:those|readers|people)",
    r"paid for by those who can afford",
    r"we (?:do not|don['’]t|have no|will never) (?:have )?(?:a )?(?:billionaire|shareholder"
    r"|paywall)",
    r"if (?:everyone|every one) (?:who reads|reading) .{0,80}(?:support|gave|fund|chipp)",
    r"whether you (?:can )?(?:give|donate|contribute) (?:a little|much|a lot)",
    # newsletters, subscriptions, accounts
    r"you can (?:also )?(?:sign up|subscribe)\b.{0,60}\b(?:here|newsletter|our)\b",
    r"sign up here\b",
    r"subscribe here\b",
    r"subscribe to the newsletter\b",
    r"(?:delivered |sent |straight |directly |right )+(?:to|into|in) your (?:e-?mail\b|in ?box"
    r"|phone|mail)",
    r"(?:in|to|into) your in-?box(?:es)?\b",
    r"would you like to receive\b.{0,60}\bnewsletter",
    r"newsletter (?:provides|brings|delivers|gives) you\b",
    r"our (?:(?:free |daily |weekly |trending |new |morning )*newsletters?|(?:free |daily |weekly "
    r"|morning )+e-?mails?)\b.{0,60}\b(?:to|for|with|here|and|you)\b",
    r"a version of this (?:story|article|column|essay|post) (?:first |originally |also "
    r")?(?:appeared|appears|ran) in\b.{0,80}\bnewsletter",
    r"(?:you['’]ve|you have) (?:reached your|read your|used (?:all )?your|\d+) .{0,30}(?:free "
    r")?articles",
    r"continue reading\b.{0,40}\b(?:subscri|account|trial|free|register)",
    r"start your (?:free )?(?:trial|subscription)",
    r"cancel any ?time\b",
    r"(?:unlimited|full|ad-free) (?:digital )?access to (?:our|all|every|the)\b.{0,80}\b(?:subscri"
    r"|you|your|today|now)",
    r"by (?:signing up|subscribing|entering your|clicking|continuing|registering"
    r"|submitting).{0,60}\byou (?:agree|consent|accept|confirm|acknowledge)",
    r"you (?:agree|consent) to (?:our|the|receive|receiving)\b",
    r"you can unsubscribe\b",
    r"unsubscribe at any time",
    # law and machinery of the page
    r"please subscribe\b",
    r"you(?:['’]re| are) already a subscriber\b.{0,40}\b(?:log|sign) in\b",
    r"(?:post|article|page|story) contains (?:references to products|affiliate links|sponsored)\b",
    r"all rights reserved\b",
    r"(?:may|must|can) ?not be (?:published|reproduced|republished|redistributed|broadcast"
    r"|reprinted|copied).{0,80}\b(?:permission|rewritten|redistributed"
    r"|(?:written|prior|express) consent)",
    r"we use (?:\w+ ){0,3}cookies\b",
    r"(?:this|our) (?:web)?site uses cookies",
    r"accept (?:all |our )?cookies",
    r"our (?:use of cookies|cookie policy|privacy policy|terms of (?:use|service)|terms and "
    r"conditions)\b",
    r"we will use the (?:details|information) you\b",
    r"use of your data\b",
    r"protected by recaptcha\b",
    r"(?:enable|turn on|requires) javascript\b",
    r"ad[- ]?blocker\b.{0,60}\byou",
    r"your browser (?:does not|doesn['’]t)",
    r"(?:purchases you make|if you (?:buy|click|purchase)).{0,80}\bcommission\b",
    r"we (?:may|might|could) (?:earn|receive|get) (?:an? )?(?:\w+ )?(?:commission|share)",
    r"(?:story|article) continues (?:below|after)\b",
    r"scroll (?:down )?(?:to continue|for more)\b",
    r"(?:opinions?|views) expressed (?:here|in this \w+|above|by the author)?.{0,40}\b(?:are|is"
    r"|do not|don['’]t)\b.{0,30}\b(?:own|hers?|his|theirs?|those of|author|necessarily)\b",
    # comments and company
    r"join (?:our|the) (?:commenting )?(?:forum|conversation on|discussion|community|debate below"
    r"|channel|chat|mailing list|whatsapp|telegram)\b",
    r"join thought-provoking conversations\b",
    r"follow other \S+ readers\b",
    r"(?:let us know|tell us|have your say|share your (?:thoughts|views|opinion|story)) (?:\w+ "
    r"){0,5}(?:comments?|below|with us|at \S+@)",
    r"(?:leave|post|add|write|drop) (?:a|your) comments?\b",
    r"log in to (?:comment|join|post a)",
    r"comments (?:below )?(?:are|have been|have not been|will be) (?:closed|moderated|turned off"
    r"|disabled)",
    rf"(?:follow|reach|contact|find|e-?mail|tweets?)\b.{{0,80}}\b(?:on|via) {_MEDIUM}(?: at)?:? "
    r"?@\w+",
    r"(?:reach|contact|e-?mail|follow) (?:him|her|them|me|us)(?: directly)? (?:at|on"
    r"|via)\b.{0,60}(?:@\w|twitter)",
    r"(?:he|she|they|i) (?:can|may) be (?:reached|contacted) (?:at|on|via)\b.{0,60}@\w",
    # the app, the programme, the link
    r"updates,? download (?:our|the) (?:\S+ ){0,3}apps?\b",
    r"click here (?:to|for)\b.{0,80}$",
    r"listen to (?:this|our) (?:article|story|podcast|latest episode)",
    r"hit play on the player\b",
    r"check out (?:our|the .{0,30}) podcast\b",
    r"listening to our podcasts?\b",
    r"want (?:more|the latest|to (?:read|hear|get) more)\b.{0,60}\b(?:newsletter|sign up"
    r"|subscribe)\b",
)
"""Phrases that begin at a word, wherever it stands in the sentence."""
