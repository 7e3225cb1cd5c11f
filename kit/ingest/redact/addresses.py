"""E-mail addresses, and links with tokens and passwords."""

from __future__ import annotations

import re

from kit.ingest.redact.candidates import replaced_first

_HOST = r"(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}"
_EMAIL_ENCODED = r"(?<![\w.+-])[\w.+'’-]{1,64}%40(?:[\w-]{1,63}(?:\.|%2[eE])){1,8}[^\W\d_]{2,24}(?![\w-])"
_EMAIL_PLAIN = rf"(?<![\w.+-])[\w.+'’%&/=#~-]{{1,64}}@{_HOST}(?![\w-])"
_EMAIL_RARE = rf'(?<![\w.+-])[\w.+-]{{1,64}}@\[?\d{{1,3}}(?:\.\d{{1,3}}){{3}}\]?|"[^"\n@]{{1,64}}"@{_HOST}'
_EMAIL = re.compile(f"{_EMAIL_ENCODED}|{_EMAIL_PLAIN}|{_EMAIL_RARE}")
#: The same where no sign of an address is encoded, follows upon a quotation mark, or stands before a digit.
_EMAIL_USUAL, _UNUSUAL = re.compile(_EMAIL_PLAIN), re.compile(r'%40|"@|@\[?\d')
_ENDINGS = "com|net|org|io|co|de|fr|eu|uk|ai|app|dev|biz|info|edu|gov|nl|es|it|ch|at"
#: Addresses hidden from machines, "jane [at] acme.com", or told aloud, "jane dot doe at acme dot com".
_EMAIL_TOLD = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?[\[({<]\s?at\s?[\])}>]\s?[\w-]{1,63}(?:\s?(?:\.|[\[({<]\s?dot\s?[\])}>])\s?[\w-]{2,63}){1,4}"
    r"|(?<![\w.+-])[\w+-]{1,40}(?:(?:\.| dot | underscore | dash )[\w+-]{1,40}){0,4}"
    rf" at [\w-]{{1,40}}(?: dot [\w-]{{2,24}}){{0,3}} dot (?:{_ENDINGS})(?: dot uk)?(?!\w)",
    re.I,
)
#: The sign of an address, between what may stand before and after it in one: of a row of signs none is looked around.
_SIGN = re.compile(r"(?<=[\w.+'’%&/=#~\"-])(?:@(?=[\w\[-])|%40(?=[\w-]))")
#: Most characters of an address before its sign, and after it.
BEFORE_SIGN, AFTER_SIGN = 70, 640
_TOLD_MARKS = (" dot ", "at]", "at)", "at }", "at>", "AT]", "AT)", " Dot ", " DOT ")

_LINK = re.compile(r"(?:https?|ftp|wss?)://[^\s<>\"'\]\[{}|\\^`\ue000]{1,4000}", re.I)
_USER_IN_LINK = re.compile(r"(://)[^/@\s?#]{1,200}:[^/@\s?#]{1,200}@")
#: Names of parameters whose values open doors.
_KEY_NAME = (
    r"[\w.-]{0,30}(?:token|secret|passw(?:or)?d|pwd|signature|\bsig\b|api[_-]?key|access[_-]?key|auth|credential|session|jwt|otp"
    r"|invite|reset|magic|code|hash|ticket|nonce|sso|assertion|samlresponse|\bkey\b|\b(?:st|t|k)(?==))[\w.-]{0,30}"
)
_KEY_VALUE = re.compile(rf"([?&#;]{_KEY_NAME}=)([^&#;\s]{{6,}})", re.I)
_LINK_PART = re.compile(r"(?<=[/=])[A-Za-z0-9_~.-]{20,}(?=[/?#&]|$)")
#: A run in a link of so many letters and digits, mixed and without a hyphen, is no word of a title but a key.
_KEY_RUN = re.compile(r"(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9_]{20,}|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


def _without_token(match: re.Match) -> str:
    bare = match[0].rstrip(".,;:!?)'")
    link = _KEY_VALUE.sub(r"\1[token]", _USER_IN_LINK.sub(r"\1[token]@", bare))
    return _LINK_PART.sub(lambda part: "[token]" if _KEY_RUN.search(part[0]) else part[0], link) + match[0][len(bare) :]


def mask_links(text: str) -> str:
    """Links without their tokens and passwords; the rest of a link stays, it tells what it is about."""
    return _LINK.sub(_without_token, text) if "://" in text else text


def mask_emails(text: str) -> str:
    """E-mail addresses, hidden and spoken ones too."""
    if "@" in text or "%40" in text:
        windows = ((sign.start() - BEFORE_SIGN, sign.end() + AFTER_SIGN) for sign in _SIGN.finditer(text))
        pattern = _EMAIL if _UNUSUAL.search(text) else _EMAIL_USUAL
        text = replaced_first(pattern, lambda _: "[email]", text, windows)
    return _EMAIL_TOLD.sub("[email]", text) if any(mark in text for mark in _TOLD_MARKS) else text
