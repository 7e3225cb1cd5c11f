"""sections/test_suggestions"""

import re

from kit.brief import sections, summary, wording
from kit.brief.sections import (
    suggestions,
)
from tests.briefs import brief, facts_of, plain, text_of


def test_messages_come_with_their_history_and_all_together_last():
    facts = facts_of("shifted")
    facts["messaging"][0]["history"] = {"2026-05": 0.33, "2026-10": 0.17}
    rows = suggestions.message_rows(brief(facts))
    assert [row["name"] for row in rows] == [
        "Save hours on manual reporting every week",
        "One forecast without arguments",
        "All messages together",
    ]
    assert (rows[0]["history"][0], rows[0]["history"][1], rows[0]["history"][-1]) == (0.33, None, 0.17)
    assert (rows[-1]["before"], rows[-1]["now"]) == (0.5355, 0.29)
    page = plain(sections.suggestions.section(brief(facts)).html)
    assert page.count('class="spark"') == 3
    assert "35 % → 8 %" in page
    assert suggestions.speaking() in page


def test_pains_that_no_message_speaks_to_are_all_named_where_the_suggestions_do_not_name_all():
    pains = [{"theme": f"revops-lead/t0{at}", "label": "", "claim": None, "share_now": at / 100} for at in (7, 3, 2, 1)]
    told = plain(suggestions.messages_note(brief(facts_of("shifted", unaddressed=pains))))
    assert told.startswith(
        "Themes of a share of 5 % or more that no message seems to answer: “the merged numbers don’t match” (7 %), "
    )
    assert told.endswith("and “Manual reporting eats my week” (1 %).")
    assert (
        suggestions.messages_note(brief(facts_of("shifted", unaddressed=pains[:3]))) == ""
    )  # three pains: the suggestions name each
    assert suggestions.messages_note(brief(facts_of("shifted", unaddressed=[]))).startswith("Every theme")
    assert "cannot be told" in suggestions.messages_note(brief(facts_of("shifted", verdict="thin")))
    assert suggestions.messages_note(brief(facts_of("thin", messaging=[]))) == ""


def test_of_a_thin_persona_only_what_would_help_is_suggested():
    text = text_of(sections.suggestions.section(brief("thin")))
    assert "Nothing can be read from so little; what would help" in text
    assert "No message lost" not in text
    assert "Hear from 8 accounts or more before you change anything, through another source or over a longer period" in text


def test_suggestions_name_the_message_that_fell_behind_and_what_nothing_speaks_to():
    told = [plain(text) for text in suggestions.suggestions(brief("shifted"))]
    assert told[0] == (
        "Review the message “Save hours on manual reporting every week”: it answers “Manual reporting eats my week”, "
        "which fell behind."
    )
    assert told[1] == "Decide whether a message should answer “the merged numbers don’t match” (34 %): none seems to."
    assert told[-1] == "Check the nps survey feed: it has been silent since 19 August 2026."


def test_a_message_is_not_blamed_where_nothing_surfaced():
    facts = facts_of("shifted")
    for shift in facts["shifts"]:
        shift["surfaced"] = False
    assert not [text for text in suggestions.suggestions(brief(facts)) if text.startswith("Review the message")]


def test_a_thin_cycle_suggests_its_feed_first():
    assert plain(suggestions.suggestions(brief("thin"))[0]).startswith("Check these feeds: gong (it has been silent since ")


def test_whom_to_ask_is_named_the_largest_first_and_apart_where_names_have_commas():
    facts = facts_of("thin")
    for name, number in zip(list(facts["accounts"])[:5], range(5), strict=True):
        facts["accounts"][name] |= {"name": f"Firm {number}", "conversations": 0, "arr": 9e5 - number}
    silent = [name for name, account in facts["accounts"].items() if not account["conversations"]]
    (told,) = [plain(text) for text in suggestions.suggestions(brief(facts)) if text.startswith("Ask ")]
    assert told == f"Ask Firm 0, Firm 1, Firm 2 and {len(silent) - 3} more, who spoke before and not now."
    facts["accounts"][silent[1]]["name"] = "Firm 1, Inc."
    (told,) = [plain(text) for text in suggestions.suggestions(brief(facts)) if text.startswith("Ask ")]
    assert re.search(r"^Ask Firm 0; Firm \d(?:, Inc\.)?; Firm \d", told)


def test_a_rising_theme_names_whom_to_ask_first():
    told = [plain(text) for text in suggestions.suggestions(brief("shifted"))]
    assert [text for text in told if text.startswith("Ask ") and text.endswith("they raise this and renew within 90 days.")]


def test_a_quiet_month_says_what_to_leave_as_it_is():
    facts = facts_of("steady")
    told = suggestions.suggestions(brief(facts))
    assert "Leave the persona file’s claims as they are: nothing moved enough to question them." in told
    facts["shifts"][0] |= {"shift_pp": 25.0, "low_pp": 2.0, "high_pp": 40.0}
    told = suggestions.suggestions(brief(facts))
    name = wording.short(summary.label(brief(facts), facts["shifts"][0]["theme"]), 5)
    assert f"Leave the persona file’s claims as they are; next time look first at “{name}”, which moved most." in told


def test_a_tie_is_told_as_one():
    facts = facts_of("shifted")
    order = facts["priorities"]["order"]
    own = next(row["theme"] for row in order if row["claim"] == facts["priorities"]["stated_first"])
    other = next(row["theme"] for row in order if row["theme"] not in (own, facts["priorities"]["heard_first_theme"]))
    for tied, end in ([[own], "but the two are tied."], [[other], "”."]):
        facts["priorities"]["tied"] = tied
        (told,) = [plain(text) for text in suggestions.suggestions(brief(facts)) if text.startswith("The persona file")]
        assert told.endswith(end)
        assert "sure" not in told


def test_an_order_that_is_not_sure_is_not_told_as_a_fact():
    facts = facts_of("shifted")
    facts["priorities"] |= {"probability": 0.44, "tied": []}
    (told,) = [plain(text) for text in suggestions.suggestions(brief(facts)) if text.startswith("The persona file")]
    assert told.endswith("customers raised “the merged numbers don’t match” most (a chance of 44 % that it really is first).")


def test_every_feed_that_went_quiet_is_to_be_checked():
    facts = facts_of("thin")
    silent = [source for source in facts["coverage"]["sources"] if source["state"] == "silent"]
    assert len(silent) > 1
    first = plain(suggestions.suggestions(brief(facts))[0])
    assert first.count("(it ") == len(silent)
    assert all(source["source"].replace("-", " ") in first for source in silent)
