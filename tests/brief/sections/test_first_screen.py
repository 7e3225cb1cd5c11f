"""sections/test_first_screen: page one is short, true and whole."""

import re

import pytest

from kit import formats
from kit.brief import page_one, summary
from kit.brief.sections import first_screen
from tests.brief.figures_on_page import disagreements
from tests.briefs import STORIES, brief, facts_of, nasty, text_of, waiting

OVERLAP = {
    "persona": "growth", "name": "Growth Marketer", "conversations": 0, "similarity": 0.1, "claims": [], "same": [], "near": [],
}  # fmt: skip


def page(facts):
    return first_screen.section(brief(facts)).html


@pytest.mark.parametrize("story", STORIES)
def test_page_one_has_at_most_300_words_its_pictures_among_them(story):
    assert first_screen.words_on(page(story)) <= 300


def test_page_one_has_at_most_300_words_however_long_names_and_quotes_are():
    facts = nasty(nasty(facts_of("shifted")))
    for theme in facts["themes"]:
        theme["label"] = theme["statement"] = "a name of very many words indeed " * 4
    html = page(facts)
    assert first_screen.words_on(html) <= 300
    assert "“" in html


@pytest.mark.parametrize("story", STORIES)
def test_no_figure_of_page_one_differs_from_the_facts(story):
    assert disagreements(brief(story), text_of(first_screen.section(brief(story)))) == []


def test_a_shift_is_told_with_who_where_how_much_and_what_to_do():
    text = text_of(first_screen.section(brief("shifted")))
    for part in (
        "“Manual reporting eats my week” (35 to 8 %) has given way to “the merged numbers don’t match” (5 to 34 %).",
        "23 of 50", "4 of 8", "$960K", "renew within 90 days", "Still said “The forecast is guesswork” (18 to 21 %)",
        "Where Strong in enterprise (20 accounts spoke); moderate in mid-market (20); too few spoke to tell in SMB (9); the 1 "
        "account of no known segment raises it.",
        "How sure +29 points (95 % sure: 16 to 43); it holds whichever account is left out. The fall: −27 points (−38 to −15).",
        "What they say", "One says something else", "What to do next",
    ):  # fmt: skip
        assert part in re.sub(r" (?=</)", "", text), part
    assert page("shifted").count("<blockquote>") == 3


def test_a_month_without_a_change_says_what_customers_say_and_what_could_not_be_told():
    facts = facts_of("steady")
    text = text_of(first_screen.section(brief(facts)))
    assert "What did not change None of 8 themes moved enough to report" in text
    hides = formats.percent(facts["verdict_reasons"][0]["hides_15"]).replace("\u00a0", " ")
    assert f"How sure A real rise of 15 points would have been missed with a chance of {hides}." in text
    assert page(facts).count("<blockquote>") == 3
    assert "Manual reporting eats my week" in text


def test_a_loud_account_is_named_with_a_quote_of_its_own():
    text = text_of(first_screen.section(brief("loud")))
    assert re.search(r"7\d of \d{3} conversations are Halden Freight’s \(one account, one vote\)\.", text)
    facts = facts_of("loud")
    shift = summary.nearly(brief(facts))[0]
    quotes = next(row for row in facts["shifts"] if row["theme"] == shift.theme)["quotes"]
    quotes[0] |= {"account_id": "a-000", "text": "Our export lost another hundred rows on Friday."}
    shown = page_one.page_one(brief(facts)).loud["quote"]
    assert shown["by"][0] == "Halden Freight"
    assert shown["text"] == quotes[0]["text"]


def test_a_quote_does_not_stand_on_page_one_twice():
    facts = facts_of("loud")
    first = page_one.page_one(brief(facts)).pains[0].quote
    for shift in facts["shifts"]:
        for quote in shift["quotes"]:
            quote |= {"account_id": "a-000", "text": first["text"]}
    made = page_one.page_one(brief(facts))
    assert [pain.quote["text"] for pain in made.pains if pain.quote].count(first["text"]) == 1
    assert made.loud["quote"] is None or made.loud["quote"]["text"] != first["text"]


@pytest.mark.parametrize(
    ("low", "high", "printed"), [(-0.2, 19.0, "−0.2 to +19"), (0.3, 19.0, "+0.3 to +19"), (-3.4, 0.0, "−3 to 0")]
)
def test_a_range_that_ends_next_to_0_says_on_which_side(low, high, printed):
    facts = facts_of("steady") | {"verdict": "unclear"}
    facts["shifts"][0] |= {"shift_pp": -25.0, "low_pp": low, "high_pp": high, "below_bar": ["max_false_discovery"]}
    facts["heard"]["not_excluded"] = [{"theme": facts["shifts"][0]["theme"], "low_pp": -39.0, "high_pp": 0.4}]
    says = dict(page_one.page_one(brief(facts)).lines)["How sure"].replace("\u00a0", " ")
    assert says.endswith(f"(95 % sure: {printed} points).")


def test_a_quote_of_an_earlier_month_says_so():
    facts = facts_of("steady")
    for theme in facts["themes"]:
        for quote in [*(theme.get("quotes") or []), *filter(None, [theme["example"]])]:
            quote["occurred_at"] = "2026-08-31T10:00:00+00:00"
    for shift in facts["shifts"]:
        for quote in shift["quotes"]:
            quote["occurred_at"] = "2026-08-31T10:00:00+00:00"
    for claim in facts["claims"]:
        if claim["quote"]:
            claim["quote"]["occurred_at"] = "2026-08-31T10:00:00+00:00"
    assert "earlier, on 31 August 2026" in text_of(first_screen.section(brief(facts)))


def test_the_fall_that_a_to_do_rests_on_has_its_size_and_range_too():
    says = dict(page_one.page_one(brief("shifted")).lines)["How sure"].replace("\u00a0", " ")
    assert says.endswith("The fall: −27 points (−38 to −15).")
    facts = facts_of("shifted")
    facts["shifts"][1] |= {"surfaced": False, "below_bar": ["min_weeks"]}
    assert "The fall" not in dict(page_one.page_one(brief(facts)).lines)["How sure"]


def test_few_accounts_above_many_are_explained():
    facts = facts_of("steady")
    assert "averaged over accounts" in text_of(first_screen.section(brief(facts)))
    top = summary.raised_most(brief(facts), 3)[0].theme
    theme = next(theme for theme in facts["themes"] if theme["id"] == top)
    theme["accounts"][facts["cycle"]] = 2
    assert "a few who speak of little else can stand above many" in text_of(first_screen.section(brief(facts)))


def test_a_move_that_prints_as_large_as_was_asked_for_says_its_size():
    facts = facts_of("steady") | {"verdict": "unclear"}
    asked = facts["bar"]["min_shift_pp"]
    moved = {
        "share_before": 0.184,
        "share_now": 0.184 + asked / 100 - 0.006,
        "shift_pp": asked - 0.6,
        "low_pp": -1.0,
        "high_pp": 21.0,
    }
    for shift in facts["shifts"]:
        shift |= {"shift_pp": 1.0}
    facts["shifts"][0] |= moved | {"below_bar": ["min_shift_pp", "max_false_discovery"]}
    facts["heard"]["not_excluded"] = [{"theme": facts["shifts"][0]["theme"], "low_pp": -39.0, "high_pp": 0.4}]
    says = dict(page_one.page_one(brief(facts)).lines)["How sure"].replace("\u00a0", " ")
    assert f"is +{asked - 0.6:g} points, under the {asked:g} that count as a change, and may be chance" in says


def test_page_one_needs_no_script_and_names_no_command():
    for facts in (*STORIES, waiting()):
        html = page(facts)
        assert "<script" not in html
        assert "`" not in html
        assert "kit review" not in html


def test_a_picture_says_its_finding_and_how_many_themes_it_leaves_out():
    picture = first_screen.slope(brief("shifted"))
    assert picture["finding"].replace("\u00a0", " ") == "2 of 8 themes moved (4 shown here)"
    assert picture["alt"].startswith(picture["finding"])


def test_words_are_cut_with_an_ellipsis_and_never_changed():
    from kit.brief.wording import cut

    assert cut("one two three", 3) == "one two three"
    assert cut("one two, three", 2) == "one two …"


def with_a_wider_theme_of_the_same_name():
    """The shifted story in which the lead's theme also stands as a wider one, in whose place the lead is reported."""
    facts = facts_of("shifted")
    for shift in facts["shifts"]:
        if shift["theme"].endswith("/t02"):
            shift |= {"below_bar": ["overlap"], "reported_as": "revops-lead/t07", "share_now": 0.29, "share_before": 0.06}
    names = {theme["id"]: theme for theme in facts["themes"]}
    names["revops-lead/t02"] |= {"label": names["revops-lead/t07"]["label"], "statement": None, "claim": None}
    facts["unaddressed"][0] |= {"theme": "revops-lead/t02", "share_now": 0.29}
    return facts


def test_a_theme_in_whose_place_a_surer_change_is_reported_is_not_told_beside_it():
    text = text_of(first_screen.section(brief(with_a_wider_theme_of_the_same_name())))
    assert "29 %" not in text
    assert "Decide whether a message should answer “the merged numbers don’t match” (34 %): none seems to." in text


def test_a_wider_theme_without_a_surer_change_is_told_as_before():
    facts = with_a_wider_theme_of_the_same_name()
    for shift in facts["shifts"]:
        shift["below_bar"] = [rule for rule in shift["below_bar"] if rule != "overlap"]
    assert "29 %" in text_of(first_screen.section(brief(facts)))


@pytest.mark.parametrize(("number", "told"), [(40, True), (20, False)])
def test_conversations_that_count_for_nobody_are_told_where_they_are_a_part_worth_knowing(number, told):
    facts = facts_of("steady")
    facts["matching"] |= {"ambiguous": number, "overlaps": [OVERLAP | {"conversations": 30}]}
    says = page_one.left_out(brief(facts)).replace("\u00a0", " ")
    whole = "40 conversations fit another persona as well and count for neither (30: “Growth Marketer”); 180 count."
    assert says == (whole if told else "")


def test_an_unclear_month_tells_its_largest_move_with_the_range_that_holds():
    facts = facts_of("steady") | {"verdict": "unclear"}
    facts["shifts"][0] |= {"shift_pp": -25.0, "mix_adjusted_pp": -25.0, "below_bar": ["max_false_discovery"]}
    facts["shifts"][0] |= {"low_pp": -44.0, "high_pp": 3.4}
    facts["heard"]["not_excluded"] = [{"theme": facts["shifts"][0]["theme"], "low_pp": -39.0, "high_pp": 0.4}]
    says = dict(page_one.page_one(brief(facts)).lines)["How sure"].replace("\u00a0", " ")
    assert says.startswith("The largest of 8 moves, “")
    assert says.endswith("may be chance (95 % sure: −44 to +3 points).")
    name = page_one.wording.short(summary.label(brief(facts), facts["shifts"][0]["theme"]))
    assert f"next time look first at “{name}”, which moved most" in text_of(first_screen.section(brief(facts)))
    assert facts["shifts"][0]["theme"] in [row.theme for row in first_screen.drawn_themes(brief(facts), 3)]


@pytest.mark.parametrize("story", STORIES)
def test_every_month_in_which_somebody_spoke_says_what_to_do(story):
    made = brief(story)
    assert page_one.page_one(made).suggests or not made.coverage.conversations


def test_percentages_are_said_to_be_parts_of_conversations_and_of_which_months():
    text = text_of(first_screen.section(brief("steady")))
    assert "Percentages: of conversations, averaged over accounts; July to September 2026, then October 2026." in text
    assert re.search(r"31 % of conversations \(25 % before\); 49 of 90 accounts, \$\S+ ARR( known)?", text)


def test_a_thin_month_says_once_that_too_little_was_said():
    text = text_of(first_screen.section(brief("thin")))
    assert text.count("Too little was said to tell") == 1
    assert not re.search(r"too little was said|from chance|Too few spoke", text)


def test_a_segment_is_not_said_to_have_too_few_where_as_many_spoke_as_where_the_shift_shows():
    facts = facts_of("shifted")
    shift = facts["shifts"][0]
    for segment in shift["segments"]:
        if segment["segment"] in ("mid-market", "SMB"):
            segment |= {"strength": "thin", "accounts_active": 30 if segment["segment"] == "SMB" else 9}
    says = page_one.where(brief(facts), brief(facts).shifts[0]).replace("\u00a0", " ")
    assert says.startswith("Strong in enterprise (20 accounts spoke); ")
    assert "too varied to tell in SMB (30)" in says
    assert "too few spoke to tell in mid-market (9)" in says


def test_accounts_of_no_known_segment_that_raise_nothing_are_counted():
    facts = facts_of("shifted")
    shift = facts["shifts"][0]
    raising = summary.without_segment(brief(facts).shifts[0])[0]
    shift["accounts"] = shift["accounts"][raising:]
    says = page_one.where(brief(facts), brief(facts).shifts[0]).replace("\u00a0", " ")
    spoke = summary.without_segment(brief(facts).shifts[0])[1]
    assert says.endswith(f"; {spoke} unknown.")
    named = sum(int(number) for number in re.findall(r"\((\d+)", says))
    assert named + spoke == shift["accounts_active"]


def test_the_size_of_a_shift_on_page_one_is_the_one_between_its_printed_shares():
    facts = facts_of("shifted")
    facts["shifts"][0] |= {"share_before": 0.274, "share_now": 0.445, "shift_pp": 17.1}
    made = brief(facts)
    assert page_one.sure(made.shifts[0]).replace("\u00a0", " ").startswith("+18 points")  # 27 to 45 %
