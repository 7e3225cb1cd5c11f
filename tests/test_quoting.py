"""Quotes as a table: nothing a customer wrote becomes markup, and links lead to web pages only."""

from unittest.mock import patch

import pytest

from kit.links import web_address
from kit.notebook import quotes_html, show_quotes

QUOTE = {
    "text": "<b>the close</b> takes nine days", "stance": "pain", "account_id": "a1", "account_name": "R&D <Ltd>", "role": "CFO",
    "is_borrowed": True, "occurred_at": "2026-10-04T10:00:00+00:00", "source": "desk", "conversation_id": "7",
    "url": "https://desk.example/7?a=1&b=\"2\"",
}  # fmt: skip


def test_what_customers_wrote_is_escaped():
    page = quotes_html([QUOTE])
    assert "&lt;b&gt;the close" in page
    assert "R&amp;D &lt;Ltd&gt; (a1)" in page
    assert "CFO (title given elsewhere)" in page
    assert "2026-10-04" in page
    assert 'href="https://desk.example/7?a=1&amp;b=&#34;2&#34;"' in page


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "//desk.example", "http://[", "", "file:///x"]
)
def test_only_web_pages_are_linked(url):
    assert not web_address(url)
    page = quotes_html([QUOTE | {"url": url}])
    assert "<a " not in page
    assert "desk/7" in page


def test_likeness_is_shown_where_it_was_asked_for():
    assert "pain, likeness 0.71" in quotes_html([QUOTE | {"likeness": 0.71}])


def test_without_an_answer_a_sentence_stands():
    with patch("kit.notebook.display") as shown:
        show_quotes([], "Nobody said <anything>")
    assert "<p>Nobody said &lt;anything&gt;</p>" in shown.call_args.args[0].data
