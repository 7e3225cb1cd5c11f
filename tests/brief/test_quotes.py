"""test_quotes"""

import pytest

from kit.links import web_address


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/1", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("", False),
    ],
)
def test_only_web_links_are_followed(url, kept):
    assert bool(web_address(url)) is kept
