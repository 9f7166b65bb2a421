"""The names of the months in the languages of the news that is read."""

from __future__ import annotations

_NAMES = (
    "january jan januar jänner enero ene janvier janv січня січ января янв",
    "february feb februar febrero février févr fév лютого лют февраля фев",
    "march mar märz maerz mär marzo mars березня бер марта мар",
    "april apr abril abr avril avr квітня квіт апреля апр",
    "may mai mayo травня трав мая май",
    "june jun juni junio juin червня черв июня июн",
    "july jul juli julio juillet juil липня лип июля июл",
    "august aug agosto ago août aout серпня серп августа авг",
    "september sep sept septiembre septembre вересня вер сентября сен",
    "october oct oktober okt octubre octobre жовтня жовт октября окт",
    "november nov noviembre novembre листопада лист ноября ноя",
    "december dec dezember dez diciembre dic décembre déc грудня груд декабря дек",
)

MONTHS: dict[str, int] = {
    name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()
}
"""Names and abbreviations, lower case, of the months 1 to 12."""
