"""Signatures: which lines of a mail sign it, looked for after a sign-off and judged by what a signature has.

A sign-off signs only where a name, a title, a telephone or nothing follows. "Thanks!" over a sentence is part of the mail, and so
are a postscript and what stands after a line of dashes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from kit.words import ACCOUNT_MASK, PERSON_MASK

LineTest = Callable[[str], bool]

#: Most lines of a signature, and most characters of one of its lines.
SIGNATURE_LINES, SIGNATURE_WIDTH = 12, 90
#: Most characters of a line that opens a signature: a sign-off, a delimiter, "Sent from my ...".
OPENING_WIDTH = 120

_DELIMITER = re.compile(r"^(?:--|__|—|– ?–|-- )\s*$|^[_=*-]{4,}\s*$")
#: What such a line begins with.
_DELIMITING = frozenset("-_—–=*")
_DEVICE = r"(?:iphone|ipad|android|samsung|galaxy|outlook|blackberry|huawei|xiaomi|pixel|yahoo|gmx|mobile|handy|telefon|phone|mail|windows)"  # noqa: E501
_SENT_FROM = re.compile(
    rf"^\W{{0,3}}(?:sent (?:from|via|with) (?:my )?\w.{{0,40}}|get outlook for \w+.{{0,60}}|von meinem .{{0,30}}gesendet|gesendet (?:von|mit) .{{0,40}}"  # noqa: E501
    rf"|outlook für \w+ .{{0,40}}|envoy[ée] (?:de|depuis|à partir) .{{0,40}}|t[ée]l[ée]charger outlook .{{0,40}}|inviato da .{{0,40}}"  # noqa: E501
    rf"|enviado (?:desde|do|de|a partir) .{{0,40}}|(?:verstuurd|verzonden) (?:vanaf|met|vanuit) .{{0,40}}|sendt fra .{{0,40}}"
    rf"|skickat från .{{0,40}}|lähetetty .{{0,40}}|wysłan[eo] z .{{0,40}}|отправлено (?:с|из) .{{0,40}}|odesláno z .{{0,40}}"
    rf"|{_DEVICE}.{{0,20}} gönderildi|.{{0,20}}から送信|(?:发自|發自|从我的).{{0,30}})\s*$",
    re.I,
)
#: One of these stands in every such line, in small letters.
_SENT_WORDS = (
    "sent ", "outlook", "gesendet", "envoy", "inviato", "enviado",
    "verstuurd", "verzonden", "sendt", "skickat", "lähetetty", "wysłan",
    "отправлено", "odesláno",
    "gönderildi", "から送信", "发自", "發自", "从我的",
)  # fmt: skip
#: Most characters of a sign-off.
SIGN_OFF_WIDTH = 60
#: In small letters, as all lines are for it and for what tells a contact.
_SIGN_OFF = re.compile(
    r"^\W{0,3}(?:(?:with )?(?:many |kind |best |warm |kindest |warmest )?regards|all the best|best(?: wishes)?|cheers|take care"
    r"|sincerely(?: yours)?|yours (?:sincerely|truly|faithfully)|have a (?:nice|great|good) (?:day|weekend|one)"
    r"|(?:many )?thanks(?: (?:a lot|so much|again|in advance|and regards|& regards|and best regards|for your help))?"
    r"|thank you(?: (?:very much|so much|again|in advance|and regards|for your help))?|thx|tia|br|kr|rgds"
    r"|(?:mit )?(?:freundlichen?|besten?|viele[n]?|liebe[n]?|herzliche[n]?|schöne) gr[üu](?:ß|ss)en?|gr(?:u|ü)(?:ß|ss)e?|vg|mfg|lg"  # noqa: E501
    r"|hochachtungsvoll|(?:vielen |besten |herzlichen )?dank(?:e)?(?: (?:im voraus|und (?:viele )?gr[üu](?:ß|ss)e?|schon mal|vorab))?"  # noqa: E501
    r"|(?:bien )?cordialement|bien à vous|(?:meilleures|sincères|cordiales) salutations|salutations|bonne journée|cdlt"
    r"|merci(?: (?:d.avance|beaucoup|par avance|bien))?|saludos(?: cordiales)?|un (?:cordial )?saludo|atentamente"
    r"|(?:muchas )?gracias(?: de antemano)?|(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|mvg"
    r"|(?:alvast )?bedankt(?: alvast)?|dank (?:je|u)(?: wel)?|(?:cordiali|distinti) saluti|saluti|un saluto"
    r"|grazie(?: (?:mille|in anticipo|a presto))?|buona giornata|atenciosamente|(?:com os )?(?:melhores )?cumprimentos"
    r"|obrigad[oa](?: desde já)?|abraços?|att|(?:med )?venn?lig(?:e)? hilsen(?:er)?|(?:de )?bedste hilsner|(?:med )?hilsen|mvh|vh"
    r"|(?:mange |tusen )?takk?(?: på forhånd)?|på forhånd takk?|(?:med )?vänlig(?:a)? hälsning(?:ar)?|hälsningar"
    r"|tack(?: (?:på förhand|så mycket))?|(?:ystävällisin |parhain )?terveisin|kiitos(?: etukäteen| paljon)?|kiitoksia|t\."
    r"|pozdrawiam(?: serdecznie)?|z poważaniem|z wyrazami szacunku|dzięku(?:ję|jemy)(?: z góry)?|dzięki|pozdr"
    r"|с уважением|с наилучшими пожеланиями|(?:заранее )?спасибо(?: заранее)?|благодарю"
    r"|s (?:přátelským |pozdravem |úctou ?)?pozdravem|s pozdravem|s úctou|děkuj[iu](?: předem)?|díky|hezký den"
    r"|saygıl(?:arımla|ar)|iyi çalışmalar|teşekkür(?:ler| ederim)|selamlar|iyi günler"
    r"|(?:どうぞ)?(?:よろしく|宜しく)お願い(?:いた|致)?します|敬具|以上|ありがとうございます|谢谢|謝謝|此致|敬礼|敬禮|祝好|顺颂商祺|感谢)"
    r"\s*[,.!–。，！-]*\s*(?:[:;]-?\))?\s*$"
)
_CONTACT = re.compile(
    rf"\[email\]|\[phone\]|{ACCOUNT_MASK.pattern}|\||\bwww\.|https?://"
    r"|^(?:tel|phone|mobile|mob|m|t|o|p|e|w|cell|fax|office|tél|tlf|puh|тел)\s*[:.]"
    r"|\b(?:head|director|manager|lead|vp|chief|officer|analyst|engineer|specialist|consultant|ceo|cfo|cro|coo|cto|founder"
    r"|operations|controller|leiter(?:in)?|geschäftsführer(?:in)?|directeur|directrice|responsable|inc|ltd|llc|gmbh|ag|bv|ab|oy|sa|srl|spa"
    r"|s\.r\.o|a\.s|sp\. z o\.o|ooo|ооо|株式会社|有限公司)\b|\b(?:straße|str\.|street|avenue|road|rue|via|laan|gatan|vej)\b"
)
_LONE_NAME = re.compile(rf"[\s*_-]*{PERSON_MASK.pattern}[\s.*_-]*")
_INITIAL = re.compile(r"\W{0,3}[^\W\d_a-z]\.?\s*")
#: "i. A.", "ppa.": who signs for another; and what stands between a name and a title.
_FOR_ANOTHER, _TITLE_FOLLOWS = re.compile(r"^(?:i\. ?[av]\.|ppa\.?|p\.p\.)\s+", re.I), re.compile(r"[,|/(]")
_PARTICLES = frozenset(["von", "van", "de", "der", "den", "da", "di", "la", "af", "el", "bin", "y", "e"])
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_POSTSCRIPT = re.compile(r"^\s*(?:p\.? ?p?\.? ?s\b\.?|ps\b|nb\b|n\.b\.|p\.d\.|з\.ы\.|追伸|追记|附[:：])", re.I)
_SENTENCE = re.compile(r"[.!?。！？…]['\"”)]*\s*$")
#: A company's legal form ends in a point as a sentence does.
_LEGAL_FORM = re.compile(
    r"\b(?:inc|ltd|llc|co|corp|pty|sp\. z o\.o|s\.r\.o|a\.s|s\.a|s\.p\.a|s\.r\.l|s\.l|b\.v|n\.v|e\.v|k\.k)\.\s*$", re.I
)
_LISTED = re.compile(r"^\s*(?:[-*•·–]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+\S")
_DISCLAIMER = re.compile(
    r"^\W{0,4}(?:confidentiality notice|disclaimer\b|caution: this (?:e-?mail|message)|external (?:e-?mail|sender)|(?:this"
    r"|the) (?:e-?mail|message|communication|transmission|information contained)\b.{0,120}"
    r"\b(?:confidential|intended (?:only|solely)|privileged|addressee|virus)|please consider the environment|if you (?:are not"
    r"|have received) (?:the (?:intended|named)|this (?:e-?mail|message) in error)|"
    r"diese e-?mail (?:enth[äa]lt|kann) vertrauliche|ce (?:message|courriel) .{0,80}confidentiel|.{0,60}registered (?:in"
    r"|office)\b.{0,80}\b(?:company|no\.|number)|(?:questo messaggio|este (?:mensaje|correo|e-?mail)|esta mensagem|dit (?:e-?mail"
    r"|bericht)|denne (?:e-?mail|meddelelse)|detta (?:e-?post|meddelande)|tämä (?:viesti|sähköposti)|ta wiadomość|эт[оа] (?:письмо"  # noqa: E501
    r"|сообщение)|tato zpráva|bu (?:e-?posta|mesaj)).{0,120}(?:confiden|vertrouwelijk|fortrolig|konfidenti|luottamuks|poufn|důvěrn"  # noqa: E501
    r"|конфиденц|gizli|riservat|reservad))",
    re.I | re.S,
)
#: One of these stands in every disclaimer, in small letters.
_LEGAL_WORDS = (
    "confiden", "disclaimer", "caution", "external", "intended",
    "privileged", "addressee", "virus", "environment", "if you are not",
    "if you have received", "vertrauliche", "registered", "vertrouwelijk",
    "fortrolig", "konfidenti", "luottamuks", "poufn", "důvěrn",
    "конфиденц", "gizli", "riservat", "reservad",
)  # fmt: skip
#: ... or in what lawyers alone write.
_LEGAL_WORDS_BELOW = (
    *_LEGAL_WORDS, "vertraulich", "for the person", "liability", "legal responsibility", "monitored and archived",
    "binding contract", "unauthori", "copied", "disclosed",
)  # fmt: skip
#: What only lawyers write; looked for below a sign-off alone, where customers say nothing more.
_LEGAL = re.compile(
    r"\b(?:confidential\w*|vertraulich\w*|intended (?:only|recipient)|(?:meant|only) for the person|addressee|privileged"
    r"|liability|legal responsibility|monitored and archived|binding contract|registered office|unauthori[sz]ed"
    r"|not (?:be )?(?:copied|disclosed))\b",
    re.I,
)


def _is_small_print(line: str) -> bool:
    return bool(_DISCLAIMER.match(line[:400]) or _LEGAL.search(line[:400]))


def _never(_: str) -> bool:
    return False


def _signs_off(line: str) -> bool:
    """Whether a line is a sign-off by its words."""
    return len(line) <= SIGN_OFF_WIDTH and bool(_SIGN_OFF.match(line.lower()))


def _is_contact(line: str) -> bool:
    """Whether a line has what only a signature has: an address, a telephone, a title, a legal form."""
    return bool(_CONTACT.search(line.lower()))


def _is_delimiter(line: str) -> bool:
    return line[:1] in _DELIMITING and bool(_DELIMITER.match(line[:OPENING_WIDTH]))


def _is_name(line: str) -> bool:
    """Whether a line is a name: a few words, each with a capital or masked; what stands after a comma or bar is a title."""
    if _INITIAL.fullmatch(line):
        return True  # an initial
    bare = _FOR_ANOTHER.sub("", line.strip(" *_-–—.,"))
    words = _TITLE_FOLLOWS.split(bare, maxsplit=1)[0].split()
    is_short = 0 < len(words) <= 5 and len(line) <= SIGNATURE_WIDTH and not _SENTENCE.search(line)
    return is_short and all(map(_is_name_word, words))


def _is_name_word(word: str) -> bool:
    is_written_so = word[0].isupper() or (bool(_CJK.match(word)) and len(word) <= 6)
    return is_written_so or bool(PERSON_MASK.fullmatch(word) or ACCOUNT_MASK.fullmatch(word)) or word in _PARTICLES


def _says(line: str, is_small_print: LineTest) -> bool:
    """Whether a line says something, as no line of a signature does."""
    if _signs_off(line) or is_small_print(line):
        return False
    n_words = len(line.split()) + len(_CJK.findall(line)) // 2
    if _POSTSCRIPT.match(line) or _LISTED.match(line) or len(line) > SIGNATURE_WIDTH:
        return True
    is_sentence = bool(_SENTENCE.search(line)) and not (n_words < 8 and _LEGAL_FORM.search(line))
    return (is_sentence and n_words >= 4) or (n_words >= 7 and not _is_contact(line))


def _block(lines: list[str], start: int) -> tuple[int, int]:
    """First and past-the-last line of the block of lines at or after ``start``."""
    first = next((number for number in range(start, len(lines)) if lines[number].strip()), len(lines))
    end = next((number for number in range(first, len(lines)) if not lines[number].strip()), len(lines))
    return first, end


def _signed_until(lines: list[str], start: int, is_small_print: LineTest) -> int:
    """Where the signature under a sign-off or delimiter in the line before ``start`` ends; -1 where none stands there."""
    says = partial(_says, is_small_print=is_small_print)
    end, n_contacts, is_named = start, 0, False
    while True:
        first, last = _block(lines, end)
        if first == len(lines):
            return len(lines)
        block = lines[first:last]
        if all(map(is_small_print, block)):
            end = last
            continue
        if any(map(says, block)) or last - start > SIGNATURE_LINES + len(lines) - last:
            names = [number for number in range(first, last) if _is_name(lines[number])]
            if not is_named and names[:1] == [first] and first == start and not says(lines[first]):
                return next(number for number in range(first, last) if says(lines[number]))  # a name, and on with the words
            return (last if n_contacts >= 2 and not _POSTSCRIPT.match(block[0]) else end) if is_named else -1
        is_sign = any(is_kind(block[0]) for is_kind in (_is_name, _is_contact, _signs_off, _is_delimiter))
        is_short_name = len(block) == 1 and len(block[0].split()) == 1 and last == len(lines)
        if not is_named and not is_sign and not is_short_name and not _SENT_FROM.match(block[0][:120]):
            return -1
        is_named, end = True, last
        n_contacts += sum(map(_is_contact, block))


def _is_sign_off(lines: list[str], number: int) -> bool:
    """Whether a line closes a mail: by its words, or a few words and a comma over a name that ends it."""
    line = lines[number]
    if _signs_off(line):
        return True
    if number == 0 or not line.rstrip().endswith((",", "，")) or len(line.split()) > 4:
        return False
    rest = [other for other in lines[number + 1 :] if other.strip()]
    return 0 < len(rest) <= 2 and all(map(_is_name, rest))


def _last_block(lines: list[str]) -> int:
    """First line of a signature that no sign-off opens; ``len(lines)`` where there is none."""
    end = next((number + 1 for number in range(len(lines) - 1, -1, -1) if lines[number].strip()), 0)
    before = next((number for number in range(end - 1, -1, -1) if not lines[number].strip()), -1)
    block = lines[before + 1 : end]
    if before > 0 and 2 <= len(block) <= 6 and not any(len(line) > 60 or _SENTENCE.search(line) for line in block):
        is_signed = sum(_is_contact(line) or bool(PERSON_MASK.search(line)) for line in block) >= 2
        return before + 1 if is_signed else len(lines)
    is_lone = end > 1 and _LONE_NAME.fullmatch(lines[end - 1])
    return end - 1 if is_lone else len(lines)


def signature_lines(lines: list[str]) -> list[bool]:
    """Which lines sign the mail: sign-off, name, title, address, "Sent from my ..."; never a sentence of it."""
    opening = [number for number, line in enumerate(lines) if _can_open(line)]
    if not opening:  # every line of a signature is short too
        return [False] * len(lines)
    low = "\n".join(lines).lower()
    cut, end, is_small_print = [False] * len(lines), -1, None
    if _has_any(low, _SENT_WORDS):
        for number in opening:
            cut[number] = len(lines[number]) <= OPENING_WIDTH and bool(_SENT_FROM.match(lines[number]))
    for number in opening:
        if number < end:
            continue
        is_delimiter = _is_delimiter(lines[number])
        if not (cut[number] or is_delimiter or _is_sign_off(lines, number)):
            continue
        is_small_print = is_small_print or (_is_small_print if _has_any(low, _LEGAL_WORDS_BELOW) else _never)
        end = _signed_until(lines, number + 1, is_small_print)
        if end >= 0:
            cut[number:end] = [True] * (end - number)
        elif is_delimiter:
            cut[number] = True
    left = [number for number, is_cut in enumerate(cut) if not is_cut]
    start = _last_block([lines[number] for number in left])
    for number in left[start:]:
        cut[number] = True
    return cut


def _can_open(line: str) -> bool:
    """Whether a line is of a length at which it can open a signature, or begins as a delimiter."""
    return bool(line) and (len(line) <= OPENING_WIDTH or line[0] in _DELIMITING) and not line.isspace()


def _has_any(low: str, words: tuple[str, ...]) -> bool:
    return any(map(low.__contains__, words))


def small_print(lines: list[str]) -> list[bool]:
    """Which lines belong to a paragraph that is boilerplate."""
    cut, is_inside = [], False
    low = "\n".join(lines).lower()
    if not _has_any(low, _LEGAL_WORDS):
        return [False] * len(lines)
    for line in lines:
        is_inside = bool(line.strip()) and (is_inside or bool(_DISCLAIMER.match(line[:400])))
        cut.append(is_inside)
    return cut
