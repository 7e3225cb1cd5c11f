"""editions/anonymous: nobody's name is in a shared page, and everything else is."""

import pytest

from kit.brief.editions.anonymous import anonymous, check_anonymous
from kit.brief.headline import headline
from kit.brief.pages import render_alone
from kit.errors import RunError
from tests.briefs import STORIES, brief, facts_of, text_in

PEOPLE = {"Ann Lee", "person-b3643a57a513"}


def everybody(made):
    return {name: account.name for name, account in made.accounts.items()} | {"a-999": "Never Spoke Ltd"}


def shared(facts, accounts=None, people=PEOPLE):
    made = brief(facts)
    made = made.changed(headline=headline(made))
    accounts = everybody(made) if accounts is None else accounts
    names = {*accounts, *accounts.values(), *people}
    return render_alone(anonymous(made, accounts, people)), names


@pytest.mark.parametrize("story", STORIES)
def test_none_of_the_names_is_in_any_byte_of_the_file(story, tmp_path):
    page, names = shared(facts_of(story))
    path = tmp_path / "shared.html"
    path.write_text(page, encoding="utf-8")
    data = path.read_bytes()
    assert len(names) > 4
    assert [name for name in names if len(name) > 3 and name.encode() in data] == []
    assert check_anonymous(page, names) == len({name for name in names if len(name) >= 3})


def test_names_within_sentences_labels_and_quotes_are_exchanged_too():
    facts = facts_of("shifted")
    name = next(iter(facts["accounts"].values()))["name"]
    facts["shifts"][0]["quotes"][0]["text"] = f"At {name} we ask Ann Lee, and {name}’s numbers differ."
    facts["themes"][0]["label"] = f"numbers of {name}"
    page, _ = shared(facts)
    assert name not in page
    assert "Ann Lee" not in page
    assert "we ask [name], and Account" in page


def test_figures_segments_titles_and_quotes_stay():
    page, _ = shared(facts_of("shifted"))
    text = text_in(page)
    for part in ("has given way to", "23 of 50", "$960K", "enterprise", "Account 1", "What this suggests"):
        assert part in text
    assert 'href="http' not in page
    assert ".csv" not in page


def test_a_name_that_is_a_word_of_the_page_is_told_and_no_page_is_made():
    with pytest.raises(RunError, match="1 of 1 names still stand in the page, 'Then and now'"):
        check_anonymous("<h2>Then and now</h2>", ["Then and now"])


def test_the_anonymous_brief_is_a_brief_with_the_same_figures():
    made = brief("shifted")
    other = anonymous(made, everybody(made))
    assert [shift.share_now for shift in other.shifts] == [shift.share_now for shift in made.shifts]
    assert len(other.accounts) == len(made.accounts)
    assert {quote.conversation_id for shift in other.shifts for quote in shift.quotes} == {""}
