"""Words: hostile ones alive in nothing that a run makes, secrets printed by no command, broken hand-written files refused."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path
from urllib.parse import quote

from notices import Notices
from sound import Stage, environ, failed, run_call, traces
from warm import Command
from workspace import CYCLES, write_workspace

from kit.brief import sections
from kit.brief.sections import library
from kit.record.store import Record
from tests import hand_written
from tests.briefs import STORIES, brief, facts_of
from tests.hostile import LINKS, TEXTS, displayed, elements, live, live_calls, live_cells, spoiled

#: Inputs of the fuzz of hand-written files.
N_HAND_WRITTEN = 4000
#: Labelled texts: {secret:...} and {token:...} stand for what must not be stored.
LABELLED = sorted((Path(__file__).parents[1] / "reading").glob("redaction*.txt"))
#: Passwords as people choose them, in what settings take from the environment.
_ENDS = (
    ("s3cret@", "evil.example"), ("pa/ss", "/w0rd"), ("p:a:", "ss"), ("a%40", "b"), ("q?x=", "&y"), ("h#sh", "tail"),
    ("sp ace", "d"), ("ünï", "cödé"), ("back\\", "slash"), ("quo'te", "d"), ('dou"ble', "d"), ("br[ack", "et]"),
    ("plain", "word"), ("dollar$", "{X}"), ("semi;", "colon"), ("plus+", "plus"),
)  # fmt: skip
PASSWORDS = tuple(f"{start}{place:02d}{end}" for place, (start, end) in enumerate(_ENDS))
WAREHOUSE = """  - id: warehouse
    kind: ticket
    reader: sql
    options: {url: "sqlite:///${SECRET_00}", query: "select * from ${SECRET_01}"}
"""
DELIVER = """deliver:
  - {to: "json://me:${SECRET_02}@127.0.0.1:1/${SECRET_03}", when: always}
  - {to: "ADDRESS", when: always}
  - {heartbeat: "http://127.0.0.1:1/${SECRET_04}"}
"""


def hand_written_files(stage: Stage) -> tuple[int, list[str]]:
    """The fuzz of files that people write."""
    counts, bad = hand_written.broken(N_HAND_WRITTEN, 20261129)
    print(dict(counts), bad, flush=True)
    return N_HAND_WRITTEN, bad


def hostile_words(stage: Stage) -> tuple[int, list[str]]:
    """200 texts and 60 addresses through every section, card and letter, and through a whole run."""
    bad = [f"{name}: {text!r}: {what}" for name, show in _shown().items() for text, what in _alive(name, show)]
    bad += _whole_run(stage)
    print(f"hostile: {bad or 'none live'}", flush=True)
    return len(TEXTS) + len(LINKS), bad


def _shown() -> dict[str, object]:
    named = {
        module.__name__.rpartition(".")[2]: lambda made, module=module: module.section(made).html for module in sections.BRIEF
    }
    return named | {"cards": lambda made: library.cards([made]).html}


def _alive(name: str, show):
    known = set().union(*(elements(show(brief(story))) for story in STORIES))
    # a section with figures takes a second
    texts = TEXTS if name not in ("themes_moved", "strength", "first_screen") else TEXTS[::4]
    cases = [(text, spoiled(facts_of("shifted"), text)) for text in texts]
    cases += [
        (link, spoiled(facts_of("shifted"), "The export broke.", link)) for link in LINKS if name in ("customers", "nearly")
    ]
    for text, facts in cases:
        if what := live(show(brief(facts)), known):
            yield text, what


def _whole_run(stage: Stage) -> list[str]:
    """A run whose customers say all of it: its pages have no element that one with harmless words has not."""
    folder = stage.base / "hostile"
    write_workspace(folder / "w")
    path = folder / "w" / "inbox" / "desk" / f"{CYCLES[-1]}.csv"
    said = [f"The export to our sheet broke again on Monday. {text}" for text in TEXTS] + list(TEXTS)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "created", "words", "account", "title", "url"])
        for place, text in enumerate(said):
            link = LINKS[place % len(LINKS)]
            writer.writerow(
                [f"h{place}", f"2026-10-{place % 28 + 1:02d} 09:00:00", text, f"a-{place % 12:03d}", "Operations Lead", link]
            )
    with Notices() as notices:
        settings = folder / "w" / "kit.yaml"
        settings.write_text(settings.read_text() + f'deliver:\n  - {{to: "{notices.address}", when: always}}\n', encoding="utf-8")
        (folder / "tmp").mkdir()
        bad = failed(stage.warm.run(*run_call(folder, CYCLES[-1]), environ=environ(folder)))
        bad += [f"a letter: {call}" for body in notices.bodies for call in live_calls(body.replace("@type", ""))]
    stage.warm.run("review", "export", folder / "w", folder / "queue.csv")
    harmless = _harmless(stage)
    for page in sorted((folder / "reports").rglob("*.html")):
        bad += [f"{page.name}: {what}" for what in live(page.read_text(encoding="utf-8"), harmless)]
    for notebook in sorted((folder / "reports").rglob("*.ipynb")):
        bad += [f"{notebook.name}: {what}" for html in displayed(notebook) for what in live(html, harmless)]
    for table in [*sorted((folder / "reports").rglob("*.csv")), folder / "queue.csv"]:
        bad += [f"{table.name}: {cell}" for cell in live_cells(table)]
    kept = Record(folder / "w" / "record").read("conversations", ["source"])
    bad += [f"{len(kept)} conversations"] * (len(kept) < len(TEXTS))
    shutil.rmtree(folder)
    return bad


def _harmless(stage: Stage) -> set[tuple[str, tuple[str, ...]]]:
    """The elements of pages and notebooks with harmless words: those of the bench's own workspace and of the stories."""
    folder = stage.fresh("later")
    known = set()
    for show in _shown().values():
        known |= set().union(*(elements(show(brief(story))) for story in STORIES))
    for path in (folder / "reports").rglob("*.html"):
        known |= set(elements(path.read_text(encoding="utf-8")))
    for path in (folder / "reports").rglob("*.ipynb"):
        known |= set().union(*map(elements, displayed(path)), set())
    shutil.rmtree(folder)
    return known


def secrets(stage: Stage) -> tuple[int, list[str]]:
    """Forty secrets, in customers' words and in what settings take from the environment, looked for in all that is printed."""
    spoken = _labelled(24)
    folder = stage.base / "secrets"
    write_workspace(folder / "w", settings=WAREHOUSE + DELIVER)
    path = folder / "w" / "inbox" / "desk" / "2026-10-secrets.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "created", "words", "account", "title"])
        for place, (sentence, _) in enumerate(spoken):
            day = "no day" if place % 4 == 3 else f"2026-10-{place % 28 + 1:02d}"
            writer.writerow([f"s{place}", day, sentence, f"a-{place % 12:03d}", "Operations Lead"])
    looked_for = (
        [secret for _, found in spoken for secret in found] + list(PASSWORDS) + [quote(word, safe="") for word in PASSWORDS]
    )
    bad = []
    with Notices() as notices:
        settings = folder / "w" / "kit.yaml"
        for turn in range(3):
            text = settings.read_text(encoding="utf-8").replace("ADDRESS", notices.address)
            settings.write_text(text if turn < 2 else text.replace(WAREHOUSE, ""), encoding="utf-8")
            for command in _commands(stage, folder, turn):
                shown = command.out + command.err
                bad += [f"printed: {word!r}" for word in looked_for if word.strip() in shown]
        bad += [f"sent: {word!r}" for word in looked_for for body in notices.bodies if word.strip() in body]
    bad += traces(folder, looked_for)
    shutil.rmtree(folder)
    print(f"secrets: {bad or 'none'}", flush=True)
    return 40, bad


def _commands(stage: Stage, folder: Path, turn: int) -> list[Command]:
    """Everything that prints, with other passwords in each turn."""
    (folder / "tmp").mkdir(exist_ok=True)
    words = {f"SECRET_{place:02d}": PASSWORDS[(5 * turn + place) % len(PASSWORDS)] for place in range(5)}
    place = environ(folder) | words
    calls = [
        ("check", folder / "w"), run_call(folder, CYCLES[-1]), ("status", folder / "w"), ("review", "list", folder / "w"),
        ("quotes", folder / "w", "--last", 50), ("themes", "list", folder / "w"), ("doctor", folder / "w"),
    ]  # fmt: skip
    return [stage.warm.run(*call, environ=place) for call in calls]


def _labelled(count: int) -> list[tuple[str, list[str]]]:
    """Sentences with secrets in them, and the secrets."""
    lines = [line.rpartition(" :: ")[2] for path in LABELLED for line in path.read_text(encoding="utf-8").splitlines()]
    marked = [line for line in lines if re.search(r"\{(?:secret|token):", line)][:count]
    plain = [re.sub(r"\{[a-z-]+:([^{}]*)\}", r"\1", line) for line in marked]
    return [(text, re.findall(r"\{(?:secret|token):([^{}]*)\}", line)) for text, line in zip(plain, marked, strict=True)]
