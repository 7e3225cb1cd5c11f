"""Links lead to web pages or are text."""

import pytest

from kit.links import web_address


@pytest.mark.parametrize("url", ["https://desk.example/7?a=1&b=2", "http://x.example/a%20b#c", " https://x.example/ "])
def test_an_address_of_a_page_is_a_link(url):
    assert web_address(url) == url.strip()


@pytest.mark.parametrize("url", [
    "", "javascript:alert(1)", "https://[token]@host/", "https:[email]", "https://x.example/[person-3f2a]", "//x.example/",
    "data:text/html,x",
    "https://x.example/<script>", "https://x.example/a b", "ftp://x.example/", "https://", "https://[::1",
    "https://x.example/[account-91c0]/7", "java\nscript:alert(1)", "https:\\\\x.example",
])  # fmt: skip
def test_anything_else_is_text(url):
    assert web_address(url) == ""
