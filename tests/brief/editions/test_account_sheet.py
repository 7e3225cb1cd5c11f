"""editions/account_sheet: who is behind a change, what they are worth, and what they said."""

import pandas as pd

from kit.brief.editions.account_sheet import COLUMNS, account_sheet
from tests.briefs import brief, facts_of

LEAD = brief("shifted").shifts[0]
FIRST, SECOND = LEAD.accounts[:2]


def passages(*rows):
    columns = ["theme_id", "conversation_id", "account_id", "occurred_at", "quote"]
    return pd.DataFrame(rows, columns=columns).astype("str")


def test_each_account_of_a_change_has_its_row_with_what_it_said():
    said = [
        (LEAD.theme, "c1", FIRST, "2026-10-03T10:00:00Z", "The totals differ."),
        (LEAD.theme, "c1", FIRST, "2026-10-03T10:00:00Z", "A second passage of one conversation."),
        (LEAD.theme, "c2", FIRST, "2026-10-09T10:00:00Z", "They differ again."),
        (LEAD.theme, "c3", FIRST, "2026-08-09T10:00:00Z", "Said before."),
        ("revops-lead/t02", "c4", FIRST, "2026-10-09T10:00:00Z", "On something else."),
    ]
    sheet = account_sheet(brief("shifted"), passages(*said))
    assert list(sheet.columns) == COLUMNS
    lead = sheet[sheet["theme"] == "the merged numbers don’t match"].set_index("account_id")
    assert set(lead.index) == set(LEAD.accounts)
    assert lead.loc[FIRST, "said"] == "The totals differ. | They differ again."
    assert lead.loc[FIRST, "conversations"] == 2
    assert lead.loc[SECOND, "said"] == ""
    known = brief("shifted").accounts[FIRST]
    assert (lead.loc[FIRST, "account"], lead.loc[FIRST, "tier"], lead.loc[FIRST, "renewal_on"]) == (
        known.name, known.tier, known.renewal_on,
    )  # fmt: skip
    assert lead["arr"].dropna().sum() == LEAD.arr.amount


def test_a_month_without_a_change_lists_who_spoke():
    made = brief("steady")
    sheet = account_sheet(made, passages())
    assert len(sheet) == sum(bool(account.conversations) for account in made.accounts.values())
    assert set(sheet["theme"]) == {""}


def test_no_cell_is_a_formula():
    facts = facts_of("shifted")
    facts["accounts"][FIRST]["name"] = "=cmd()"
    sheet = account_sheet(brief(facts), passages((LEAD.theme, "c1", FIRST, "2026-10-03T10:00:00Z", "'=HYPERLINK(1)")))
    row = sheet[sheet["account_id"] == FIRST].iloc[0]
    assert row["account"] == "'=cmd()"
    assert row["said"].startswith("'=")


def test_revenue_that_is_not_known_is_empty_and_never_zero():
    facts = facts_of("shifted")
    facts["accounts"][FIRST]["arr"] = None
    csv = account_sheet(brief(facts), passages()).to_csv(index=False)
    row = next(line for line in csv.splitlines() if f",{FIRST}," in line)
    assert ",,,0," in row
