"""sections/test_accounts"""

from kit.brief import figures, sections
from kit.brief.sections import (
    accounts,
)
from tests.briefs import brief, facts_of, plain, text_of


def test_long_lists_of_accounts_fold():
    html = sections.accounts.section(brief("shifted")).html
    assert "The other 15" in html.replace("\u00a0", " ")


def test_renewals_near_the_end_of_the_cycle_are_counted():
    facts = facts_of("shifted")
    assert accounts.renewing(brief(facts), facts["shifts"][0]["accounts"]) == ["a-000", "a-008", "a-012", "a-032"]
    assert plain(accounts.finding(brief(facts))) == "23 accounts, $960K ARR; 4 renew within 90 days"


def test_revenue_is_called_what_the_workspace_calls_it():
    facts = facts_of("shifted")
    facts["settings"]["revenue_name"] = "assets"
    assert "$960K assets" in plain(accounts.finding(brief(facts)))
    assert plain(figures.three_figures(brief(facts))[2]["unit"]) == "assets of those 23 (21 known), 45 % of that of all who spoke"


def test_a_list_does_not_fold_for_a_single_account():
    facts = facts_of("shifted")
    facts["shifts"] = facts["shifts"][:1]
    facts["shifts"][0]["accounts"] = facts["shifts"][0]["accounts"][:9]
    assert "The other" not in accounts.section(brief(facts)).html


def test_of_thousands_of_accounts_the_page_lists_those_with_the_most_revenue_and_counts_the_rest():
    facts = facts_of("shifted")
    facts["shifts"] = []
    kind = next(iter(facts["accounts"].values())) | {"conversations": 1}
    facts["accounts"] = {f"a-{n:04}": kind | {"name": f"Firm {n}", "arr": 10.0 * n} for n in range(2400)}
    html = plain(accounts.section(brief(facts)).html)
    assert "The other 2,392 accounts" in html
    assert "2,250 accounts of less or unknown revenue are in the spreadsheet alone." in html
    assert "Firm 2250<" in html
    assert "Firm 2249<" not in html
    assert len(html.encode()) < 40 * 1024


def test_accounts_of_a_theme_that_fell_are_those_that_raised_it_before():
    text = text_of(accounts.section(brief("shifted")))
    assert "Accounts raising “the merged numbers don’t match”" in text
    assert "Accounts that raised “Manual reporting eats my week” in July to September 2026" in text
    assert "Conversations in October 2026" in text
