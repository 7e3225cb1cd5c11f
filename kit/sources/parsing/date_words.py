"""Date words: months, weekdays and time zones as exports in many languages write them, folded to plain small letters."""

from __future__ import annotations

import unicodedata
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

#: One line a month: names and usual short forms in en, de, fr, es, it, pt, nl, da, nb, sv, fi, pl, cs, tr, ru.
_MONTHS = """
january jan januar jaenner jänner janvier janv enero ene gennaio gen janeiro januari tammikuuta tammikuu tammik styczeń stycznia sty ledna leden ocak oca января январь янв
february feb februar febr février févr fév febrero febbraio fevereiro fev februari helmikuuta helmikuu helmik luty lutego lut února únor şubat şub февраля февраль фев февр
march mar märz mrz maerz mär mars marzo março maart mrt marts maaliskuuta maaliskuu maalisk marzec marca března březen mart марта март мар
april apr avril avr abril abr aprile huhtikuuta huhtikuu huhtik kwiecień kwietnia kwi dubna duben nisan nis апреля апрель апр
may mai mayo maggio mag maio mei maj toukokuuta toukokuu toukok maja května květen mayıs мая май
june jun juni juin junio giugno giu junho kesäkuuta kesäkuu kesäk czerwiec czerwca cze června červen haziran haz июня июнь июн
july jul juli juillet juil julio luglio lug julho heinäkuuta heinäkuu heinäk lipiec lipca lip července červenec temmuz tem июля июль июл
august aug août aoû agosto ago augustus elokuuta elokuu elok sierpień sierpnia sie srpna srpen ağustos ağu августа август авг
september sep sept septembre septiembre settembre set setembro syyskuuta syyskuu syysk wrzesień września wrz září eylül eyl сентября сентябрь сен сент
october oct oktober okt octobre octubre ottobre ott outubro out lokakuuta lokakuu lokak październik października paź října říjen ekim eki октября октябрь окт
november nov novembre noviembre novembro marraskuuta marraskuu marrask listopad listopada lis listopadu kasım kas ноября ноябрь ноя нояб
december dec dez dezember décembre déc diciembre dic dicembre dezembro desember des joulukuuta joulukuu jouluk grudzień grudnia gru prosince prosinec aralık ara декабря декабрь дек
"""  # noqa: E501
_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday tues thurs weds
montag dienstag mittwoch donnerstag freitag samstag sonntag sonnabend
lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo
lunedì martedì mercoledì giovedì venerdì sabato domenica segunda-feira terça-feira quarta-feira quinta-feira sexta-feira
segunda terça quarta quinta sexta maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tisdag lördag söndag
maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina ti ke to pe la su ma
poniedziałek wtorek środa czwartek piątek sobota niedziela pondělí úterý středa čtvrtek pátek neděle út st čt pá so ne po
pazartesi salı çarşamba perşembe cuma cumartesi pazar
понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс
"""
#: Words that stand between the parts of a date and mean nothing by themselves.
_FILLERS = """
at on the of um am den der uhr à a le du de del d las los el o alle ore il op om kl klo på r г года г. в no às as dia em h hrs
hours tarihinde saat dnia godz v ve
"""
#: Hours east of Greenwich. Where one name means several zones, the one mail headers mean.
_OFFSETS = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "eet": 2, "sast": 2,
    "oez": 2, "oesz": 3,
    "eest": 3, "msk": 3, "trt": 3, "sgt": 8, "hkt": 8, "awst": 8, "jst": 9, "kst": 9, "acst": 9.5, "acdt": 10.5, "aest": 10,
    "aedt": 11, "nzst": 12, "nzdt": 13, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "akst": -9, "akdt": -8, "hst": -10, "brt": -3, "art": -3, "nst": -3.5, "ndt": -2.5,
    "coordinated universal time": 0, "greenwich mean time": 0, "british summer time": 1, "western european time": 0,
    "western european summer time": 1, "central european time": 1, "central european standard time": 1,
    "central european summer time": 2, "mitteleuropaische zeit": 1, "mitteleuropaische sommerzeit": 2,
    "eastern european time": 2, "eastern european summer time": 3, "moscow standard time": 3, "india standard time": 5.5,
    "japan standard time": 9, "eastern standard time": -5, "eastern daylight time": -4, "central standard time": -6,
    "central daylight time": -5, "mountain standard time": -7, "mountain daylight time": -6, "pacific standard time": -8,
    "pacific daylight time": -7,
}  # fmt: skip
#: Names of a place's time, summer or winter.
_PLACES = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
    "eastern time": "America/New_York", "central time": "America/Chicago", "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
}  # fmt: skip
#: Names that stand for several zones, none of them the usual one, and where each is used.
_OF_SEVERAL = {"ist": ("Asia/Kolkata", "Asia/Calcutta", "Europe/Dublin", "Asia/Jerusalem")}


def folded(text: str) -> str:
    """A text in small letters without accents, full-width forms made plain."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ı", "i").replace("ł", "l").replace("ø", "o"))
    return unicodedata.normalize("NFKC", "".join(letter for letter in plain if not unicodedata.combining(letter)))


MONTHS = {folded(name): number for number, line in enumerate(_MONTHS.strip().split("\n"), start=1) for name in line.split()}
_DAYS = frozenset(map(folded, _WEEKDAYS.split()))
_CJK_DAYS = frozenset("月火水木金土日") | {f"{mark}{day}" for mark in ("周", "星期") for day in "一二三四五六日"}
FILLERS = frozenset(map(folded, _FILLERS.split()))


def is_weekday(word: str) -> bool:
    """Whether a folded word is a day of the week, whole or cut short."""
    return word in _CJK_DAYS or word.removesuffix("曜日") in _CJK_DAYS or (
        len(word) >= 2 and any(day.startswith(word) for day in _DAYS)
    )  # fmt: skip


def zone_named(name: str, zone: ZoneInfo) -> tzinfo | None:
    """The zone a folded name stands for; None where it is not known or means several.

    Parameters
    ----------
    zone : the workspace's own, which decides what a name of several meanings means.
    """
    if name in _OFFSETS:
        return timezone(timedelta(hours=_OFFSETS[name]))
    if name in _PLACES:
        return ZoneInfo(_PLACES[name])
    if name in _OF_SEVERAL:
        return zone if zone.key in _OF_SEVERAL[name] else None
    if "/" in name:
        try:
            return ZoneInfo("/".join("_".join(map(str.capitalize, part.split("_"))) for part in name.split("/")))
        except (KeyError, ValueError, OSError):
            return None  # no place of that name: the row is set aside with the value seen
    return None
