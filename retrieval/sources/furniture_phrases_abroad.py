"""Phrases that make a sentence furniture, in German, Spanish, French, Ukrainian and Russian."""

from __future__ import annotations

STRONG_PHRASES = (
    # German
    r"\b(?:ihre|deine) (?:spende|unterstützung|mitgliedschaft) (?:hilft|ermöglicht|macht"
    r"|sichert|trägt)",
    r"\b(?:unterstützen|fördern) sie (?:uns|unsere?n?|den|die|unabhängigen"
    r"|guten)\b.{0,60}(?:journalis|arbeit|spende|abo"
    r"|redaktion)|\bunterstütze uns(?:ere)?\b",
    r"\b(?:abonnieren|bestellen) sie (?:jetzt |hier |unseren|den|kostenlos|unsere)\b"
    r"|\bnewsletter (?:abonnieren|bestellen"
    r"|anmelden)|\bmelden sie sich\b.{0,60}\b(?:newsletter|an)\b(?=.{0,20}newsletter|[.!]?$)",
    r"\b(?:folgen sie|folge) uns\b|\bladen sie (?:sich )?(?:jetzt |hier )?(?:unsere"
    r"|die)\b.{0,30}\bapp\b",
    r"\balle rechte vorbehalten\b|\bwir verwenden cookies\b|\bdiese (?:web)?seite (?:verwendet"
    r"|nutzt) cookies",
    r"\b(?:diskutieren|reden) sie mit\b|\bschreiben sie (?:uns|einen kommentar)"
    r"|\bhinterlassen sie einen kommentar",
    r"\b(?:jetzt )?kostenlos (?:abonnieren|anmelden|bestellen|testen)\b|\bin ihrem postfach\b",
    r"\b(?:direkt |täglich )+in ihr (?:e-mail-)?postfach|\bmit (?:einem|ihrem) abo (?:lesen"
    r"|erhalten|haben) sie",
    r"\bwir glauben an\b.{0,40}journalis|\bunser(?:e[nrm]?)? (?:unabhängige\w* )?journalismus\b",
    # Spanish
    r"\b(?:tu|su) (?:apoyo|donación|contribución|suscripción|aportación) (?:nos|hace|permite"
    r"|es (?:fundamental|clave"
    r"|esencial))",
    r"\b(?:suscríb(?:e|a)[ts]e|suscribirte|apúntate|regístrate"
    r"|inscríb[ea][ts]e)\b.{0,80}\b(?:newsletter|boletín|aquí|canal"
    r"|gratis|correo|nuestr\w+|acceso|por|y )\b",
    r"\b(?:síguenos|síganos|seguinos) (?:en|también)\b|\búnete a nuestr\w+\b"
    r"|\bdescarga (?:nuestra|la) (?:app|aplicación)",
    r"\b(?:apoya|apoye|ayúdanos|ayúdenos|haz una donación"
    r"|hazte soci[oa])\b.{0,80}\b(?:periodismo|nuestr\w+|seguir|soci[oa]|aquí"
    r"|información)\b",
    r"\btodos los derechos reservados\b|\b(?:utilizamos|usamos) cookies\b"
    r"|\beste sitio (?:web )?(?:utiliza|usa) cookies",
    r"\bprohibida (?:la|su) reproducción\b|\bcreemos en (?:el|un) periodismo\b"
    r"|\ben tu (?:correo|bandeja de entrada)\b",
    # French
    r"\bvotre (?:soutien|don|abonnement|contribution) (?:nous|est|permet|fait|compte)",
    r"\b(?:abonnez-vous|inscrivez-vous|abonne-toi)\b.{0,80}\b(?:newsletter|lettre|ici|pour|dès"
    r"|chaîne|notre|nos|infolettre)\b",
    r"\b(?:suivez|rejoignez)[- ](?:nous|notre)\b|\btéléchargez (?:notre|l['’]) ?app"
    r"|\bsoutenez (?:notre|le|un|l['’])\b.{0,40}"
    r"(?:journal|rédaction|presse|info|média)",
    r"\btous droits réservés\b|\bnous utilisons des cookies|\bce site utilise des cookies"
    r"|\bfaites un don\b"
    r"|\b(?:laissez|postez) un commentaire|\bdans votre boîte (?:mail|de réception)",
    # Ukrainian
    r"\b(?:підписуйтес[ья]|підпишіт[ья]ся|підписатис[ья]|приєднуйтес[ья]"
    r"|долучайтес[ья])\b.{0,80}\b(?:канал\w*|telegram|телеграм\w*|розсилк\w*"
    r"|facebook|фейсбук\w*|youtube|ютуб\w*|viber|вайбер\w*|instagram|наш\w*|спільнот\w*|нас)\b",
    r"\b(?:підтримайте|підтримуйте|підтримати) (?:нас|нашу|наше|роботу|незалежн\w+|якісн\w+"
    r"|редакцію|журналіст\w+)",
    r"\b(?:ваша|твоя) (?:підтримка|допомога|пожертва)\b.{0,50}\b(?:нам|нас|наш\w*|дозволяє"
    r"|допомагає)",
    r"\b(?:всі|усі) права (?:захищено|захищені|застережено)|\bмає?те?и? (?:новину|повідомити)\b"
    r"|\bповідомте про (?:це|помилку)"
    r"|\bвиділіть (?:її|текст|помилку)|\bстежте за нами\b|\bстежте за (?:нашими"
    r"|новинами)\b.{0,50}\b(?:у|в|на)\b"
    r"|\bнадсилайте (?:нам|свої)\b",
    # Russian
    r"\b(?:подписывайтесь|подпишитесь|присоединяйтесь)\b.{0,80}\b(?:канал\w*|telegram"
    r"|телеграм\w*|рассылк\w*|facebook|youtube|ютуб\w*"
    r"|viber|instagram|наш\w*|нас|дзен\w*|вконтакте)\b",
    r"\b(?:поддержите|поддерживайте|поддержать) (?:нас|нашу|наше|работу|независим\w+|редакцию"
    r"|журналист\w+)",
    r"\b(?:ваша|твоя) (?:поддержка|помощь)\b.{0,50}\b(?:нам|нас|наш\w*|позволяет|помогает)",
    r"\bвсе права (?:защищены|сохранены)|\bвыделите (?:её|ее|текст|фрагмент|ошибку)"
    r"|\bнашли ошибку\b|\bзаметили ошибку\b|\bследите за (?:нами|нашими)\b"
    r"|\bприсылайте (?:нам|свои)\b",
)  # fmt: skip
"""Patterns over a lower-case sentence in which quotations are blanked out."""
