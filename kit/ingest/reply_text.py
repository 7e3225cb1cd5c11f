"""Own words: what of a customer's turn the customer wrote just now, and not a mail program, a template or somebody quoted."""

from __future__ import annotations

import re

Span = tuple[int, int]

#: Most lines of a signature, and most characters of one of its lines.
SIGNATURE_LINES, SIGNATURE_WIDTH = 12, 90

_WROTE = re.compile(
    r"^\s*(?:>\s*)?(?:on\b.{4,200}\bwrote|am\b.{4,200}\bschrieb.{0,80}|le\b.{4,200}\ba [ée]crit|el\b.{4,200}\bescribi[óo]"
    r"|il\b.{4,200}\bha scritto|"
    r"op\b.{4,200}\bschreef.{0,80}|em\b.{4,200}\bescreveu|.{3,80}<[^<>\s]{3,80}> wrote)\s*:\s*$",
    re.I | re.S,
)
_WROTE_START = re.compile(r"^\s*(?:on|am|le|el|il|op|em)\b.{4,200}$", re.I)
_FORWARDED = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|originalnachricht|urspr[üu]ngliche nachricht|message d'origine|mensaje original"
    r"|forwarded message|reply message)\s*-{0,}"
    r"|begin forwarded message:|_{10,}|-{2,}\s*forwarded by .{0,120})\s*$",
    re.I,
)
_MAIL_HEAD = re.compile(r"^\s*\*?(?:from|von|de|da|van)\s?:\*?\s+\S", re.I)
_MAIL_HEAD_NEXT = re.compile(
    r"^\s*\*?(?:sent|date|to|subject|cc|gesendet|datum|an|betreff|envoy[ée]|à|objet|enviado|para|asunto)\s?:", re.I
)
_MARKER = re.compile(
    r"^\s*(?:#{2,}-?.{0,40}(?:reply above|type your reply).{0,60}|.{0,20}please (?:type"
    r"|write) your reply above this line.{0,20})\s*$",
    re.I,
)
_DELIMITER = re.compile(r"^(?:--|__|—|– ?–|-- )\s*$|^[_=*-]{4,}\s*$")
_SENT_FROM = re.compile(
    r"^\s*(?:sent (?:from|via|with) (?:my )?\w.{0,40}|get outlook for \w+.{0,40}|von meinem \w+ gesendet|envoy[ée] (?:de"
    r"|depuis) mon \w+.{0,20})\s*$",
    re.I,
)
_SIGN_OFF = re.compile(
    r"^\s*(?:(?:with )?(?:many |kind |best |warm |kindest |warmest )?regards|all the best|best(?: wishes)?|cheers"
    r"|sincerely(?: yours)?|yours (?:sincerely|truly|faithfully)|"
    r"(?:many )?thanks(?: (?:a lot|so much|again|in advance|and regards|& regards|for your help))?|thank you(?: (?:very much"
    r"|so much|again|in advance|and regards))?|thx|tia|br|kr|rgds|"
    r"mit freundlichen gr[üu](?:ß|ss)en|(?:viele|beste|liebe) gr[üu](?:ß|ss)e|vg|mfg|cordialement|bien à vous"
    r"|merci(?: d'avance)?|saludos(?: cordiales)?|un saludo|atentamente|met vriendelijke groet(?:en)?)"
    r"\s*[,.!–-]*\s*$",
    re.I,
)
_SIGNED = re.compile(
    r"\[person-|\[email\]|\[phone\]|\[account-|\||\bwww\.|https?://|^(?:tel|phone|mobile|m|t|o|p|cell|fax|office)\s*[:.]"
    r"|\b(?:head|director|manager|lead|vp|chief|officer|analyst|engineer|specialist|consultant|ceo|cfo|cro|coo|cto|founder"
    r"|operations|inc|ltd|llc|gmbh)\b",
    re.I,
)
_DISCLAIMER = re.compile(
    r"^\W{0,4}(?:confidentiality notice|disclaimer\b|caution: this (?:e-?mail|message)|external (?:e-?mail|sender)|(?:this"
    r"|the) (?:e-?mail|message|communication|transmission|information contained)\b.{0,120}"
    r"\b(?:confidential|intended (?:only|solely)|privileged|addressee|virus)|please consider the environment|if you (?:are not"
    r"|have received) (?:the (?:intended|named)|this (?:e-?mail|message) in error)|"
    r"diese e-?mail (?:enth[äa]lt|kann) vertrauliche|ce message .{0,60}confidentiel|.{0,60}registered (?:in"
    r"|office)\b.{0,80}\b(?:company|no\.|number))",
    re.I | re.S,
)
#: What only lawyers write; looked for below a sign-off alone, where customers say nothing more.
_LEGAL = re.compile(
    r"\b(?:confidential\w*|vertraulich\w*|intended (?:only|recipient)|(?:meant|only) for the person|addressee|privileged"
    r"|liability|legal responsibility|monitored and archived|binding contract|registered office|unauthori[sz]ed"
    r"|not (?:be )?(?:copied|disclosed))\b",
    re.I,
)
_HELLO = (
    r"(?:hi|hello|hey|hiya|howdy|dear|greetings|good (?:morning|afternoon|evening|day)|morning|hallo|guten (?:tag|morgen)|moin"
    r"|liebe[rs]?|sehr geehrte[rs]?|bonjour|salut|hola|buenos d[íi]as|ciao|hej|to whom it may concern)"
)
_GREETING = re.compile(rf"^\s*{_HELLO}\b[^.!?\n,;:]{{0,40}}[,.!:;–-]*\s*$", re.I)
_GREETING_START = re.compile(
    rf"^\s*(?i:{_HELLO})(?:[ ,]+(?:there|all|team|folks|everyone|everybody|guys|both|again|support|sir|madam"
    rf"|ladies and gentlemen|\[person-\w+\]|\[account-\w+\]|[A-Z][\w'’.-]+)){{0,4}}\s*[,!.:–-]+\s+"
)


def _lines(text: str, start: int, end: int) -> list[Span]:
    """Spans of a stretch's lines, without their ends."""
    spans = []
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        spans.append((start, stop))
        start = stop + 1
    return spans


def _wrote_height(lines: list[str], at: int) -> int:
    """Of how many lines a "On ... wrote:" that starts here consists; 0 where none does. Mail programs wrap it."""
    if not _WROTE_START.match(lines[at][:200]) and not lines[at].rstrip().endswith(":"):
        return 0
    for height in (1, 2, 3):
        if _WROTE.match(" ".join(lines[at : at + height])[:420]):
            return height
    return 0


def _is_quoted_from(lines: list[str], at: int) -> bool:
    """Whether from this line on another's whole mail follows."""
    if _FORWARDED.match(lines[at][:160]):
        return lines[at].strip("_ ") != "" or any(_MAIL_HEAD.match(line[:80]) for line in lines[at + 1 : at + 3])
    return bool(_MAIL_HEAD.match(lines[at][:80])) and any(_MAIL_HEAD_NEXT.match(line[:80]) for line in lines[at + 1 : at + 4])


def _quoted(lines: list[str]) -> list[bool]:
    """Which lines are another mail's, quoted."""
    cut, at = [False] * len(lines), 0
    while at < len(lines):
        height = _wrote_height(lines, at)
        if height:
            cut[at : at + height] = [True] * height
            rest = next((line for line in lines[at + height :] if line.strip()), "")
            if not rest.lstrip().startswith(">"):
                return cut[:at] + [True] * (len(lines) - at)
            at += height
        elif _is_quoted_from(lines, at):
            return cut[:at] + [True] * (len(lines) - at)
        else:
            cut[at] = lines[at].lstrip().startswith(">") or bool(_MARKER.match(lines[at][:160]))
            at += 1
    return cut


def _is_signature(lines: list[str]) -> bool:
    """Whether lines at a mail's end can be a signature: few and short."""
    said = [line for line in lines if line.strip() and not _DISCLAIMER.match(line[:400]) and not _LEGAL.search(line[:400])]
    return len(said) <= SIGNATURE_LINES and all(len(line) <= SIGNATURE_WIDTH for line in said)


def _signature_at(lines: list[str]) -> int:
    """Line at which the signature starts; ``len(lines)`` where there is none."""
    for at, line in enumerate(lines):
        short = line[:120]
        if _SENT_FROM.match(short) or (_DELIMITER.match(short) and _is_signature(lines[at + 1 :])):
            return at
        if len(line) <= 60 and _SIGN_OFF.match(line) and _is_signature(lines[at + 1 :]):
            return at
    end = max((at + 1 for at, line in enumerate(lines) if line.strip()), default=0)
    last = next((at for at in range(end - 1, -1, -1) if not lines[at].strip()), -1)
    block = lines[last + 1 : end]
    is_block = (
        last > 0 and 2 <= len(block) <= 6 and not any(len(line) > 60 or line.rstrip().endswith((".", "?", "!")) for line in block)
    )
    if is_block and sum(bool(_SIGNED.search(line)) for line in block) >= 2:
        return last
    return len(lines)


def _disclaimed(lines: list[str]) -> list[bool]:
    """Which lines belong to a paragraph that is boilerplate."""
    cut, is_inside = [], False
    for line in lines:
        is_inside = bool(line.strip()) and (is_inside or bool(_DISCLAIMER.match(line[:400])))
        cut.append(is_inside)
    return cut


def _merged(spans: list[Span], text: str) -> list[Span]:
    """Neighbouring lines as one stretch; a cut line or an empty one divides."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and text[merged[-1][1] : start] == "\n":
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def own_spans(text: str, start: int, end: int) -> list[Span]:
    """Stretches of one customer's turn that the customer wrote just now.

    Quoted replies, forwarded mails, signatures, disclaimers, "type above this line" marks and greetings are left out.

    Parameters
    ----------
    text : the stored text; ``start`` and ``end`` are the turn's offsets in it.

    Returns
    -------
    list of (start, end), offsets into ``text``, in order; a stretch holds no empty line.
    """
    if text.find("\n", start, end) < 0:
        greeted = _GREETING_START.match(text, start, min(end, start + 200))
        return [(greeted.end() if greeted else start, end)]
    spans = _lines(text, start, end)
    lines = [text[one:other] for one, other in spans]
    cut = _quoted(lines)
    kept = [at for at in range(len(lines)) if not cut[at]]
    kept = kept[: _signature_at([lines[at] for at in kept])]
    boilerplate = _disclaimed([lines[at] for at in kept])
    kept = [at for at, is_boilerplate in zip(kept, boilerplate, strict=True) if lines[at].strip() and not is_boilerplate]
    if kept and _GREETING.match(lines[kept[0]][:80]) and len(lines[kept[0]]) <= 60:
        kept = kept[1:]
    elif kept and (greeted := _GREETING_START.match(lines[kept[0]])):
        spans[kept[0]] = (spans[kept[0]][0] + greeted.end(), spans[kept[0]][1])
    return _merged([spans[at] for at in kept], text)
