"""Chat logs: WhatsApp exports of Android and iOS, each message with its own time and name.

Android writes ``14/10/2026, 09:12 - Name: words``, iOS ``[14.10.26, 09:12:33] Name: words``; dates are in the telephone's own
order, and lines without a stamp go on with the message before them. What the app itself says is nobody's.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kit.sources.conversation import Turn
from kit.sources.parsing.chats.chat_exports import Message, exported_messages
from kit.sources.parsing.dates import time_of
from kit.sources.parsing.side_words import speaker_side

_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[ \u202f\xa0]?[ap]\.?[ \u202f\xa0]?m\.?)?"
_SPACE = r"[ \u202f\xa0]"
_STAMP = re.compile(
    rf"^[\u200e\u200f\ufeff]*(?:\[({_DATE}),?{_SPACE}({_TIME})\][ \u200e]+"
    rf"|({_DATE}),?{_SPACE}({_TIME}){_SPACE}[-–]{_SPACE})(.*)$",
    re.I,
)
_NAMED = re.compile(r"^[\u200e~ \u202f]*([^:\n]{1,60}?):(?: (.*)|)$", re.S)
#: What stands in a message's place: "<Media omitted>", "image omitted", "This message was deleted", attachments, calls. What iOS
#: puts there begins with an unseen mark.
_EMPTY = re.compile(
    r"\s*(?:<[^<>\n]{2,80}>|\u200e[^\n]{0,500}"
    r"|(?:image|video|audio|sticker|gif|document|contact card|voice call|video call)(?: omitted)?(?:\W.*)?"
    r"|(?:bild|video|audio|sticker|dokument) weggelassen|(?:immagine|video|audio|sticker|documento|gif) omess[oa]"
    r"|(?:imagen|video|audio|sticker|documento|gif) omitid[oa]|(?:image|vidéo|audio|sticker|document|gif) absente?"
    r"|(?:imagem|vídeo|áudio|figurinha|documento|gif) ocultad[oa]|(?:afbeelding|video|audio|sticker|document|gif) weggelaten"
    r"|(?:this message was|you) deleted(?: this message)?\.?|(?:diese nachricht wurde|du hast diese nachricht) gelöscht\.?"
    r"|(?:se eliminó|eliminaste) este mensaje\.?|(?:questo messaggio è stato|hai) eliminato(?: questo messaggio)?\.?"
    r"|ce message a été supprimé\.?|vous avez supprimé ce message\.?|(?:esta )?mensagem (?:foi )?apagada\.?"
    r"|(?:você apagou|apagou) esta mensagem\.?|dit bericht is verwijderd\.?|(?:je|u) (?:hebt|heeft) dit bericht verwijderd\.?"
    r"|(?:ta wiadomość została usunięta|usunięto tę wiadomość)\.?|(?:данное|это) сообщение удалено\.?"
    r"|вы удалили (?:данное|это) сообщение\.?|bu mesaj silindi\.?|bu mesajı sildiniz\.?|tato zpráva byla odstraněna\.?"
    r"|(?:このメッセージは削除されました|メッセージを削除しました|此消息已删除|此訊息已刪除|你已删除此消息)。?"
    r"|(?:missed|verpasster?|gemiste?) .{0,30}(?:call|anruf|oproep).{0,30}|appel .{0,20}manqué.{0,20}"
    r"|(?:video)?llamada .{0,20}perdida.{0,20}|(?:video)?chiamata .{0,20}persa.{0,20}|chamada .{0,20}perdida.{0,20}"
    r"|пропущенный .{0,20}звонок.{0,20}|null"
    r"|[^\n]{0,60}\((?:file attached|datei angehängt|fichier joint|archivo adjunto|file allegato|arquivo anexado|ficheiro anexado"
    r"|bestand bijgevoegd|załączono plik|файл добавлен|dosya ekli|ファイルが添付されました|添付ファイル|文件附件)\))\s*",
    re.I,
)
#: What the app puts behind the words of a message that was mended later.
_EDITED = re.compile(
    r"\s*\u200e?<\u200e?[^<>\n]{0,30}(?:edited|bearbeitet|edit[óo]|editad[oa]|modifié|modificato|bewerkt|edytowan|изменено"
    r"|düzenlendi|編集|已编辑|已編輯)[^<>\n]{0,20}>\s*$",
    re.I,
)
#: Characters of a mark at a message's end.
LONGEST_MARK = 80
#: Of a text's first lines, so many have to bear a stamp for it to be a chat.
LOOKED_AT, LEAST = 20, 2


def messages_of(text: str) -> list[Message]:
    """Messages of a chat export; [] for any other text."""
    if exported := exported_messages(text):
        return exported
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = [line for line in lines[:LOOKED_AT] if line.strip()]
    if (
        sum(bool(_STAMP.match(line[:200])) for line in first) < min(LEAST, len(first))
        or not first
        or not _STAMP.match(first[0][:200])
    ):
        return []
    parts: list[tuple[Message, list[str]]] = []
    for number, line in enumerate(lines, start=1):
        if stamped := _STAMP.match(line):
            named = _NAMED.match(stamped[5])
            name, words = (named[1].strip(), named[2] or "") if named else ("", stamped[5])
            stamp = f"{stamped[1] or stamped[3]}, {stamped[2] or stamped[4]}"
            parts.append((Message(stamp, name, "", number), [words]))
        elif parts:
            parts[-1][1].append(line)
    if not any(message.name for message, _ in parts):  # copied out of Teams: the name alone stands behind the time
        for message, words in parts:
            message.name, words[:] = words[0].strip(), words[1:]
    for message, words in parts:
        message.text = _as_sent("\n".join(words).strip())
    return [message for message, _ in parts]


def _as_sent(text: str) -> str:
    """A message without the mark that it was mended later, which is looked for at its end alone."""
    tail = text[-LONGEST_MARK:]
    return text[: len(text) - len(tail)] + _EDITED.sub("", tail) if text.endswith(">") else text


def by_day(
    messages: list[Message], zone: ZoneInfo, order: str
) -> tuple[list[tuple[date, list[Turn], datetime, int]], Message | None]:
    """Turns of each day with the time and line of its first message, and the first message whose time cannot be read."""
    days: dict[date, tuple[list[Turn], datetime, int]] = {}
    for message in messages:
        occurred_at = time_of(message.stamp, zone, order)
        if occurred_at is None:
            return [], message
        turns, *_ = days.setdefault(occurred_at.astimezone(zone).date(), ([], occurred_at, message.line))
        if message.name and message.text and not _EMPTY.fullmatch(message.text):
            turns.append(Turn(message.text, speaker_side(message.name), message.name))
    return [(day, *rest) for day, rest in days.items()], None
