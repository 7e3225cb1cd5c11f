"""Transcript layouts: captions (VTT, SRT) and text in which names stand before or above the words, as turns."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field

from kit.sources.conversation import Turn
from kit.sources.parsing.display_names import bare_name, is_name, is_placeholder, is_same
from kit.sources.parsing.side_words import speaker_side
from kit.sources.parsing.text_head import key_lines, participants

_CUE = re.compile(r"^\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}\s+-->\s+(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}.*$")
_SBV = re.compile(r"^(\d:\d{2}:\d{2}\.\d{3}),(\d:\d{2}:\d{2}\.\d{3})[ \t]*$", re.M)
_VOICE = re.compile(r"<v(?:\.[\w.]+)?[ \t]+([^>]+)>|</v>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>|<\d[\d:.]*>")
_DASH = re.compile(r"^[-–—][ \t]+")
_CLOCK = r"[\[(<]?@?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?(?:[ \u202f\xa0]?[AaPp]\.?[Mm]\.?)?[\])>]?"
_BOLD = r"(?:\*\*|__)?"
_NAME = r"(?:[^\W\d_][^:\n*\[\]<>]{0,60}?(?:\[[^\[\]\n:]{1,30}\])?|SPEAKER_\d+|\+?\d[\d *()-]{6,20})"
#: "Name: words", "**Name:** words", "[00:05] Name: words", "Name (00:05): words".
_LABEL = re.compile(
    rf"^(?:(?:[-*•]|>{{1,3}})[ \t]+)?(?:{_CLOCK}[ \t]*[-–|]?[ \t]*)?{_BOLD}({_NAME}){_BOLD}[ \t]*(?:{_CLOCK})?[ \t]*[:：]{_BOLD}"
    r"(?:[ \t]+(.*)|(?<=：)(.*)|)$"
)
_BRACKETED = re.compile(r"^\[([^\W\d_][^\[\]:\n]{2,60})\]:?[ \t]+(\S.*)$")
#: A line of a name and a clock time over the words: "Name  0:05", "0:05 - Name (Company)", "**Name** | 00:05".
_GAP = r"[ \t|,·•–-]{1,8}"
_ABOVE = re.compile(
    rf"^(?:\#+[ \t]+)?{_BOLD}(?:({_NAME}){_BOLD}{_GAP}{_CLOCK}|{_CLOCK}{_GAP}{_BOLD}({_NAME})){_BOLD}[ \t]*:?[ \t]*$"
)
#: A line in bold that holds a name and nothing else.
_BOLD_NAME = re.compile(r"^(?:\*\*|__)([^*_\n]{2,60})(?:\*\*|__):?[ \t]*$")
#: What the recorder wrote and nobody said: headings, rules, lines wholly in italics, notes on the recording.
_NOBODYS = re.compile(
    r"^(?:#{1,6}[ \t]|[-*_]{3,}[ \t]*$|\*[^*\s][^*]*\*[ \t]*$|_[^_\s][^_]*_[ \t]*$|\[[^\[\]]{0,80}\]$|\*{3}[^*]{0,120}\*{3}$"
    r"|(?:transcription|recording|meeting) (?:started|ended|stopped|paused|resumed)\b.{0,40}$"
    r"|this (?:editable )?(?:transcript|transcription) (?:was|is) (?:computer|automatically|auto|ai)\b.*$"
    r"|transcribed by .{0,80}$|(?:view|watch|listen).{0,30}https?://\S+$"
    r"|(?:die )?transkription (?:wurde )?(?:nach .{0,20} )?beendet.{0,20}$|la transcription s'est termin[ée]e.{0,30}$)",
    re.I,
)
#: A mark of time between two turns or within one.
_ONLY_CLOCK = re.compile(rf"^(?:#+[ \t]+)?{_BOLD}{_CLOCK}{_BOLD}$")
#: A saved chat of Zoom: "15:02:11 From Priya Shah to Everyone: words", the words on the next line since 2023.
_SAVED_CHAT = re.compile(
    rf"^(?:\d{{4}}-\d{{2}}-\d{{2}}[ \t]+)?{_CLOCK}[ \t]+From[ \t]+(\S[^:\n]{{0,60}}?)(?:[ \t]+to[ \t]+[^:\n]{{1,80}}?)?[ \t]*:"
    r"(?:[ \t]+(.*))?$",
    re.I,
)


#: An item of a list: where one bears a name, the next one without is not that person's.
_ITEM = re.compile(r"^[-*•][ \t]")
#: A list of who is there, and the most characters of one.
_LISTED = re.compile(
    r"^[#*\- ]{0,6}(?:attendees|participants|teilnehmer|teilnehmende|present|invited|guests|participantes|partecipanti)"
    r"[* ]{0,3}:[* ]{0,3}(\S.*)$",
    re.I,
)
LONGEST_LIST = 1000
#: Most characters of a name over the script.
MOST_OF_NAME = 60


@dataclass
class Script:
    """What a transcript's text holds.

    Attributes
    ----------
    turns : by the names that stand before or above the words; "" where none does.
    names : everybody named, speaking or not.
    before : lines before the first speaker: a title, the date, who is there.
    values : head lines in a caption file's NOTE block.
    people : those of whom a line says whose they are ("Visitor: Ola Lind", "Participants: Jim Cole (Northwind)").
    """

    turns: list[Turn]
    names: set[str] = field(default_factory=set)
    before: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    people: dict[str, Turn] = field(default_factory=dict)


def gathered(parts: list[tuple[Turn, list[str]]], between: str) -> list[Turn]:
    """Turns with their parts put together at once; adding to a text line by line takes the square of its length."""
    for turn, texts in parts:
        turn.text = between.join(text for text in texts if text).strip()
    return [turn for turn, _ in parts if turn.text]


def joined(turns: list[Turn]) -> list[Turn]:
    """Cues of one speaker in a row as one turn."""
    parts: list[tuple[Turn, list[str]]] = []
    for turn in turns:
        if parts and parts[-1][0].speaker == turn.speaker:
            parts[-1][1].append(turn.text)
        elif turn.text:
            parts.append((turn, [turn.text]))
    return gathered(parts, " ")


def _label(line: str) -> tuple[str, str] | None:
    """Name and words of a line that begins with a name and a colon, or a whole name in square brackets."""
    if (bracketed := _BRACKETED.match(line[:400])) and " " in bracketed[1].strip() and is_name(bracketed[1]):
        return bracketed[1].strip(), line[bracketed.start(2) :].strip()
    match = _LABEL.match(line[:400]) if ":" in line[:120] or "：" in line[:120] else None
    if not match or not is_name(match[1].strip()):
        return None
    start = match.start(2) if match[2] is not None else match.start(3) if match[3] is not None else len(line)
    return match[1].strip(" -–|"), line[start:].strip()


class Labels:
    """Which of a file's labels are speakers': those declared, those that come again, and whole names.

    A single word that stands before a colon once ("Remember: ...") is a speaker only where nothing better is in the file.
    """

    def __init__(self, lines: list[str], known: set[str]) -> None:
        self.known = known
        labels = [label for line in lines if (label := _label(line))]
        self.counts = Counter(bare_name(name) for name, _ in labels)
        whole = [name for name, count in self.counts.items() if " " in name or is_placeholder(name)]
        self.is_strict = bool(known or whole or any(count > 2 for count in self.counts.values()))
        self.names = {name for name in self.counts if self._is_speaker(name) or " " in name}

    def _is_speaker(self, bare: str) -> bool:
        if (
            is_placeholder(bare)
            or speaker_side(bare)
            or any(is_same(bare, name) or name.startswith(bare + " ") for name in self.known)
        ):
            return True
        return " " in bare or not self.is_strict or self.counts[bare] > 1

    def of(self, line: str) -> tuple[str, str] | None:
        """Name and words of a line that a speaker's label begins."""
        label = _label(line)
        return label if label and self._is_speaker(bare_name(label[0])) else None


def _plain_cue(raw: str) -> str:
    return html.unescape(_TAG.sub("", raw)).strip()


def _voices(raw: str, speaker: str) -> list[Turn]:
    """Turns of one line with voice tags; what stands before, between and after them is nobody's."""
    turns, start = [], 0
    for voice in [*_VOICE.finditer(raw), None]:
        text = _plain_cue(raw[start : voice.start() if voice else len(raw)]).strip("-–— ")
        if text:
            turns.append(Turn(text, speaker=speaker))
        if voice:
            speaker, start = html.unescape(voice[1] or "").strip(), voice.end()
    return turns


def _cue_turns(lines: list[str], speaker: str, labels: Labels) -> tuple[list[Turn], str]:
    """Turns of one cue, and who goes on speaking in the next one; a line after a dash is another's who is not named."""
    turns: list[Turn] = []
    voice = ""
    for raw in lines:
        if _VOICE.search(raw):
            turns += _voices(raw, voice)
            last = list(_VOICE.finditer(raw))[-1]
            voice, speaker = html.unescape(last[1] or "").strip(), ""
            continue
        line = _plain_cue(raw)
        is_dashed = bool(_DASH.match(line))
        line = _DASH.sub("", line)
        if label := labels.of(line):
            speaker, line = label
        elif is_dashed:
            speaker = ""
        if line:
            turns.append(Turn(line, speaker=voice or speaker))
    return turns, speaker


def with_arrows(text: str) -> str:
    """Captions of YouTube and Meet (SBV: "0:00:01.000,0:00:04.000") as those with arrows; other text as it is."""
    return _SBV.sub(r"0\1 --> 0\2", text) if _SBV.match(text.lstrip("\ufeff \n")) else text


def is_captions(text: str) -> bool:
    """Whether a text is VTT or SRT: blocks with a "-->" line each."""
    return text.lstrip("\ufeff \n").startswith("WEBVTT") or (
        "-->" in text and any(_CUE.match(line) for line in text.split("\n"))
    )  # fmt: skip


def captions(text: str, known: set[str]) -> Script:
    """Turns of VTT or SRT; a cue without a label goes on with the speaker of the labelled one before it."""
    script, speaker = Script([]), ""
    blocks = [block.strip("\n").split("\n") for block in re.split(r"\n[ \t]*\n", text)]
    labels = Labels([_DASH.sub("", _plain_cue(line)) for lines in blocks for line in lines], known)
    for lines in blocks:
        cue = next((cue for cue, line in enumerate(lines) if _CUE.match(line)), None)
        if cue is not None:
            turns, speaker = _cue_turns(lines[cue + 1 :], speaker, labels)
            script.turns += turns
        elif lines[0].startswith("NOTE"):
            script.values |= key_lines([line for line in [lines[0][4:].strip(), *lines[1:]] if line.strip()])
        elif lines[0].startswith("WEBVTT"):
            script.values |= key_lines([line for line in lines[1:] if line.strip()])
    script.names = labels.names | {turn.speaker for turn in script.turns if turn.speaker}
    script.turns = joined(script.turns)
    return script


def _clocks_joined(lines: list[str]) -> list[str]:
    """Lines without those that hold a clock time alone; under a name it belongs to the name."""
    joined_lines: list[str] = []
    for line in lines:
        if not _ONLY_CLOCK.match(line):
            joined_lines.append(line)
        elif joined_lines and re.fullmatch(r"[^:：.!?]{3,60}", joined_lines[-1]) and is_name(joined_lines[-1].strip("*_ ")):
            joined_lines[-1] += f"  {line.strip('#*_ ')}"
    return joined_lines


def _above(line: str, is_bold_used: bool) -> str:
    """The name on a line of its own over the words; "" where it is no such line."""
    above = _ABOVE.match(line[:120])
    name = (above[1] or above[2] or "").strip(" -–|") if above else ""
    if not name and is_bold_used and (bold := _BOLD_NAME.match(line[:120])):
        name = bold[1].strip(" :")
    return name if name and is_name(name) else ""


def _saved_chat(lines: list[str]) -> list[str]:
    """Lines of a saved chat with the name alone before the words; other lines as they are."""
    chats = [(line, _SAVED_CHAT.match(line[:400])) for line in lines]
    return [f"{chat[1]}: {line[chat.start(2) :] if chat[2] else ''}".rstrip() if chat else line for line, chat in chats]


def plain_script(text: str, known: set[str]) -> Script:
    """Turns of text with names before or above the words; a line without a name goes on with the turn before it."""
    lines = _saved_chat(_clocks_joined([line.strip() for line in text.split("\n") if line.strip()]))
    people = _people_described(lines)
    lines = [line for line in lines if line not in people]
    labels = Labels(lines, known | set().union(*people.values()))
    bold = Counter(match[1].strip(" :") for line in lines if (match := _BOLD_NAME.match(line[:120])))
    is_bold_used = sum(count > 1 and is_name(name) for name, count in bold.items()) >= 1
    parts: list[tuple[Turn, list[str]]] = []
    script, is_open, is_item, is_above_used = Script([]), False, False, sum(bool(_above(line, False)) for line in lines) > 0
    for line in lines:
        if (is_above_used and (name := _above(line, is_bold_used))) or (is_bold_used and (name := _above(line, True))):
            parts.append((Turn("", speaker=name), []))
            is_open = True
        elif label := labels.of(line):
            parts.append((Turn("", speaker=label[0]), [label[1]]))
            is_open, is_item = True, bool(_ITEM.match(line))
        elif _NOBODYS.match(line):
            script.before += [] if parts else [line]
            is_open = False
        elif is_open and not (is_item and _ITEM.match(line)):
            parts[-1][1].append(line)
        elif parts:
            parts.append((Turn(""), [line]))
            is_open = True
        else:
            script.before.append(line)
    if not parts:  # no speaker is named: all of it is nobody's, and is kept as such
        parts, script.before = [(Turn(""), script.before)], script.before[:10]
    script.names = labels.names | {turn.speaker for turn, _ in parts if turn.speaker} | listed_names(script.before)
    full = _by_first_name(script.before)
    for turn, _ in parts:
        turn.speaker = full.get(turn.speaker, turn.speaker)
    script.turns = gathered(parts, "\n")
    script.people = {name: person for line in people.values() for name, person in line.items()}
    return script


def _people_described(lines: list[str]) -> dict[str, dict[str, Turn]]:
    """Lines that only say whose people are, each with its people by name.

    A list of who is there with a company or a side behind a name, or a side before the name of somebody who speaks further down.
    """
    labels = {line: label for line in lines if (label := _label(line))}
    speakers = {bare_name(name) for name, _ in labels.values()}
    people: dict[str, dict[str, Turn]] = {}
    for line in lines:
        match = _LISTED.match(line[:LONGEST_LIST])
        described = participants([part for part in re.split(r"[;,]\s*(?![^()]*\))", match[1]) if part]) if match else {}
        if any(person.title or person.side for person in described.values()):
            people[line] = described
    for line, (name, words) in labels.items():
        if (side := speaker_side(name)) and bare_name(words) in speakers and is_name(words):
            people[line] = {bare_name(words): Turn("", side, words)}
    return people


def _by_first_name(lines: list[str]) -> dict[str, str]:
    """Whole names over the script ("Ben Agent, Account Executive") by the first name, where one person alone has it."""
    whole = [name for line in lines if len(name := line.partition(",")[0].strip("#*- ")) <= MOST_OF_NAME and is_name(name)]
    firsts = Counter(name.partition(" ")[0] for name in dict.fromkeys(whole) if " " in name)
    return {first: name for name in whole if firsts[first := name.partition(" ")[0]] == 1 and " " in name}


def listed_names(lines: list[str]) -> set[str]:
    """Names in a list of who is there: lines of nothing but names and commas."""
    names: set[str] = set()
    for line in lines:
        bare = re.sub(r"^(?:attendees|participants|teilnehmer|invited|guests)\s*:\s*", "", line.lstrip("#*- "), flags=re.I)
        parts = [part.strip(" *") for part in re.split(r"[,;]", bare)]
        if len(line) <= 600 and all(is_name(part) for part in parts if part):
            names |= {bare_name(part) for part in parts if " " in bare_name(part)}
    return names
