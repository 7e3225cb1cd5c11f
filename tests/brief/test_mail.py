import pytest

from kit.brief import headline, mail
from tests.briefs import STORIES, Outline, another_persona, brief, facts_of, nasty, plain


def headed(facts):
    made = brief(facts)
    return made.changed(headline=headline.headline(made))


def test_the_subject_says_what_happened():
    told = plain(mail.subject([another_persona(), headed("shifted")]))
    assert told == "Hands-on RevOps Lead shifted: the merged numbers don’t match, 23 accounts, $960K"
    assert plain(mail.subject([headed("steady")])) == "Northbeam Analytics, October 2026: Of 1 persona, 1 steady."


def test_a_mail_is_page_one_of_every_brief_the_shifted_first_with_a_link_each():
    html = mail.mail_html([another_persona(), headed("shifted")], "https://briefs.example.com/2026-10")
    assert html.index("Hands-on RevOps Lead: Shifted") < html.index("CS Manager: ")
    assert 'href="https://briefs.example.com/2026-10/cs-manager.html"' in html
    assert "has given way to" in html
    assert "$960K" in html
    assert html.count("Percentages: of conversations, averaged over accounts") == 1
    assert 'content="light dark"' in html


@pytest.mark.parametrize("story", STORIES)
def test_a_mail_is_well_formed_and_small_and_holds_no_script_and_no_picture(story):
    html = mail.mail_html([headed(story)] * 12)
    outline = Outline(html)
    assert not {"script", "svg", "img", "style"} & {tag for tag, _ in outline.tags}
    assert len(html.encode()) < mail.MOST_BYTES
    assert "None" not in " ".join(outline.text).replace("None of", "")


def test_what_customers_wrote_is_never_markup_in_a_mail():
    assert "<img" not in mail.mail_html([headed(nasty(facts_of("shifted")))])
