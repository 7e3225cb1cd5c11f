"""sections/test_customers"""

from kit.brief import sections
from kit.brief.sections import (
    customers,
)
from tests.briefs import brief, facts_of, text_of


def test_quotes_stand_with_account_role_date_source_and_link():
    text = text_of(sections.customers.section(brief("shifted")))
    assert "Wexley Freight · Director of Operations · 18 October 2026 · gong" in text
    assert "One voice on something else: what the others raise most" in text
    assert 'href="https://example.com/gong/537" rel="noopener noreferrer"' in sections.customers.section(brief("shifted")).html


def test_no_two_quotes_of_a_shift_are_of_one_account():
    facts = facts_of("shifted")
    for quote in facts["shifts"][0]["quotes"]:
        quote["account_id"] = "a-011"
    html = sections.customers.section(brief(facts)).html
    assert html.split('class="other"')[0].count("<blockquote>") == 1


def test_quotes_of_a_quiet_cycle_are_of_that_cycle():
    facts = facts_of("steady")
    for theme in facts["themes"]:
        if theme["example"]:
            theme["example"]["occurred_at"] = "2026-08-04T09:00:00Z"
    assert customers.finding(brief(facts)) == "Nobody is quoted"
