"""The sample's October tells five stories; the pipeline finds each, and each comes from the data."""

import csv
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import kit
from kit.workspace import open_workspace

TRUTH = pd.read_csv(Path(__file__).parent / "sample" / "truth.csv", keep_default_na=False)
SHIFT = "merged-numbers-distrust"


def drafted(folder, personas=None):
    """Facts of October without the notebooks."""
    work = kit.open(folder)
    kit.match_conversations(work, "2026-10")
    for persona in work.tracked:
        kit.find_themes(work, "2026-10", persona.id)
    return {made.persona.id: made.facts() for made in kit.draft_briefs(work, "2026-10").briefs}


def risen(facts):
    return next(shift for shift in facts["shifts"] if shift["surfaced"] and shift["direction"] in ("rising", "new"))


def surfaced(facts):
    return [shift for shift in facts["shifts"] if shift["surfaced"]]


def planted_accounts():
    rows = TRUTH[(TRUTH["cycle"] == "2026-10") & (TRUTH["persona"] == "revops") & TRUTH["subjects"].str.contains(SHIFT)]
    return sorted(set(rows["account_id"]))


def test_the_revops_lead_no_longer_trusts_merged_numbers(briefs):
    facts = briefs["revops-lead"]
    rising = [shift for shift in surfaced(facts) if shift["direction"] in ("rising", "new")]
    assert facts["verdict"] == "shifted"
    assert len(rising) == 1
    shift = rising[0]
    assert set(shift["accounts"]) >= set(planted_accounts())
    assert len(planted_accounts()) == 14
    assert len(shift["accounts"]) <= 16  # at least 14 in 16 of the accounts named are those that say it
    assert shift["top_tier_accounts"] == 5
    assert 600_000 <= shift["arr"]["amount"] <= 660_000
    assert shift["arr"]["accounts_without_arr"] == 1
    assert shift["low_pp"] > 0
    assert shift["survives_dropping_any_account"]


def test_it_is_strong_in_mid_market_and_less_so_where_fewer_accounts_speak(briefs):
    strengths = {one["segment"]: one["strength"] for one in risen(briefs["revops-lead"])["segments"]}
    assert (strengths["mid-market"], strengths["enterprise"], strengths["SMB"]) == ("strong", "thin", "thin")


def test_its_evidence_is_on_the_subject(october):
    with (october[1] / "2026-10" / "revops-lead.evidence.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    subjects = dict(zip(TRUTH["source"] + ":" + TRUTH["conversation_id"], TRUTH["subjects"], strict=True))
    theme = max({row["theme_id"] for row in rows}, key=lambda one: sum(
        SHIFT in subjects[f"{row['source']}:{row['conversation_id']}"] for row in rows if row["theme_id"] == one
    ))  # fmt: skip
    said = [row for row in rows if row["theme_id"] == theme and row["occurred_at"] >= "2026-10"]
    on_subject = [SHIFT in subjects[f"{row['source']}:{row['conversation_id']}"] for row in said]
    assert np.mean(on_subject) >= 0.85


def test_the_top_pain_has_moved_and_a_message_was_left_behind(briefs):
    facts = briefs["revops-lead"]
    ranks = {theme["claim"] or theme["id"]: theme["rank"] for theme in facts["themes"]}
    reporting = ranks["revops-lead/pains/manual-reporting"]
    assert reporting["2026-09"] == 1
    assert reporting["2026-10"] > ranks[risen(facts)["theme"]]["2026-10"]
    message = next(one for one in facts["messaging"] if one["claim"] == "revops-lead/messaging/save-hours")
    assert message["share_now"] < message["share_before"]
    assert any("Save hours on reporting" in sentence for sentence in facts["suggestion"])


def test_a_persona_without_a_shift_says_what_could_have_gone_unseen(briefs):
    facts = briefs["demand-gen"]
    assert facts["verdict"] == "unclear"
    assert surfaced(facts) == []
    assert 0 < facts["smallest_visible_shift_pp"] < 40
    (reason,) = [reason for reason in facts["verdict_reasons"] if reason["code"] == "not_excluded"]
    assert reason["themes"]
    assert "a rise or fall of 15 points cannot be ruled out" in facts["headline"].replace("\N{NO-BREAK SPACE}", " ")


def test_one_account_with_dozens_of_tickets_stays_below_the_bar_and_the_brief_says_why(briefs):
    facts = briefs["data-engineer"]
    theme = max(facts["themes"], key=lambda one: one["n_conversations"]["2026-10"] - one["n_conversations"]["2026-09"])
    shift = next(one for one in facts["shifts"] if one["theme"] == theme["id"])
    assert facts["verdict"] != "shifted"
    assert not shift["surfaced"]
    assert {"min_accounts", "one_account", "min_shift_pp"} & set(shift["below_bar"])
    assert shift["largest_account_part"] > 0.7
    assert shift["loudest"]["account_id"] == "a-013"


def test_a_persona_whose_source_went_silent_is_thin_and_never_steady(briefs):
    facts = briefs["finance-leader"]
    assert facts["verdict"] == "thin"
    assert "Too little was said" in facts["headline"]
    assert "executive calls" in facts["headline"]
    assert {one["source"]: one["state"] for one in facts["coverage"]["sources"]}["exec-calls"] == "silent"
    assert any("exec-calls" in warning for warning in facts["coverage"]["warnings"])


def test_two_personas_that_describe_the_same_customer_are_told_so(briefs):
    for one, other in (("cs-lead", "account-manager"), ("account-manager", "cs-lead")):
        facts = briefs[one]
        overlap = next(row for row in facts["matching"]["overlaps"] if row["persona"] == other)
        assert facts["matching"]["ambiguous"] >= 20
        assert overlap["conversations"] >= 20
        assert any(sentence.startswith("Set the definition apart from that of ") for sentence in facts["suggestion"])


def test_without_the_shifts_conversations_the_shift_is_gone(loaded, tmp_path):
    work = open_workspace(shutil.copytree(loaded, tmp_path / "sample"))
    told = TRUTH[(TRUTH["cycle"] == "2026-10") & TRUTH["subjects"].str.contains(SHIFT)]
    keys = list(told["source"] + ":" + told["conversation_id"])
    assert work.record.delete("conversations", conversation_key=keys) == len(keys)
    work.record.delete("passages", conversation_key=keys)
    rising = [shift for shift in surfaced(drafted(work.folder)["revops-lead"]) if shift["direction"] in ("rising", "new")]
    assert rising == []


def test_twice_an_accounts_revenue_moves_the_exposure_by_that_revenue(october, tmp_path):
    workspace, _ = october
    work = open_workspace(shutil.copytree(workspace, tmp_path / "sample"))
    before = risen(kit.draft_briefs(work, "2026-10").briefs[-1].facts())
    account = work.accounts.set_index("account_id").loc[before["accounts"]]["arr"].dropna().index[0]
    rows = pd.read_csv(work.folder / "accounts.csv", dtype=str, keep_default_na=False)
    added = float(rows.loc[rows["account_id"] == account, "arr"].iloc[0])
    rows.loc[rows["account_id"] == account, "arr"] = str(2 * added)
    rows.to_csv(work.folder / "accounts.csv", index=False)
    after = risen(kit.draft_briefs(kit.open(work.folder), "2026-10").briefs[-1].facts())
    assert after["arr"]["amount"] - before["arr"]["amount"] == pytest.approx(added)


def test_with_cycles_shuffled_nothing_is_surfaced(loaded, tmp_path):
    work = open_workspace(shutil.copytree(loaded, tmp_path / "sample"))
    conversations, passages = work.record.read("conversations"), work.record.read("passages")
    order = np.random.default_rng(7).permutation(len(conversations))
    for column in ("cycle", "occurred_at"):
        conversations[column] = conversations[column].to_numpy()[order]
    cycles = conversations.set_index("conversation_key")["cycle"]
    work.record.replace("conversations", conversations)
    work.record.replace("passages", passages.assign(cycle=passages["conversation_key"].map(cycles).astype("str")))
    assert {name: surfaced(facts) for name, facts in drafted(work.folder).items() if surfaced(facts)} == {}
