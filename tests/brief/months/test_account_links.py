"""months/account_links: a table's account leads to its page where there is one, and to nothing where there is none any more."""

import pytest

from kit.brief.months.account_links import link_accounts, page_of, room_for
from tests.hostile import SIXTY, elements, live


def publish(reports, *accounts):
    folder = reports / "2026-10"
    folder.mkdir(parents=True)
    page = folder / "lead.html"
    page.write_text("".join(f"<th>{room_for(*account)}</th>" for account in accounts), encoding="utf-8")
    return page


def test_a_name_leads_to_the_page_that_is_there_and_no_more_when_it_is_gone(tmp_path):
    page = publish(tmp_path, ("a-008", "Bell & Sons"), ("a-009", "Other"))
    before = page.read_text(encoding="utf-8")
    (tmp_path / "accounts").mkdir()
    account = page_of(tmp_path, "a-008")
    account.write_text("the account", encoding="utf-8")
    assert link_accounts([page.parent]) == [page]
    linked = '<span class="account" data-id="a-008"><a href="../accounts/a-008.html">Bell &amp; Sons</a></span>'
    assert page.read_text(encoding="utf-8") == before.replace(room_for("a-008", "Bell & Sons"), linked)
    assert (page.parent / "../accounts/a-008.html").is_file()
    assert link_accounts([page.parent]) == []
    account.unlink()
    link_accounts([page.parent])
    assert page.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("account_id", ["", ".", "..", "../a", "a/b", "a b", 'a"b', "a\n", "é"])
def test_an_id_that_is_no_name_of_a_file_has_no_page(tmp_path, account_id):
    assert page_of(tmp_path, account_id) is None


def test_names_and_ids_that_try_to_be_markup_stay_words(tmp_path):
    page = publish(tmp_path, *((text, text) for text in SIXTY), ("a-1", SIXTY[0]))
    (tmp_path / "accounts").mkdir()
    page_of(tmp_path, "a-1").write_text("the account", encoding="utf-8")
    link_accounts([page.parent])
    html = page.read_text(encoding="utf-8")
    assert live(html, {("th", ()), ("span", ("class", "data-id")), ("a", ("href",))}) == []
    assert elements(html)["a", ("href",)] == 1
