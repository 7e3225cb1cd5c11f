"""Delivery: telling people that a cycle's briefs are there, or that its run failed, by mail or whatever they use."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from urllib.request import urlopen  # noqa: TID251 - a heartbeat is the one thing that is asked over the network

import yaml

from kit import formats
from kit.config.settings import Recipient, Settings
from kit.errors import DeliveryError, SettingsError
from kit.language import in_language, language_of

if TYPE_CHECKING:
    from apprise import Apprise

    from kit.brief.model import Brief

log = logging.getLogger("kit")
#: Where the recipients of the last planned run are noted, in the record's folder.
RECIPIENTS = ".recipients.yaml"
#: Addresses of mail, which take the briefs' first pages as HTML.
MAIL = ("mailto:", "mailtos:")
#: The largest message that chat services take which are given page one as blocks.
MOST_CHAT_BYTES = 35_000
#: Files of more bytes than this together are not attached: mail servers send them back.
MOST_ATTACHED = 10 << 20
#: Seconds before a letter that did not arrive is sent again, each time.
RETRY_SECONDS = (2.0, 10.0)
#: Seconds a heartbeat address may take.
HEARTBEAT_SECONDS = 10
_VARIABLE = re.compile(r"\$\{(\w+)\}")
#: What chat services take for a call to everybody; customers' words are in headlines, and must not ring bells.
_CALLS = re.compile(r"(?<=[@#])(?=\w)|(?<=<)(?=[!@#])")


@dataclass(frozen=True)
class Letter:
    """What one recipient is sent: plain text, the briefs as files; HTML where mail is read, blocks to a chat, by its scheme."""

    title: str
    body: str
    files: tuple[Path, ...] = ()
    html: str = ""
    chats: Mapping[str, dict[str, Any]] = field(default_factory=dict)


def check_recipients(settings: Settings, persona_ids: list[str]) -> None:
    """Refuse recipients that could never be reached, before anything slow starts.

    Raises
    ------
    SettingsError
        A variable the environment does not have, a service nobody knows, a persona there is not.
    """
    for place, recipient in enumerate(settings.deliver, start=1):
        if unknown := sorted(set(recipient.personas) - set(persona_ids)):
            raise SettingsError(
                f"kit.yaml: deliver {place}: there are no tracked personas {unknown}; known: {', '.join(persona_ids)}"
            )
        if recipient.heartbeat:
            _filled(recipient.heartbeat, place)
        elif recipient.issues:
            _filled(recipient.issues.token, place)
        else:
            _service(recipient, place)


def deliver(settings: Settings, briefs: list[Brief], folder: Path) -> None:
    """Tell every recipient who wants to know that a cycle's briefs are there.

    Parameters
    ----------
    briefs : as printed.
    folder : where the cycle's pages lie.

    Raises
    ------
    DeliveryError
        Somebody could not be told; all others were.
    """
    letters = [(place, recipient, letter_of(recipient, briefs, folder)) for place, recipient in _addressed(settings.deliver)]
    missed = []
    try:
        _send([(place, recipient, letter) for place, recipient, letter in letters if letter])
    except DeliveryError as error:
        missed.append(str(error))
    missed += _file_issues(settings, briefs)
    if missed:
        raise DeliveryError(f"the briefs of {folder.name} are written, but {'; '.join(missed)}")


def _file_issues(settings: Settings, briefs: list[Brief]) -> list[str]:
    """File one issue a surfaced shift wherever that is wished; what could not be done, a sentence each."""
    missed = []
    for place, recipient in enumerate(settings.deliver, start=1):
        if recipient.issues:
            from kit.run.trackers.shift_issues import file_issues, tracker_of  # half a second, which few workspaces ask for

            tracker = tracker_of(recipient.issues, _filled(recipient.issues.token, place))
            n_made, failed = file_issues(tracker, recipient, briefs)
            log.info(
                "deliver %d: %s in %s",
                place,
                formats.counted(n_made, "issue or comment", "issues and comments"),
                recipient.issues.kind,
            )
            missed += [f"deliver {place}: {sentence}" for sentence in failed]
    return missed


def _addressed(recipients: list[Recipient]) -> list[tuple[int, Recipient]]:
    """Recipients who get letters, with their places in kit.yaml, from 1."""
    return [(place, recipient) for place, recipient in enumerate(recipients, start=1) if recipient.to]


def deliver_failure(settings: Settings, cycle: str, why: str) -> None:
    """Tell every recipient who wants to know that a run failed.

    Nobody can be told that this could not be told either; the log says it, and the run's own error stands.
    """
    _tell_of_failure(settings.deliver, f"{settings.company}, {formats.cycle_name(cycle)}: the run failed", why)


def deliver_plan_failure(workspace: Path, why: str) -> None:
    """Tell those who want to know of failures that a run could not even be planned, e.g. for a fault in kit.yaml.

    Recipients are those of kit.yaml where its ``deliver`` can still be read, else those of the last run that was planned.
    """
    title = f"{workspace.resolve().name}: the run could not start"
    _tell_of_failure(recipients_despite(workspace), title, why)


def _tell_of_failure(recipients: list[Recipient], title: str, why: str) -> None:
    letter = Letter(title, f"{_quiet(why)}\n\nEarlier briefs stand as they were.")
    wanted = [(place, recipient, letter) for place, recipient in _addressed(recipients) if recipient.when in ("always", "failed")]
    try:
        _send(wanted)
    except (DeliveryError, SettingsError) as error:
        log.warning("not everybody was told of this failure: %s", error)


def recipients_despite(workspace: Path) -> list[Recipient]:
    """Recipients of a workspace whose settings may be at fault; those that cannot be understood are left out."""
    known = _listed(workspace / "kit.yaml")
    return known if known is not None else _listed(workspace / "record" / RECIPIENTS) or []


def keep_recipients(workspace: Path, recipients: list[Recipient]) -> None:
    """Note who is told, as kit.yaml says it and without what the environment holds, for a run that cannot read kit.yaml."""
    entries = [recipient.model_dump(exclude_defaults=True) for recipient in recipients]
    (workspace / "record" / RECIPIENTS).write_text(yaml.safe_dump({"deliver": entries}), encoding="utf-8")


def _listed(path: Path) -> list[Recipient] | None:
    """The recipients of a file; None where it is not there or is no YAML."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return None
    entries = content.get("deliver") if isinstance(content, dict) else None
    recipients = []
    for entry in entries if isinstance(entries, list) else []:
        with contextlib.suppress(ValueError):
            recipients.append(Recipient.model_validate(entry))
    return recipients


def heartbeat(settings: Settings, state: str) -> None:
    """Ask every heartbeat address, so that whoever watches it learns of a run that never started or never ended.

    Parameters
    ----------
    state : "start", "done" or "fail": the address itself where it is done, else with ``/start`` or ``/fail`` behind it.
    """
    for place, recipient in enumerate(settings.deliver, start=1):
        if not recipient.heartbeat:
            continue
        address = _filled(recipient.heartbeat, place).rstrip("/") + ("" if state == "done" else f"/{state}")
        try:
            with urlopen(address, timeout=HEARTBEAT_SECONDS):
                pass
        except (OSError, ValueError, HTTPException) as error:  # a watcher that cannot be reached fails no run
            log.warning("deliver %d: the heartbeat address could not be asked (%s)", place, type(error).__name__)


def letter_of(recipient: Recipient, briefs: list[Brief], folder: Path) -> Letter | None:
    """What a recipient is told of a cycle; None where there is nothing they want to know."""
    from kit.brief.editions.chat import slack_message, teams_card
    from kit.brief.headline import verdict_word
    from kit.brief.mail import mail_html, subject
    from kit.brief.sections import library

    wanted = [brief for brief in briefs if not recipient.personas or brief.persona.id in recipient.personas]
    moved = [brief for brief in wanted if brief.verdict == "shifted"]
    if recipient.when == "failed" or (recipient.when == "shifted" and not moved) or not wanted:
        return None
    first = wanted[0]
    ordered = library.in_order(wanted)
    with in_language(language_of(first)):
        lines = [f"{brief.persona.name}, {verdict_word(brief.verdict).lower()}: {brief.headline}" for brief in ordered]
    place = f"{recipient.link.rstrip('/')}/{first.cycle}" if recipient.link else ""
    link = f"\n\n{place}/index.html" if place else ""
    files = tuple(folder / f"{brief.persona.id}.html" for brief in (moved if recipient.when == "shifted" else wanted))
    chats = {"slack": slack_message(ordered, place), "workflow": teams_card(ordered, place)}  # by the scheme of their addresses
    kept = files if recipient.attach and _size(files) <= MOST_ATTACHED else ()
    return Letter(_quiet(subject(wanted)), _quiet("\n".join(lines)) + link, kept, mail_html(ordered, place), chats)


def _size(files: tuple[Path, ...]) -> int:
    return sum(path.stat().st_size for path in files if path.is_file())


def _quiet(text: str) -> str:
    """Plain text as any service takes it: no call to everybody, no space that only a page knows."""
    return _CALLS.sub("\u200b", text).replace(formats.NBSP, " ")


def _filled(address: str, place: int) -> str:
    """An address with its variables from the environment; as part of an address they are quoted, "@" and "/" included."""

    def filled(match: re.Match) -> str:
        if match[1] not in os.environ:
            raise SettingsError(f"kit.yaml: deliver {place}: the environment has no {match[1]!r}; set it and run again")
        value = os.environ[match[1]]
        return value if match[0] == address.strip() else quote(value, safe="")

    return _VARIABLE.sub(filled, address)


def _service(recipient: Recipient, place: int) -> Apprise:
    """The service behind a recipient's address, its variables filled in; the address itself is never shown."""
    from apprise import Apprise

    service = Apprise()
    if not service.add(_filled(recipient.to, place)):
        scheme = recipient.to.partition("://")[0]
        raise SettingsError(
            f"kit.yaml: deliver {place}: {scheme!r} and what follows is no address apprise knows; see its list of services"
        )
    return service


def _send(letters: list[tuple[int, Recipient, Letter]]) -> None:
    missed = [
        f"deliver {place} ({recipient.to.partition('://')[0]})"
        for place, recipient, letter in letters
        if not _arrives(recipient, place, letter)
    ]
    if missed:
        raise DeliveryError(f"{', '.join(missed)} could not be reached; see kit.yaml and the service")


def _arrives(recipient: Recipient, place: int, letter: Letter) -> bool:
    """Whether a letter arrived, at the latest when it was sent for the last time."""
    from apprise import AppriseAttachment, NotifyFormat

    files = AppriseAttachment([str(path) for path in letter.files]) if letter.files else None
    is_mail = bool(letter.html) and _filled(recipient.to, place).startswith(MAIL)
    body, form = (letter.html, NotifyFormat.HTML) if is_mail else (letter.body, NotifyFormat.TEXT)
    with _in_blocks(_service(recipient, place), letter) as service:
        for pause in (*RETRY_SECONDS, None):
            if service.notify(body, title=letter.title, body_format=form, attach=files):
                return True
            if pause is not None:
                time.sleep(pause)
    return False


@contextlib.contextmanager
def _in_blocks(service: Apprise, letter: Letter) -> Iterator[Apprise]:
    """The service; where it is a chat and its address names no template of the user's own, with the letter's blocks as message.

    Apprise takes such a message from a file, which is there only as long as it is sent.
    """
    from apprise import Apprise

    plugin = service[0]
    schemes = plugin.secure_protocol if isinstance(plugin.secure_protocol, tuple) else (plugin.secure_protocol,)
    message = next((letter.chats[scheme] for scheme in schemes if scheme in letter.chats), None)
    # two braces are where Apprise would fill something in
    text = json.dumps(message, ensure_ascii=False).replace("{{", "{ {").replace("}}", "} }") if message else ""
    if not message or len(plugin.template) or len(text.encode()) > MOST_CHAT_BYTES:
        yield service
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "message.json"
        file.write_text(text, encoding="utf-8")
        filled = Apprise()
        filled.add(f"{plugin.url()}&template={quote(str(file))}")
        yield filled
