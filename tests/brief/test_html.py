"""test_html"""

import pytest

from kit.brief import html as markup


def test_a_missing_name_in_a_template_is_an_error():
    with pytest.raises(Exception, match="undefined"):
        markup.render("no_persona.html")
