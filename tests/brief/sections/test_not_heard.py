"""sections/test_not_heard"""

from kit.brief import figures, headline, sections
from kit.brief.model.coverage import Quality
from kit.brief.sections import (
    not_heard,
)
from tests.briefs import QUALITY, brief, corrected, facts_of, plain


def test_the_coverage_tells_how_often_matches_were_right():
    assert plain(not_heard.quality(Quality.model_validate(QUALITY))[0]) == (
        "Of 300 conversations drawn at random and checked by people: 99 % (93 % to 100 %) of what was matched to this persona "
        "was right, and 94 % (90 % to 99 %) of what is truly its own was matched to it."
    )
    assert plain(not_heard.quality(Quality.model_validate(QUALITY))[0]) in [
        plain(said) for said in not_heard.sentences(brief(corrected()))
    ]


def test_without_checks_nothing_is_said():
    told = facts_of("shifted")
    assert not_heard.quality(None) == not_heard.correction(brief(told)) == headline.doubts(brief(told)) == []
    assert "corrected" not in not_heard.section(brief(told)).html.lower()


def test_too_few_checks_are_said_to_be_too_few():
    told = facts_of("shifted")
    told["matching"]["quality"] = QUALITY
    assert not_heard.correction(brief(told)) == ["Too few were checked to correct the shares for what was matched wrongly."]


def test_what_a_person_approved_needs_no_correction():
    told = facts_of("shifted")
    told["matching"]["quality"] = QUALITY | {"approved_only": True}
    assert not_heard.correction(brief(told)) == []
    assert not_heard.quality(brief(told).matching.quality)


def test_a_cycle_that_was_not_counted_is_told_as_unknown_and_not_as_0():
    facts = facts_of("shifted")
    source = facts["coverage"]["sources"][0]
    first, *later = facts["cycles"]
    source["by_cycle"] = dict.fromkeys(later, 0)
    row = next(row for row in not_heard.source_rows(brief(facts)) if row["source"] == source["source"])
    assert [cell["number"] for cell in row["cells"]] == ["–", *[0] * len(later)]
    assert first not in source["by_cycle"]


def test_the_heat_map_is_a_table_with_a_shade_for_each_count():
    html = sections.not_heard.section(brief("thin")).html
    assert 'class="n heat5">14' in html
    assert 'class="n heat1">1' in html
    assert 'class="n heat0">0' in html


def test_a_source_that_never_brought_anything_is_not_missed():
    facts = facts_of("steady")
    silent = {"source": "other", "kind": "call", "conversations": 0, "state": "silent", "last_at": "2026-08-31", "expected": 0.0}
    silent |= {"is_low": False, "days_silent": 61.0, "heartbeat_days": 31, "heard_by_cycle": {}}
    facts["coverage"]["sources"].append(silent | {"by_cycle": {"2026-10": 0}})
    facts["coverage"]["warnings"] = ["source 'other' (call) is silent; check that feed"]
    assert not [sentence for sentence in not_heard.sentences(brief(facts)) if "other" in sentence]
    assert not_heard.finding(brief(facts)).replace("\u00a0", " ") == "All 4 sources delivered on time"
    assert figures.three_figures(brief(facts))[2]["whole"] == "of 4"


def test_a_source_that_brought_nothing_from_the_persona_is_named_though_it_delivered():
    facts = facts_of("steady")
    facts["coverage"]["sources"][0] |= {"conversations": 0, "expected": 3.0}
    assert plain(not_heard.finding(brief(facts))) == (
        "All 4 sources delivered on time; gong brought nothing from this persona, where 3 are usual"
    )


def test_a_source_that_is_called_what_it_is_is_named_once():
    facts = facts_of("steady")
    facts["coverage"]["sources"][0] |= {
        "source": "calls",
        "name": None,
        "kind": "call",
        "state": "silent",
        "last_at": "2026-08-19T09:00:00Z",
    }
    assert not_heard.finding(brief(facts)) == "The calls source has been silent since 19 August 2026"


def test_shares_corrected_for_wrong_themes_stand_in_the_table_with_how_often_they_were_right():
    told = facts_of("shifted")
    told["themes"][0]["checked"] = {"share": 0.31, "low": 0.22, "high": 0.4, "n_read": 40, "right": 0.8}
    review = {"n_read": 60, "n_raised": 90, "right": 0.8, "right_low": 0.7, "right_high": 0.87, "missed": 9}
    page = plain(not_heard.section(brief(told | {"theme_review": review})).html)
    assert "Shares corrected for what people found wrong" in page
    assert "22 % to 40 %" in page
    assert "Of 60 conversations drawn at random and read by people: 80 % (" in page
    assert "of the themes they were put to are right" in page
    assert "9 times a theme was missed" in page


def test_what_fits_no_theme_is_a_part_or_is_said_not_to_be_there():
    facts = facts_of("shifted")
    facts["coverage"]["unthemed_share"] = 0.07
    assert "7 % of the conversations fit no theme." in map(plain, not_heard.sentences(brief(facts)))
    facts["coverage"]["unthemed_share"] = 0.0
    assert "Every conversation fits a theme." in map(plain, not_heard.sentences(brief(facts)))
