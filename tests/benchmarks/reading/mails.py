"""Mails: how much of the customer's own words is kept, and how much of the other side's or a signature's slips in.

    python -m tests.benchmarks.reading.mails

Mails in 17 languages are composed from ``mails.yaml``: the words of each in the frames of Gmail, Outlook, Apple Mail, Zoho and
Thunderbird, plain and HTML, and single mails that only look like such. mail-parser-reply and email-reply-parser are tried
beside the kit where they are installed; they get the plain text, for they read no HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from kit.config.settings import Redaction
from kit.ingest.passage_splitter import passages_of
from kit.ingest.redact import Redactor
from kit.ingest.reply_text import own_spans
from kit.sources.parsing.html_text import plain_of

PATH = Path(__file__).parent / "mails.yaml"
NAME = "Mara Sommer"


@dataclass
class Mail:
    """One labelled mail: what has to be kept, and what must not be."""

    language: str
    frame: str
    text: str
    words: list[str]
    others: list[str] = field(default_factory=list)


def _filled(frame: str, values: dict[str, Any]) -> str:
    quoted = "\n".join(f"> {line}" for line in values["agent"].split("\n"))
    wrote, head = values["wrote"], values["head"]
    middle = wrote[0].find(" ", len(wrote[0]) // 2)
    wrapped = wrote[0] if middle < 0 else f"{wrote[0][:middle]}\n{wrote[0][middle + 1 :]}"
    bold = [re.sub(r"^([^:：]+)([:：])", r"*\1\2*", line.replace(" <help@us.example>", "")) for line in head]

    def escaped(line: str) -> str:
        return line.replace("<", "&lt;").replace(">", "&gt;")

    return frame.format(
        w1=values["words"][0], w2=values["words"][1], hello=values["hello"], closing=values["closing"], name=NAME, q=quoted,
        a=values["agent"], wrote0=wrote[0], wrote1=wrote[1], wrapped=wrapped, head="\n".join(head), boldhead="\n".join(bold),
        original=values["original"], sent=values["sent"], wrote0h=escaped(wrote[0]), headh="<br>".join(map(escaped, head)),
        zoho="On Tue, 13 Oct 2026 09:12:00 +0200 Ben Agent <help@us.example> wrote",
    )  # fmt: skip


def read_mails() -> list[Mail]:
    """The labelled set."""
    told = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    mails = [
        Mail(language, name, _filled(frame, values), values["words"], [values["agent"], "Ben Agent", "help@us.example"])
        for language, values in told["languages"].items()
        for name, frame in told["frames"].items()
    ]
    mails += [Mail("en", "single", one["text"], one["words"], one.get("not", [])) for one in told["single"]]
    return mails


def by_kit(text: str) -> str:
    """What the kit takes for the customer's words, masked as it is stored."""
    masked = Redactor(Redaction(), "bench", [NAME, "Ben Agent"]).text(plain_of(text), (NAME,))
    return "\n".join(masked[slice(*span)] for span in passages_of(masked, own_spans(masked, 0, len(masked))))


def everything(text: str) -> str:
    """The mail as it came: what no cutting at all would give."""
    return plain_of(text)


def _mail_parser_reply() -> Callable[[str], str]:
    from mailparser_reply import EmailReplyParser

    languages = ["en", "de", "fr", "nl", "it", "es", "pt", "da", "sv", "pl", "cs", "ja", "zh"]
    known = []
    for language in languages:
        try:
            EmailReplyParser(languages=[language]).read(text="x")
            known.append(language)
        except Exception:  # the library raises what it likes for a language that it has not
            continue
    return lambda text: EmailReplyParser(languages=known).read(text=plain_of(text)).latest_reply or ""


def _email_reply_parser() -> Callable[[str], str]:
    from email_reply_parser import EmailReplyParser

    return lambda text: EmailReplyParser.parse_reply(plain_of(text))


def readers() -> dict[str, Callable[[str], str]]:
    """The kit, no cutting at all, and each library that is installed."""
    found: dict[str, Callable[[str], str]] = {"kit": by_kit, "nothing cut": everything}
    for name, make in (("mail-parser-reply", _mail_parser_reply), ("email-reply-parser", _email_reply_parser)):
        try:
            found[name] = make()
        except ImportError:
            print(f"{name} is not installed and is left out: pip install {name}")
    return found


def _has(kept: str, words: str) -> bool:
    return " ".join(words.split()) in " ".join(kept.split())


def scores() -> tuple[pd.DataFrame, list[str]]:
    """Recall of the customer's sentences, leakage of the other side's, mails wholly right; and where the kit is wrong.

    ``recall`` sentences kept over all; ``leaked`` mails in which words of the other side are left; ``right`` mails with
    every sentence and nothing of the other side.
    """
    mails, rows, wrong = read_mails(), [], []
    for name, read in readers().items():
        kept = [read(mail.text) for mail in mails]
        sentences = [_has(text, words) for mail, text in zip(mails, kept, strict=True) for words in mail.words]
        leaked = [any(_has(text, other) for other in mail.others) for mail, text in zip(mails, kept, strict=True)]
        whole = [all(_has(text, words) for words in mail.words) for mail, text in zip(mails, kept, strict=True)]
        right = [is_whole and not is_leaked for is_whole, is_leaked in zip(whole, leaked, strict=True)]
        rows.append(
            {
                "reader": name, "mails": len(mails), "recall": sum(sentences) / len(sentences),
                "leaked": sum(leaked) / sum(bool(mail.others) for mail in mails), "right": sum(right) / len(mails),
            }
        )  # fmt: skip
        if name == "kit":
            wrong = [
                f"{mail.language}, {mail.frame}: {text!r}"
                for mail, text, is_right in zip(mails, kept, right, strict=True)
                if not is_right
            ]
    return pd.DataFrame(rows).set_index("reader").round(3), wrong


if __name__ == "__main__":
    table, wrong = scores()
    print(table.to_string(), *wrong, sep="\n")
