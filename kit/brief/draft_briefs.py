"""Drafting: everything the briefs of one cycle say, as facts in the record for the pages to show."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from kit.brief.advice import suggestions
from kit.brief.facts import checked_shifts as with_checked_shifts
from kit.brief.facts import checked_themes as with_checked_themes
from kit.brief.facts import corrected_shifts as with_corrected_shifts
from kit.brief.facts import corrected_themes as with_corrected_themes
from kit.brief.facts import head_of, matching_facts, theme_facts, themes_and_nodes
from kit.brief.headline import headline
from kit.brief.kept_figures import keep_figures
from kit.brief.model import Brief
from kit.brief.months.past_briefs import past_briefs
from kit.brief.sections.since_validation import WATCH_RATE
from kit.brief.watched.figures import keep_watched
from kit.config.personas import SECTIONS, Persona
from kit.config.settings import Settings
from kit.config.watches import watched_of
from kit.cycles import Periods, in_zone, periods_of
from kit.drift.persona_drift import persona_drift
from kit.errors import RecordError
from kit.language import in_language
from kit.matching.match_accuracy import match_quality, reviewed_matches
from kit.matching.persona_overlap import overlaps, overlaps_of
from kit.record.kept import keeping
from kit.record.languages import tag_of
from kit.record.lock import one_writer
from kit.record.store import Record
from kit.resources import resource
from kit.shifts.account_revenue import account_facts
from kit.shifts.bar import DECISION
from kit.shifts.compare_cycles import Comparison, compare_cycle, read_tables
from kit.shifts.corrections.match_error_correction import Counted, corrections, counted_by_matches
from kit.shifts.corrections.theme_error_correction import checked_themes
from kit.shifts.counted_conversations import counted_of
from kit.shifts.judge_shifts import UNSETTLED_BELOW
from kit.shifts.measure_persona import Tables
from kit.shifts.naming_quotes import SAYS_NO_CLAIM, naming_quotes
from kit.shifts.over_time.years import bar_under
from kit.shifts.since_earlier_briefs import durability, previous_shifts, restated_since
from kit.shifts.stance_mix import mixes_of
from kit.shifts.understanding import unthemed_quotes
from kit.shifts.watched.mentions import THEME
from kit.themes.depth.lay_out import shown_now
from kit.themes.edits import edits_of
from kit.workspace import Workspace

Facts = dict[str, Any]
#: Themes, those raised most, that page one may have room for: they get quotes that say their names.
MOST_NAMED = 6
#: Where `make bench-shift` publishes the error rates that every brief carries.
ERROR_RATES = "tests/benchmarks/shift/results.json"
#: The figures of the bench that a brief prints: how often months without a change would have been called one, and how often
#: one that was planted was surfaced; the latter is told as what was missed.
PRINTED_RATE = "false alarms, default bar"
SURFACED_RATE = "surfaced, default bar"
MISSED_RATE = "real shifts missed, default bar"


@dataclass(frozen=True)
class _Cycle:
    """What the drafts of one cycle share."""

    work: Workspace
    cycle: str
    cycles: list[str]
    baseline: list[str]
    partial: bool
    comparison: Comparison
    tables: Tables
    events: pd.DataFrame
    pairs: pd.DataFrame
    set_aside: int
    rates: list[Facts]
    decisions: pd.DataFrame
    evidence_read: pd.DataFrame

    @property
    def periods(self) -> Periods:
        return periods_of(self.cycle, self.cycles, self.baseline)

    def matches_checked(self, persona: Persona) -> tuple[Facts | None, dict[str, Counted]]:
        """How often the matcher was right on what people checked at random, and how votes stand to themes with that corrected.

        Both are empty until enough was checked. Where a person approves every match, nothing wrong is let into the shares:
        they are not corrected, and the rates are the matcher’s alone.
        """
        checked = reviewed_matches(self.tables.matches, self.decisions, persona.id, self.work.settings.seed)
        quality = match_quality(checked)
        if quality is None:
            return None, {}
        if persona.review == "all":
            return quality | {"approved_only": True}, {}
        return quality, counted_by_matches(self.tables, persona.id, checked, self.work.vectors, self.periods)

    def checked(self, persona: Persona, counted: pd.DataFrame) -> _Checked:
        """What people found of matches and of passages' themes, and what that does to the shares."""
        quality, votes = self.matches_checked(persona)
        ours = self.tables.assignments[self.tables.assignments["persona_id"] == persona.id]
        read = self.evidence_read[self.evidence_read["persona_id"] == persona.id]
        themes, by_themes = checked_themes(ours, counted, (read, self.work.settings.seed), self.periods, votes)
        return _Checked(quality, corrections(votes), themes, by_themes)


@dataclass(frozen=True)
class _Checked:
    """What people found of one persona's matches and themes, and what that does to its shares by theme."""

    matches: Facts | None
    by_matches: dict[str, Facts]
    themes: Facts | None
    by_themes: dict[str, Facts]


def n_set_aside(record: Record, settings: Settings) -> int:
    """Rows that could not be read; those of a source that kit.yaml does not name any more are nobody's to mend."""
    return int(record.read("set_aside", columns=["source"])["source"].isin([source.id for source in settings.sources]).sum())


@one_writer("drafting briefs")
def draft_cycle(work: Workspace, cycle: str, partial: bool = False) -> list[Brief]:
    """Compare the cycle and draft every tracked persona's brief; the drafts are kept in the record.

    Raises
    ------
    RecordError
        Nothing was heard in the whole window.
    """
    cycles, baseline = work.window(cycle), work.baseline(cycle)
    heard_until = datetime.now(UTC) if partial else None
    periods = periods_of(cycle, cycles, baseline)
    watched = watched_of(work.watches)
    measured = [*work.personas, watched] if watched else work.personas
    with keeping(work.record.folder, "compare"):
        compared = compare_cycle(work.record, work.settings, measured, work.accounts, work.vectors, periods, heard_until)
    tables = read_tables(work.record, cycle, cycles)
    if tables.conversations.empty:
        raise RecordError(f"no conversation was heard from {cycles[0]} to {cycle}; see `kit check` for what the sources hold")
    tables = replace(tables, conversations=in_zone(tables.conversations, work.settings.zone))
    now = tables.matches[tables.matches["cycle"] == cycle]
    shared = _Cycle(
        work, cycle, cycles, baseline, partial, compared, tables, work.record.read("theme_events"),
        overlaps(work.tracked, work.vectors.of, now), n_set_aside(work.record, work.settings), error_rates(),
        work.record.read("decisions"), _evidence_read(work.record, tables.assignments),
    )  # fmt: skip
    with in_language(work.settings.language):
        drafts = [_draft(shared, persona) for persona in work.tracked]
    rows = [(cycle, brief.persona.id, json.dumps(brief.facts())) for brief in drafts]
    work.record.replace("drafts", pd.DataFrame(rows, columns=["cycle", "persona_id", "facts"]), cycle=cycle)
    names = {THEME.format(subject.id): subject.name for subject in work.watches}
    keep_figures(work.record, cycle, compared.shares, drafts, names)
    if watched:
        keep_watched(work.record, cycle, compared.shifts[watched.id], names)
    return drafts


def _draft(shared: _Cycle, persona: Persona) -> Brief:
    """One persona's brief: figures first, then the sentences made of them."""
    work, cycle, compared = shared.work, shared.cycle, shared.comparison
    counted = counted_of(shared.tables.conversations, shared.tables.matches, work.accounts, persona.id, work.settings.zone)
    shifts = _shifts(shared, persona)
    coverage, verdict = _coverage(shared, persona, counted), compared.verdicts[persona.id]
    shares = compared.shares[compared.shares["persona_id"] == persona.id]
    examples = {shift["theme"]: shift["quotes"][0] for shift in shifts if shift["quotes"]}
    naming = {shift["theme"]: shift.pop("naming") for shift in shifts}
    themes = theme_facts(
        themes_and_nodes(shared.tables.themes, shared.tables.theme_nodes, persona.id), shares,
        shared.events[shared.events["persona_id"] == persona.id], _statements(persona), examples, UNSETTLED_BELOW,
    )  # fmt: skip
    themes = [theme | {"quotes": naming.get(theme["id"])} for theme in _with_mix(shared, persona, themes)]
    checked = shared.checked(persona, counted)
    themes = with_checked_themes(with_corrected_themes(themes, checked.by_matches, cycle), checked.by_themes, cycle)
    shifts = with_checked_shifts(with_corrected_shifts(shifts, checked.by_matches), checked.by_themes)
    labels = {theme["id"]: theme["label"] for theme in themes}
    now = counted[counted["cycle"] == cycle]
    wanted = set(counted.loc[counted["cycle"].isin([*shared.baseline, cycle]), "account_id"])
    matches = shared.tables.matches[shared.tables.matches["cycle"] == cycle]
    names = {other.id: other.name for other in work.personas}
    facts = head_of(persona, work.settings, cycle, shared.baseline, shared.cycles, shared.partial) | {
        "verdict": verdict["verdict"], "verdict_reasons": verdict["reasons"], "headline": "",
        "smallest_visible_shift_pp": verdict["smallest_visible_shift_pp"],
        "heard": {name: figure for name, figure in verdict.items() if name not in ("verdict", "reasons")}, "themes": themes,
        "shifts": [shift | {"label": labels.get(shift["theme"], "")} for shift in shifts],
        "accounts": account_facts(work.accounts, wanted, now["account_id"]),
        **persona_drift(work, shared.tables, compared, persona, counted, cycle),
        "suggestion": [], "coverage": coverage,
        "matching": matching_facts(matches, persona.id, overlaps_of(persona.id, shared.pairs, names), checked.matches),
        "error_rates": shared.rates, **compared.over_time[persona.id], "library": compared.library,
    }  # fmt: skip
    facts |= {"theme_review": checked.themes} if checked.themes else {}
    facts["bar"] = bar_under(persona.bar_over(work.settings.bar), compared.library["watch"]).model_dump()
    facts |= _against_earlier(work, persona, facts)
    brief = Brief.model_validate(facts)
    return brief.changed(headline=headline(brief), suggestion=tuple(suggestions(brief)))


def _evidence_read(record: Record, assignments: pd.DataFrame) -> pd.DataFrame:
    """What people said of passages' themes, in the themes of today: those merged, or set finer or wider, since."""
    rows, edits = record.read("theme_decisions"), record.read("theme_edits")
    rows = shown_now(rows, assignments, edits, ("theme_id", "proposed"))
    target = edits_of(edits).target
    return rows.assign(theme_id=rows["theme_id"].map(target), proposed=rows["proposed"].map(target))


def _with_mix(shared: _Cycle, persona: Persona, themes: list[Facts]) -> list[Facts]:
    """Themes with what they voice, over the cycle and its baseline."""
    evidence = shared.comparison.evidence
    mixes = mixes_of(evidence[evidence["persona_id"] == persona.id], shared.tables.passages)
    return [theme | {"mix": mixes.get(theme["id"])} for theme in themes]


def _shifts(shared: _Cycle, persona: Persona) -> list[Facts]:
    """The persona's shifts, its quotes with the links to where they were said, and their language where it is not the brief's."""
    shifts = _with_naming(shared, persona)
    quotes = [quote for shift in shifts for quote in (*shift["quotes"], *(shift["naming"] or ()), shift["other_voice"]) if quote]
    wanted = {quote["conversation_id"] for quote in quotes}
    their = shared.tables.conversations[shared.tables.conversations["conversation_id"].isin(wanted)]
    known = their.set_index(["source", "conversation_id"])
    links, tags = known["url"].to_dict(), known["language"].map(tag_of).to_dict()

    def linked(quote: Facts | None) -> Facts | None:
        if quote is None:
            return None
        place = quote["source"], quote["conversation_id"]
        tag = tags.get(place, "")
        other = {"language": tag} if tag not in ("", shared.work.settings.language) else {}
        return quote | {"url": links.get(place, "")} | other

    return [
        shift | {
            "quotes": [linked(quote) for quote in shift["quotes"]], "other_voice": linked(shift["other_voice"]),
            "naming": shift["naming"] and [linked(quote) for quote in shift["naming"]],
        }
        for shift in shifts
    ]  # fmt: skip


def _with_naming(shared: _Cycle, persona: Persona) -> list[Facts]:
    """The persona's shifts with the quotes that say their themes' names; None for those that page one cannot have room for."""
    themes = themes_and_nodes(shared.tables.themes, shared.tables.theme_nodes, persona.id)
    claims = {name: claim for section in SECTIONS for name, claim in persona.claims(section).items()}
    names = {
        theme: [claims[claim].statement, *claims[claim].language] if claim in claims else [label]
        for theme, claim, label in zip(themes["theme_id"], themes["claim"], themes["label"], strict=True)
    }
    passages, shifts = shared.tables.passages, shared.comparison.shifts[persona.id]
    says_no_claim = set(passages.loc[passages["stance"].isin(SAYS_NO_CLAIM), "passage_id"])
    stated = set(themes.loc[themes["claim"] != "", "theme_id"])
    largest = {shift["theme"] for shift in sorted(shifts, key=lambda shift: -shift["share_now"])[:MOST_NAMED]}

    def naming(shift: Facts) -> list[Facts] | None:
        if not (shift["surfaced"] or shift["theme"] in largest):
            return None
        left_out = says_no_claim if shift["theme"] in stated else ()
        now, before = ([quote for quote in given if quote["passage_id"] not in left_out] for given in shift["naming"])
        return naming_quotes(now, before, names[shift["theme"]], shared.work.vectors.once)

    return [shift | {"naming": naming(shift)} for shift in shifts]


def _coverage(shared: _Cycle, persona: Persona, counted: pd.DataFrame) -> Facts:
    """The contract's coverage, with late conversations, duplicates and the unthemed share."""
    conversations = shared.tables.conversations
    coverage = shared.comparison.coverage[persona.id]
    ours = shared.tables.assignments
    ours = ours[(ours["persona_id"] == persona.id) & (ours["cycle"] == shared.cycle)]
    now = conversations[conversations["cycle"] == shared.cycle]
    spoke = set(counted.loc[counted["cycle"] == shared.cycle, "conversation_key"])
    themed = set(ours.loc[ours["theme_id"] != "", "conversation_key"])
    understood = shared.comparison.verdicts[persona.id]["understood"]
    return coverage | {
        "unthemed_share": round(1 - len(spoke & themed) / len(spoke), 4) if spoke else None,
        "small_talk_share": understood["small_talk_part"], "unthemed_content_share": understood["unthemed_part"],
        "unthemed_quotes": unthemed_quotes(ours, shared.tables.passages, conversations, shared.cycle),
        "set_aside": shared.set_aside,
        "late": int(now["is_late"].sum()), "duplicates": int((now["duplicate_of"] != "").sum()),
    }  # fmt: skip


def _statements(persona: Persona) -> dict[str, str]:
    return {name: claim.statement for section in SECTIONS for name, claim in persona.claims(section).items()}


def _against_earlier(work: Workspace, persona: Persona, facts: Facts) -> Facts:
    """What became of what earlier briefs printed: shifts that held, figures that moved."""
    printed = work.record.read("briefs", persona_id=persona.id)
    briefs = [json.loads(row) for row in printed.sort_values("cycle")["facts"]]
    earlier, moved = [brief for brief in briefs if brief["cycle"] < facts["cycle"]], restated_since(briefs, facts)
    kept = {"restated": moved, "past_briefs": past_briefs(earlier, facts["cycle"])}
    if not earlier:
        return kept | {"previous_shifts": [], "durability": {"surfaced": 0, "held": 0, "untold": 0}}
    return kept | {"previous_shifts": previous_shifts(earlier[-1], facts), "durability": durability([*earlier, facts])}


def error_rates() -> list[Facts]:
    """The published error rates a brief carries, false alarms and misses of the default bar and of the watch list, with a goal.

    None where the bench has not been run since the decision changed: rates of another decision say nothing of this one.
    """
    rates = json.loads(resource(ERROR_RATES).read_text(encoding="utf-8"))
    ours = [rate for rate in rates if rate.get("decision") == DECISION and rate["goal"]]
    kept = ("figure", "case", "value", "low", "high", "goal", "holds")
    alarms = [{name: rate[name] for name in kept} for rate in ours if rate["figure"] == PRINTED_RATE]
    watched = [{name: rate[name] for name in kept} for rate in ours if rate["figure"] == WATCH_RATE]
    return alarms + [_missed(rate) for rate in ours if rate["figure"] == SURFACED_RATE] + watched


def _missed(rate: Facts) -> Facts:
    """What a rate of shifts surfaced says of those missed."""
    value, low, high = (round(1 - rate[name], 6) for name in ("value", "high", "low"))
    return {
        "figure": MISSED_RATE, "case": rate["case"], "value": value, "low": low, "high": high,
        "goal": f"surfaced {rate['goal']}", "holds": rate["holds"],
    }  # fmt: skip
