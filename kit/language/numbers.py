"""Numbers, money and days as a language writes them (CLDR, by Babel); English keeps the kit's own forms in :mod:`kit.formats`."""

from __future__ import annotations

from datetime import date

from kit.language.current import language

#: Amounts that a language has a short form for: German writes thousands out.
SHORT_FROM = {"de": 1e6, "fr": 1e3}
#: Quotation marks.
QUOTES = {"en": ("“", "”"), "de": ("„", "“"), "fr": ("«\u00a0", "\u00a0»")}


def colon() -> str:
    """A colon behind a word: French keeps it apart."""
    return "\u00a0:" if language() == "fr" else ":"


def grouped(number: int) -> str:
    """A whole number, thousands set apart: "2,514", "2.514"."""
    if language() == "en":
        return f"{number:,}"
    from babel.numbers import format_decimal

    return format_decimal(number, locale=language())


def decimal(number: float, digits: int) -> str:
    """A number with so many digits after the mark: "0.44", "0,44"."""
    if language() == "en":
        return f"{number:,.{digits}f}"
    from babel.numbers import format_decimal

    pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
    return format_decimal(number, format=pattern, locale=language())


def as_written(text: str) -> str:
    """Digits of a number in English, with the language's own decimal mark: "0.05" as "0,05"."""
    return text if language() == "en" else text.replace(".", ",")


def compact_money(amount: float, currency: str) -> str:
    """A rounded amount in as few characters as the language has for it: "620.000 $", "1,2 Mio. €", "620 k €"."""
    from babel.numbers import format_compact_currency, format_currency

    if abs(amount) < SHORT_FROM[language()]:
        return format_currency(amount, currency, format="#,##0 ¤", locale=language(), currency_digits=False)
    return format_compact_currency(amount, currency, locale=language(), fraction_digits=1)


def day_in_words(day: date) -> str:
    """A day: "3. Oktober 2026"."""
    from babel.dates import format_date

    words = format_date(day, "long", locale=language())
    return words.replace("1 ", "1er ", 1) if language() == "fr" and day.day == 1 else words


def short_day(day: date) -> str:
    """A day in a table: "03.10.2026", "3 oct. 2026"."""
    from babel.dates import format_date

    return format_date(day, "medium", locale=language())


def month_name(day: date, pattern: str) -> str:
    """A day's month, quarter or year by a pattern of CLDR: "LLLL" is "Oktober", "LLL" "Okt", "QQQ" "Q4"."""
    from babel.dates import format_date

    return format_date(day, pattern, locale=language())
