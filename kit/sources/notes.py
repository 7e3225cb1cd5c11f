"""Reader ``notes``: a folder of Markdown or text notes with a head, and of mail (.eml).

A note's head is as in :mod:`kit.sources.parsing.text_head`. In its body the customer's words are the lines that begin with ``> ``
and the paragraphs that begin with ``Customer:``, the contact's name and a colon, or any declared customer's; all else
is the note's author speaking and counts as the team's. A note without any such line is all the team's, unless
``options: {words: customer}`` says that notes hold the customer's words throughout.
A mail is its sender's: the team's where ``own_staff`` names the sender or the address's domain, the customer's where
``own_staff: {domains: [...]}`` is given and the address has none of them, or with ``options: {words: customer}``. Else nobody can
tell whose it is; ``kit check`` asks for the domains.
Its subject is too, where it is no answer's and has at least three words.

    - id: onboarding
      kind: onboarding
      reader: notes
      path: inbox/onboarding/*.md
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr

from kit.errors import SettingsError
from kit.sources import transcript
from kit.sources.conversation import RAW_READ, Conversation, Turn, UnreadableRow
from kit.sources.parsing.cells import check_encoding, date_fault
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.display_names import is_name
from kit.sources.parsing.files import File, text_of
from kit.sources.parsing.html_text import plain_of
from kit.sources.parsing.kinds import WORDS
from kit.sources.parsing.text_head import Head, read_head
from kit.sources.parsing.transcript_layouts import Labels
from kit.sources.reader import Context, Entry, Reader

OPTIONS = ("dates", "encoding", "separator", "words")

#: Words from which a subject says something.
SUBJECT_WORDS = 3
_ANSWERED = re.compile(r"\s*(?:re|aw|sv|vs|odp|antw?|r|rif|res|ynt|回复|答复|返信|fwd?|wg|tr|rv|vb)\s?(?:\[\d+\])?[:：]", re.I)
_QUOTED = re.compile(r"^[ \t]*>[ \t]?(.*)$")
_SAYS = re.compile(r"^[ \t]*(?:[-*][ \t]+)?(?:\*\*|__)?([^\W\d_][\w.'’ -]{0,40}?)(?:\*\*|__)?[ \t]*:(?:\*\*|__)?[ \t]+(.*)$")
_MARKDOWN = re.compile(r"^[ \t]*#{1,6}[ \t]+")


def _line_turn(line: str, speakers: dict[str, str], contact: str) -> Turn | None:
    """A line that tells whose words it holds; None where it does not."""
    if match := _QUOTED.match(line):
        return Turn(match[1].strip(), "customer", contact)
    match = _SAYS.match(line)
    side = speakers.get(match[1].strip().lower(), "") if match else ""
    if not side:
        return None
    return Turn(match[2].strip(), side, contact if side == "customer" else "")


def note_turns(body: str, head: Head, default: str) -> list[Turn]:
    """Turns of a note's body: the customer's marked lines, and what stands between them.

    Quoted lines in a row are one turn. A line after "Customer:" goes on with it, until an empty line; one after a quote does not.
    """
    contact = head.values.get("contact", "")
    speakers = {"customer": "customer", "client": "customer", "team": "team", "us": "team", "agent": "team", "csm": "team"}
    speakers |= {name.lower(): entry.side for name, entry in head.people.items() if entry.side}
    speakers |= {name.lower(): "customer" for name in (contact, contact.partition(" ")[0]) if name}
    parts: list[tuple[Turn, list[str]]] = []
    last, labels = "gap", Labels(body.split("\n"), set(head.people))
    for line in body.split("\n"):
        marked = _line_turn(line, speakers, contact)
        kind = "plain" if marked is None else "quote" if _QUOTED.match(line) else "says"
        turn = marked or Turn(_MARKDOWN.sub("", line).strip(), default)
        if marked is None and default == "team" and (label := labels.of(line.strip())):
            kind, turn = "says", Turn(line.strip(), default, label[0])  # somebody else speaks, who is not known as the customer
        if not turn.text:
            last = "gap"
            continue
        if (kind == "quote" and last == "quote") or (kind == "plain" and last in {"plain", "says"}):
            parts[-1][1].append(turn.text)
        else:
            parts.append((turn, [turn.text]))
            last = kind
    return transcript.gathered(parts, "\n")


def _note(file: File, context: Context, encoding: str, default: str) -> Conversation | UnreadableRow:
    text = text_of(file.data, encoding).replace("\r\n", "\n").replace("\r", "\n")
    head = read_head(text)
    named = frozenset(name for name in Labels(head.body.split("\n"), set()).names if " " in name and is_name(name))
    return transcript.conversation_of(file, head, note_turns(head.body, head, default), context, named)


#: Characters of a mail's head line that are looked at: a broken file's of 100,000 took the library minutes.
LONGEST_HEAD = 8_000


class _Bounded(email.policy.EmailPolicy):
    """The library's own policy, but for head lines without an end."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEAD]


_POLICY = _Bounded()


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    payload = part.get_payload(decode=True) or b""
    try:
        text = payload.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = text_of(payload)
    return plain_of(text) if part.get_content_subtype() == "html" else text.replace("\r\n", "\n")


#: Mailboxes of help desks, in a dozen languages.
_DESK = re.compile(
    r"(?:help|helpdesk|help-desk|servicedesk|support|supportteam|customer-?(?:service|support|care)|care|hilfe|kundenservice|kundendienst"
    r"|aide|assistance|soporte|ayuda|suporte|ajuda|assistenza|supporto|klantenservice|kundeservice|kundtjanst|asiakaspalvelu|tuki|pomoc"
    r"|podpora|destek)(?:[+.-].*)?$"
)


def _subject(message: EmailMessage, body: str) -> str:
    """A mail's subject where the sender wrote it as words: no answer's, no single word, nothing that the body repeats."""
    subject = " ".join(str(message.get("Subject", "")).split())
    is_own = not _ANSWERED.match(subject) and (len(subject.split()) >= SUBJECT_WORDS or not body.strip())
    return subject if is_own and subject.lower() not in body.lower() else ""


def _is_automatic(message: EmailMessage) -> bool:
    mark = str(message.get("Auto-Submitted", "no")).lower()
    return (
        mark not in {"no", ""}
        or "X-Autoreply" in message
        or str(message.get("Precedence", "")).lower() in {"bulk", "auto_reply", "junk"}
    )


def _asks_a_desk(sender: str, recipients: list[tuple[str, str]]) -> bool:
    """Whether somebody of another domain writes to a help desk's mailbox, as customers do; own staff is told before."""
    name, _, host = sender.lower().rpartition("@")
    if not host or _DESK.match(name):
        return False
    others = (address.lower().rpartition("@") for _, address in recipients)
    return any(theirs != host and bool(_DESK.match(mailbox)) for mailbox, _, theirs in others if theirs)


def _mail(file: File, context: Context, default: str) -> Conversation | UnreadableRow:
    try:
        message = email.message_from_bytes(file.data, policy=_POLICY)
        name, address = parseaddr(str(message.get("From", "")))
        body, date = _body(message), str(message.get("Date", ""))
        recipients = getaddresses([str(message.get("To", "")), str(message.get("Cc", ""))])
        others = [other for other, _ in recipients if other]
        conversation_id = str(message.get("Message-ID", "")).strip("<> \n") or file.stem
        side = (
            "automatic"
            if _is_automatic(message)
            else "customer"
            if default == "customer" or _asks_a_desk(address, recipients)
            else ""
        )
        account_id = str(message.get("X-Account", "")).strip()
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, LookupError, OverflowError, RecursionError) as error:
        return UnreadableRow(f"is no mail that can be read ({type(error).__name__}: {error})", 1, text_of(file.data[:RAW_READ]))
    head = Head(
        body, 1, {"occurred_at": date, "conversation_id": conversation_id, "account_id": account_id, "contact_id": address}
    )
    turns = [Turn(text, side, name, address) for text in (_subject(message, body), body.strip()) if text]
    if time_of(date, context.zone) is None:
        return UnreadableRow(date_fault("Date", date), 1, body[:RAW_READ], conversation_id=conversation_id)
    mail = transcript.conversation_of(file, head, turns, context)
    if isinstance(mail, Conversation):
        mail.people = sorted({*mail.people, *others} - {""})
    return mail


def read(files: list[File], context: Context) -> Iterator[Entry]:
    """Conversations of notes and mails."""
    encoding, _ = check_encoding(context)
    default = context.option("words", "team")
    if default not in {"team", "customer"}:
        raise SettingsError(f"kit.yaml: source {context.source.id!r}: option 'words' is {default!r}; it is team or customer")
    for file in files:
        entry = _mail(file, context, default) if file.suffix == ".eml" else _note(file, context, encoding, default)
        entry.file = file.name
        yield entry


READER = Reader(read, (), OPTIONS, takes=WORDS)
