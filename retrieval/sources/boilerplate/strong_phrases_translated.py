"""The same in German, Spanish, French, Ukrainian and Russian: phrases that begin at any word."""

from __future__ import annotations

ANYWHERE = (
    # German
    r"(?:ihre|deine) (?:spende|unterstützung|mitgliedschaft) (?:hilft|ermöglicht|macht|sichert"
    r"|trägt)",
    r"(?:unterstützen|fördern) sie (?:uns|unsere?n?|den|die|unabhängigen"
    r"|guten)\b.{0,60}(?:journalis|arbeit|spende|abo|redaktion)",
    r"unterstütze uns(?:ere)?\b",
    r"(?:abonnieren|bestellen) sie (?:jetzt |hier |unseren|den|kostenlos|unsere)\b",
    r"newsletter (?:abonnieren|bestellen|anmelden)",
    r"melden sie sich\b.{0,60}\b(?:newsletter|an)\b(?=.{0,20}newsletter|[.!]?$)",
    r"(?:folgen sie|folge) uns\b",
    r"laden sie (?:sich )?(?:jetzt |hier )?(?:unsere|die)\b.{0,30}\bapp\b",
    r"alle rechte vorbehalten\b",
    r"wir verwenden cookies\b",
    r"diese (?:web)?seite (?:verwendet|nutzt) cookies",
    r"(?:diskutieren|reden) sie mit\b",
    r"schreiben sie (?:uns|einen kommentar)",
    r"hinterlassen sie einen kommentar",
    r"(?:jetzt )?kostenlos (?:abonnieren|anmelden|bestellen|testen)\b",
    r"in ihrem postfach\b",
    r"(?:direkt |täglich )+in ihr (?:e-mail-)?postfach",
    r"mit (?:einem|ihrem) abo (?:lesen|erhalten|haben) sie",
    r"wir glauben an\b.{0,40}journalis",
    r"unser(?:e[nrm]?)? (?:unabhängige\w* )?journalismus\b",
    # Spanish
    r"(?:tu|su) (?:apoyo|donación|contribución|suscripción|aportación) (?:nos|hace|permite|es "
    r"(?:fundamental|clave|esencial))",
    r"(?:suscríb(?:e|a)[ts]e|suscribirte|apúntate|regístrate"
    r"|inscríb[ea][ts]e)\b.{0,80}\b(?:newsletter|boletín|aquí|canal|gratis|correo|nuestr\w+|acceso"
    r"|por|y )\b",
    r"(?:síguenos|síganos|seguinos) (?:en|también)\b",
    r"únete a nuestr\w+\b",
    r"descarga (?:nuestra|la) (?:app|aplicación)",
    r"(?:apoya|apoye|ayúdanos|ayúdenos|haz una donación|hazte soci[oa])\b.{0,80}\b(?:periodismo"
    r"|nuestr\w+|seguir|soci[oa]|aquí|información)\b",
    r"todos los derechos reservados\b",
    r"(?:utilizamos|usamos) cookies\b",
    r"este sitio (?:web )?(?:utiliza|usa) cookies",
    r"prohibida (?:la|su) reproducción\b",
    r"creemos en (?:el|un) periodismo\b",
    r"en tu (?:correo|bandeja de entrada)\b",
    # French
    r"votre (?:soutien|don|abonnement|contribution) (?:nous|est|permet|fait|compte)",
    r"(?:abonnez-vous|inscrivez-vous|abonne-toi)\b.{0,80}\b(?:newsletter|lettre|ici|pour|dès"
    r"|chaîne|notre|nos|infolettre)\b",
    r"(?:suivez|rejoignez)[- ](?:nous|notre)\b",
    r"téléchargez (?:notre|l['’]) ?app",
    r"soutenez (?:notre|le|un|l['’])\b.{0,40}(?:journal|rédaction|presse|info|média)",
    r"tous droits réservés\b",
    r"nous utilisons des cookies",
    r"ce site utilise des cookies",
    r"faites un don\b",
    r"(?:laissez|postez) un commentaire",
    r"dans votre boîte (?:mail|de réception)",
    # Ukrainian
    r"(?:підписуйтес[ья]|підпишіт[ья]ся|підписатис[ья]|приєднуйтес[ья]"
    r"|долучайтес[ья])\b.{0,80}\b(?:канал\w*|telegram|телеграм\w*|розсилк\w*|facebook|фейсбук\w*"
    r"|youtube|ютуб\w*|viber|вайбер\w*|instagram|наш\w*|спільнот\w*|нас)\b",
    r"(?:підтримайте|підтримуйте|підтримати) (?:нас|нашу|наше|роботу|незалежн\w+|якісн\w+|редакцію"
    r"|журналіст\w+)",
    r"(?:ваша|твоя) (?:підтримка|допомога|пожертва)\b.{0,50}\b(?:нам|нас|наш\w*|дозволяє"
    r"|допомагає)",
    r"(?:всі|усі) права (?:захищено|захищені|застережено)",
    r"маєте новину\b",
    r"повідомте про (?:це|помилку)",
    r"виділіть (?:її|текст|помилку)",
    r"стежте за нами\b",
    r"стежте за (?:нашими|новинами)\b.{0,50}\b(?:у|в|на)\b",
    r"надсилайте (?:нам|свої)\b",
    # Russian
    r"(?:подписывайтесь|подпишитесь|присоединяйтесь)\b.{0,80}\b(?:канал\w*|telegram|телеграм\w*"
    r"|рассылк\w*|facebook|youtube|ютуб\w*|viber|instagram|наш\w*|нас|дзен\w*|вконтакте)\b",
    r"(?:поддержите|поддерживайте|поддержать) (?:нас|нашу|наше|работу|независим\w+|редакцию"
    r"|журналист\w+)",
    r"(?:ваша|твоя) (?:поддержка|помощь)\b.{0,50}\b(?:нам|нас|наш\w*|позволяет|помогает)",
    r"все права (?:защищены|сохранены)",
    r"выделите (?:её|ее|текст|фрагмент|ошибку)",
    r"нашли ошибку\b",
    r"заметили ошибку\b",
    r"следите за (?:нами|нашими)\b",
    r"присылайте (?:нам|свои)\b",
)
"""As those of :mod:`retrieval.sources.boilerplate.strong_phrases`."""
