"""Quoted mail: which lines of a reply are another mail's, told by how mail programs introduce it, in any language.

What is alike in all of them: a line with a name, an address and a date that ends in a colon ("On ... wrote:"), or a few lines
"Word: value" of which one holds a date and another a person ("From: ... Sent: ... To: ..."), or a line between dashes. Lists of
words only help where the structure alone would be a guess.
"""

from __future__ import annotations

import re

from kit.ingest.redact.candidates import lowered
from kit.sources.parsing.date_words import folded
from kit.words import PERSON_MASK

#: Most lines over which a mail program wraps "On ... wrote:", and most characters of it.
WRAPPED, WROTE_LENGTH = 4, 420
#: Most characters of a line that announces a forwarded mail.
FORWARDED_LENGTH = 120
#: How "On ... wrote:" ends.
_CLOSING = (":", "：", "--")
#: Lines of "Word: value" that are looked at, and most that may stand between two of them (an address list goes on).
HEAD_LINES = 8

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2}(?!\d)")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)|\d{1,2} ?[ap]\.?m\b|[时時]\s?\d{0,2}", re.I)
_PERSON = re.compile(rf"\S@\S|\[email\]|{PERSON_MASK.pattern}|<[^<>\s]{{3,}}>")
#: In small letters.
_WROTE = re.compile(
    r"\b(?:(?:wrote|schrieb|geschrieben|a [ée]crit|ha scritto|scrive|escribi[óo]|escreveu|schreef|geschreven|skrev|kirjoitti"
    r"|napisa[łl]a?|pisze|пишет|napsala?|yazd[ıi])\b|skrifað|написал)"
    r"|書きました|のメール|写道|寫道|작성"
)
#: How a line begins that goes on to tell when somebody wrote.
_OPENS = re.compile(
    r"^[\s>*_-]*(?:(?:on|am|le|el|il|op|em|den|dnia|w dniu|dne|kl|pe|ma|ti|ke|to|la|su|в|on the)\b[\s.]|[^\W\d_]{2,12}\.?,? \d"
    rf"|\d{{1,4}}[./年-]|\d{{1,2}} [^\W\d_]|{PERSON_MASK.pattern}|\"?[^\W\d_][^<>\n]{{1,60}}<|<?\[email\])",
    re.I,
)
_KEY_VALUE = re.compile(
    r"^[\s>]*[*_]{0,2}([^\W\d_][^\W\d_ .'’-]*(?:[ '’-][^\W\d_]+){0,2}\.?)[ \xa0]?[*_]{0,2}[:：][*_]{0,2}\s*(.*)$"
)
_HEADS = {
    "from": "from von de da van fra från lähettäjä od от kimden gönderen avsender avsändare nadawca odesílatel отправитель 差出人 发件人 "  # noqa: E501
    "發件人 寄件者 寄件人 보낸사람",
    "sent": "sent date gesendet datum envoyé date inviato data enviado enviada fecha verzonden sendt dato skickat skickades lähetetty "  # noqa: E501
    "päivämäärä pvm päiväys wysłano wysłane отправлено дата odesláno gönderildi tarih 送信日時 日付 日時 发送时间 發送時間 发送日期 时间 "  # noqa: E501
    "日期 送信済み",
    "to": "to an à a para aan til till vastaanottaja do кому komu kime alıcı 宛先 收件人 收件者 受信者",
    "subject": "subject betreff objet oggetto asunto assunto onderwerp emne ämne aihe temat тема předmět konu 件名 主题 主題 主旨",  # noqa: E501
    "copy": "cc kopie copie kopia kopi копия bilgi 抄送 副本",
}
_HEAD_OF = {folded(word): kind for kind, words in _HEADS.items() for word in words.split()}
_HEAD_OF |= {
    folded(word): "sent" for word in ("envoyé le", "enviado el", "enviada em", "gönderilme tarihi", "data wysłania", "sendt den")
}
#: A name alone before "wrote"; a line that ends a sentence, and one that ends in a shortened word.
_NAME_ONLY = re.compile(r"(?:[^\W\d_a-z][\w.'’-]* ){1,4}$")
_ENDED, _SHORTENED = re.compile(r"[^\d.][.!?]$|:$"), re.compile(r"\b\w{1,4}\.$")
#: Several heads on one line, where an export lost the line ends.
_HEADS_IN_LINE = re.compile(
    r"^[\s>]*(?:from|von|de|da|van|fra|från|od|от|kimden):.{3,120}\b(?:sent|gesendet|envoy[ée]|inviato|enviado(?: el)?|verzonden|sendt"  # noqa: E501
    r"|skickat|wys[łl]ano|отправлено|odesl[áa]no|date|datum):.{6,}",
    re.I,
)
_ANSWERED = re.compile(r"^\s*(?:re|aw|sv|vs|odp|antw?|r|rif|res|ynt|回复|答复|回覆|返信|fwd?|wg|tr|rv|vb|doorst)\s?[:：]", re.I)
_DASHED = re.compile(r"^[\s>]*[-_=*–—]{2,}\s*([^\s_=*–—-].{0,200}?)\s*[-_=*–—]{2,}\s*$")
#: How a line begins that stands between dashes or is one.
_FRAMED = re.compile(r"[\s>]*[-_=*–—]{2}")
_RULE = re.compile(r"^[\s>]*(?:_{5,}|-{5,}|={5,})\s*$")
_ORIGINAL = re.compile(
    r"original (?:message|mail|e-?mail|appointment)|original-?nachricht|urspr[üu]ngliche (?:nachricht|mail)|message (?:d.origine"
    r"|original|transf[ée]r[ée]|r[ée]exp[ée]di[ée])|messaggio (?:originale|inoltrato)|mensa(?:je|gem) (?:original|reenviad[oa]"
    r"|encaminhad[oa])|(?:oorspronkelijk|origineel|doorgestuurd) bericht|oprindelig (?:meddelelse|besked|mail)|opprinnelig melding"  # noqa: E501
    r"|ursprungligt meddelande|originalmeddelande|(?:videresendt|vidarebefordrat) (?:meddelelse|meddelande|melding|besked)"
    r"|alkuper[äa]inen viesti|(?:oryginalna|przekazana) wiadomo[śs][ćc]|wiadomo[śs][ćc] (?:oryginalna|przekazana|pierwotna)"
    r"|(?:исходное|оригинальное|пересылаемое|пересланное) сообщение|(?:p[ůu]vodn[íi]|p[řr]eposlan[áa]) (?:zpr[áa]va|e-?mail)"
    r"|(?:orijinal|iletilen|[öo]zg[üu]n) (?:mesaj|ileti)|元のメッセージ|転送|原始(?:邮件|郵件)|转发|轉寄|forwarded (?:message|by)|reply message"  # noqa: E501
    r"|weitergeleitete nachricht",
    re.I,
)
_FORWARDED = re.compile(
    r"^[\s>]*(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|d[ée]but du message (?:r[ée]exp[ée]di[ée]"  # noqa: E501
    r"|transf[ée]r[ée])|inizio messaggio inoltrato|inicio del mensaje reenviado|in[íi]cio da mensagem (?:encaminhada|reencaminhada)"  # noqa: E501
    r"|begin doorgestuurd bericht|start p[åa] videresendt .{3,20}|vidarebefordrat brev|v[äa]litetty viesti alkaa"
    r"|pocz[ąa]tek przekazywanej wiadomo[śs]ci|начало переадресованного сообщения|za[čc][áa]tek p[řr]epos[íi]lan[ée] zpr[áa]vy"
    r"|[İi]letilen mesaj[ıi]n ba[şs]lang[ıi]c[ıi]|転送されたメッセージ|下面是被转发的邮件)\s?[:：]?\s*$",
    re.I,
)
_MARKER = re.compile(
    r"^\s*(?:#{2,}-?.{0,60}-?#{2,}\s*|#{2,}-?.{0,60}(?:above|oberhalb|au-dessus).{0,60}|.{0,20}please (?:type|write) your reply above this line.{0,20}"  # noqa: E501
    r"|[-=_]{2,}.{0,20}(?:reply above|above this line|oberhalb dieser linie|au-dessus de cette ligne).{0,40})$",
    re.I,
)
#: What stands in lines between dashes, and what in every "reply above this line".
_PAIRED = re.compile(r"[-_=*–—]{2}")
_MARKS = ("##", "above", "oberhalb", "au-dessus")


def _is_wrote(text: str, is_quote_next: bool) -> bool:
    """Whether a line, put together again, tells when who wrote what follows."""
    bare = text.strip().rstrip("*_ \xa0")
    is_dashed = bare.endswith("--") and bare.lstrip("> ").startswith("--")
    if len(text) > WROTE_LENGTH or not (bare.endswith((":", "：")) or is_dashed):
        return False
    person, wrote = _PERSON.search(text), _WROTE.search(lowered(text))
    if person and wrote:
        return True
    year = _YEAR.search(text)
    if person and year and _CLOCK.search(text):
        return True
    if year and wrote and _OPENS.match(text) and year.start() < 60:
        return True
    if year and wrote and _CLOCK.search(text) and _NAME_ONLY.match(text[: wrote.start()]):
        return True
    return is_quote_next and bool(wrote or person or year)


def _wrote_height(lines: list[str], start: int) -> int:
    """Of how many lines a "On ... wrote:" that starts here consists; 0 where none does."""
    first = lines[start].strip()
    if not first or (not first.endswith(_CLOSING) and not _OPENS.match(first)):
        return 0
    for height in range(1, WRAPPED + 1):
        part = [line.strip() for line in lines[start : start + height]]
        if len(part) < height or not all(part) or (height > 1 and _ENDED.search(part[-2]) and not _SHORTENED.search(part[-2])):
            return 0
        rest = next((line for line in lines[start + height :] if line.strip()), "")
        if _is_wrote(" ".join(part), rest.lstrip().startswith(">")):
            return height
    return 0


def _is_head(lines: list[str], start: int) -> bool:
    """Whether here begins the head of a mail: "From: ... Sent: ... To: ... Subject: ..." in whatever language."""
    if _HEADS_IN_LINE.match(lines[start][:400]):
        return True
    if not _KEY_VALUE.match(lines[start][:300]):
        return False
    pairs: list[tuple[str, str]] = []
    for line in [line for line in lines[start : start + 2 * HEAD_LINES] if line.strip()][:HEAD_LINES]:
        pair = _KEY_VALUE.match(line[:300])
        if not pair:
            break
        pairs.append((_HEAD_OF.get(folded(pair[1]).strip(" ."), ""), pair[2]))
    kinds = {kind for kind, _ in pairs[:6] if kind}
    if pairs[0][0] == "from" and pairs[0][1].strip():
        return len(kinds) >= 2 and bool(pairs[0][1])
    if pairs[0][0] and len(kinds) >= 3 and "from" in kinds:
        return True
    has_date = any(_YEAR.search(value) and (_CLOCK.search(value) or kind == "sent") for kind, value in pairs[1:4])
    has_other = any(_PERSON.search(value) or _ANSWERED.match(value) for _, value in pairs[1:])
    return len(pairs) >= 3 and bool(_PERSON.search(pairs[0][1])) and has_date and has_other


def _starts_mail(lines: list[str], start: int) -> bool:
    """Whether from this line on all is another's whole mail, by its head."""
    line = lines[start][:300]
    if not (":" in line or "：" in line or _FRAMED.match(line)):
        return False
    following = [number for number in range(start + 1, len(lines)) if lines[number].strip()][:3]
    if dashed := _DASHED.match(line):
        inner = dashed[1]
        is_told = _ORIGINAL.search(inner) or (_PERSON.search(inner) and _YEAR.search(inner))
        return bool(is_told) or any(_is_head(lines, number) for number in following[:1])
    if _RULE.match(line):
        return any(_is_head(lines, number) for number in following[:1])
    return _is_head(lines, start)


def quoted_lines(lines: list[str]) -> list[bool]:
    """Which lines of a reply are another mail's.

    Notes
    -----
    Lines marked with ``>`` are cut one by one, so that an answer below or between them stays; from a head that nothing marks
    on, all is cut.
    """
    cut, number = [False] * len(lines), 0
    text = "\n".join(lines)
    has_colon = ":" in text or "：" in text
    has_sign = has_colon or ">" in text or "#" in text or bool(_PAIRED.search(text))
    forwarded = {number for number, line in enumerate(lines) if len(line) <= FORWARDED_LENGTH and _FORWARDED.match(line)}
    if not has_sign and not forwarded:
        return cut
    low = text.lower()
    has_marker = any(mark in low for mark in _MARKS)
    is_closed = has_colon or "--" in text
    closing = {number for number, line in enumerate(lines) if is_closed and line.rstrip("*_ \xa0\t\r").endswith(_CLOSING)}
    while number < len(lines):
        if not (bare := lines[number].lstrip()):
            number += 1
            continue
        if bare.startswith(">"):
            cut[number] = True
            number += 1
            continue
        height = _wrote_height(lines, number) if closing and not closing.isdisjoint(range(number, number + WRAPPED)) else 0
        if height:
            cut[number : number + height] = [True] * height
            rest = next((line for line in lines[number + height :] if line.strip()), "")
            if not rest.lstrip().startswith(">"):
                return cut[:number] + [True] * (len(lines) - number)
            number += height
        elif number in forwarded or _starts_mail(lines, number):
            return cut[:number] + [True] * (len(lines) - number)
        elif has_marker and _MARKER.match(lines[number][:160]):
            if any(line.strip() and not is_cut for line, is_cut in zip(lines[:number], cut[:number], strict=True)):
                return cut[:number] + [True] * (len(lines) - number)
            cut[number] = True
            number += 1
        else:
            number += 1
    return cut
