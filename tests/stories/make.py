"""Makes the stories: records as reading, matching and theming leave them, compared and drafted by the kit itself.

``python -m tests.stories.make`` (``make stories``) writes tests/facts anew; a test fails when they are no longer what the kit
writes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pyarrow as pa

from kit.brief.draft_briefs import draft_cycle
from kit.brief.model import Brief, Run
from kit.record.tables import TABLES
from kit.workspace import Workspace, open_workspace
from tests.stories.world import CYCLES, GREETING, GROWTH, KIT_YAML, NOW, REVOPS, ROLES, THEMES, accounts_csv

FACTS = Path(__file__).parents[1] / "facts"
PERSONA = "revops-lead"
STAMP = Run(
    id="0123456789ab", at="2026-11-01T06:00:00+00:00", seconds=41.2, kit="0", embedding="wordllama", seed=20261001,
    record_version=12, settings_sha256="5e771465" * 8,
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """What is said in the cycle and before it.

    Attributes
    ----------
    now, before : chance, 0 to 1, that a conversation is on a theme; the rest are greetings.
    n_accounts, each : accounts, and conversations of each in a cycle; ``few_now`` accounts spoke in the cycle itself.
    loud : more conversations on "tickets arrive twice" by one account in the cycle.
    silent_from : of each source that went quiet the day from which nothing came.
    between : conversations of the cycle that lie between two personas.
    asked_pp : points that the bar asks for.
    """

    now: dict[str, float]
    before: dict[str, float]
    n_accounts: int = 52
    each: int = 2
    few_now: int | None = None
    loud: int = 0
    silent_from: dict[str, str] = field(default_factory=dict)
    between: int = 0
    asked_pp: int = 20
    seed: int = 7


USUAL = {"t01": 0.27, "t02": 0.16, "t03": 0.07, "t04": 0.07, "t05": 0.06, "t06": 0.04, "t07": 0.09, "t08": 0.04}
STORIES = {
    "shifted": Story(
        USUAL | {"t01": 0.07, "t07": 0.42}, USUAL | {"t01": 0.32}, silent_from={"nps-survey": "2026-08-20"}, asked_pp=10
    ),
    "steady": Story(USUAL, USUAL, n_accounts=90),
    "thin": Story(USUAL, USUAL, n_accounts=14, few_now=6, silent_from={"gong": "2026-09-02"}),
    "loud": Story(USUAL | {"t08": 0.16}, USUAL, n_accounts=90, loud=70),
    "ambiguous": Story(USUAL, USUAL, n_accounts=90, between=40),
    "empty": Story({}, {}, n_accounts=4, few_now=0),
}
SOURCES = {"gong": "call", "zendesk": "ticket", "nps-survey": "survey", "intercom": "ticket"}


def made(name: str, folder: Path, language: str = "en") -> Brief:
    """The brief of a story: a workspace in ``folder``, its record written, the cycle compared and drafted."""
    work = _workspace(STORIES[name], folder, language)
    brief = next(brief for brief in draft_cycle(work, NOW) if brief.persona.id == PERSONA)
    return brief.changed(run=STAMP, error_rates=())


def _workspace(story: Story, folder: Path, language: str = "en") -> Workspace:
    (folder / "personas").mkdir(parents=True)
    settings = f"{KIT_YAML.format(asked=story.asked_pp)}language: {language}\n"
    (folder / "kit.yaml").write_text(settings, encoding="utf-8")
    (folder / "accounts.csv").write_text(accounts_csv(story.n_accounts), encoding="utf-8")
    (folder / "personas" / "revops-lead.yaml").write_text(REVOPS, encoding="utf-8")
    if story.between:
        (folder / "personas" / "growth-marketer.yaml").write_text(GROWTH, encoding="utf-8")
    work = open_workspace(folder)
    conversations = pd.DataFrame(_conversations(story))
    if len(conversations):
        _store(work, conversations)
    return work


def _conversations(story: Story) -> Iterator[dict]:
    """Every conversation of the window, the same for the same story."""
    rng, number = np.random.default_rng(story.seed), 0
    for cycle in CYCLES:
        chances = story.now if cycle == NOW else story.before
        spoke = story.n_accounts if cycle != NOW or story.few_now is None else story.few_now
        for account in [account for account in range(spoke) for _ in range(story.each)]:
            theme = rng.choice([*chances, ""], p=[*chances.values(), 1 - sum(chances.values())])
            row = _conversation(number, cycle, account, str(theme), rng)
            number += 1
            if row["occurred_at"] < pd.Timestamp(f"{story.silent_from.get(row['source'], '2027-01-01')}T00:00:00Z"):
                yield row
    for _ in range(story.loud):
        yield _conversation(number, NOW, 0, "t08", rng)
        number += 1
    for account in range(story.between):
        yield _conversation(number, NOW, account, "", rng) | {"state": "ambiguous"}
        number += 1


def _conversation(number: int, cycle: str, account: int, theme: str, rng: np.random.Generator) -> dict:
    lines = THEMES[theme][2] if theme else (GREETING,)
    source = list(SOURCES)[int(rng.choice(4, p=[0.35, 0.3, 0.2, 0.15]))]
    day, text = int(rng.integers(1, 29)), str(rng.choice(lines))
    return {
        "conversation_key": f"{source}:{number:05d}", "conversation_id": f"{number:05d}", "source": source,
        "kind": SOURCES[source], "cycle": cycle, "account_id": f"a-{account:03d}", "contact_id": f"c-{account:03d}",
        "role": ROLES[account % 3], "language": "en", "text": text, "turns": "[]", "first_run_cycle": cycle,
        "url": f"https://example.com/{source}/{number}" if source == "gong" else "",
        "occurred_at": pd.Timestamp(f"{cycle}-{day:02d}T09:00:00Z"), "line": number, "is_late": False,
        "theme": theme, "state": "attached",
    }  # fmt: skip


def _store(work: Workspace, rows: pd.DataFrame) -> None:
    theme, state = rows.pop("theme"), rows.pop("state")
    _append(work, "conversations", rows)
    key, cycle = rows["conversation_key"], rows["cycle"]
    passages = rows[["conversation_key", "cycle", "text"]].assign(
        passage_id=key + "#0", stance=theme.map(lambda name: "pain" if name else "other"), start=0, end=rows["text"].str.len()
    )
    _append(work, "passages", passages)
    between = state.eq("ambiguous")
    matches = pd.DataFrame({
        "conversation_key": key, "cycle": cycle, "persona_id": PERSONA, "state": state, "found_persona": PERSONA,
        "runner_up": between.map({True: "growth-marketer", False: ""}), "found_state": state,
        "found_runner_up": between.map({True: "growth-marketer", False: ""}), "score": 0.9, "runner_up_score": 0.1, "margin": 0.8,
    })  # fmt: skip
    _append(work, "matches", matches)
    assigned = passages[["passage_id", "conversation_key", "cycle"]].assign(
        run_cycle=NOW, persona_id=PERSONA, strength=1.0, theme_id=theme.map(lambda name: name and f"{PERSONA}/{name}"),
        kind=theme.map(lambda name: "content" if name else "small talk"),
    )  # fmt: skip
    _append(work, "assignments", assigned[~between])
    if theme.any():
        _append(work, "themes", _themes(work, set(theme)))
        split = {"run_cycle": "2026-08", "theme_id": f"{PERSONA}/t05", "event": "split", "other_theme_id": f"{PERSONA}/t08"}
        _append(work, "theme_events", pd.DataFrame([split | {"persona_id": PERSONA}]))


def _themes(work: Workspace, raised: set[str]) -> pd.DataFrame:
    born = {"t05": "2026-08", "t07": "2026-07"}
    rows = [
        {"theme_id": f"{PERSONA}/{name}", "label": label, "claim": claim, "born": born.get(name, CYCLES[0]),
         "origin": "claim" if claim else "found",
         "terms": json.dumps(label.lower().split()[:4]), "centre": work.vectors.of(list(lines)).mean(axis=0).tolist()}
        for name, (claim, label, lines) in THEMES.items() if name in raised
    ]  # fmt: skip
    known = {"run_cycle": NOW, "persona_id": PERSONA, "state": "live", "stability": 0.9, "n_passages": 9}
    return pd.DataFrame(rows).assign(**known)


def _append(work: Workspace, table: str, rows: pd.DataFrame) -> None:
    """Rows with the columns they lack as the record has them where nothing is known."""
    nothing: dict[str, Callable | object] = {pa.string(): "", pa.int64(): 0, pa.bool_(): False, pa.float64(): 0.0}
    lacking = {name: nothing[kind] for name, kind in TABLES[table].columns.items() if name not in rows}
    work.record.append(table, rows.assign(**lacking))


def text_of(brief: Brief) -> str:
    """A brief as its file has it."""
    return json.dumps(brief.facts(), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write every story."""
    for name in STORIES:
        with TemporaryDirectory() as folder:
            (FACTS / f"{name}.json").write_text(text_of(made(name, Path(folder) / "w")), encoding="utf-8")


if __name__ == "__main__":
    main()
