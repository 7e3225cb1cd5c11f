"""kit.yaml edited: settings of themes are changed or added, and everything else stands as it stood."""

import pytest
import yaml

from kit.config.edited import with_themes
from kit.errors import SettingsError

CASES = {
    "not there": ("company: x  # ours\n", "company: x  # ours\nthemes:\n  granularity: \"fine\"\n"),
    "no line end": ("company: x", "company: x\nthemes:\n  granularity: \"fine\"\n"),
    "a block": (
        "themes:  # how\n  fits: 50  # few\n# end\nseed: 1\n",
        "themes:  # how\n  fits: 50  # few\n  granularity: \"fine\"\n# end\nseed: 1\n",
    ),
    "a block at the end": ("themes:\n    fits: 50", "themes:\n    fits: 50\n    granularity: \"fine\"\n"),
    "already set": ("themes:\n  granularity: coarse  # why\nseed: 1\n", "themes:\n  granularity: \"fine\"  # why\nseed: 1\n"),
    "in braces": ("themes: {fits: 50}  # few\n", "themes: {fits: 50, granularity: \"fine\"}  # few\n"),
    "empty braces": ("themes: {}\n", "themes: {granularity: \"fine\"}\n"),
    "set in braces": ("themes: {granularity: coarse, fits: 5}\n", "themes: {granularity: \"fine\", fits: 5}\n"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_one_setting_is_changed_and_every_other_letter_stands(before, after):
    assert with_themes(before, {"granularity": "fine"}) == after
    assert yaml.safe_load(after)["themes"]["granularity"] == "fine"


def test_several_settings_at_once_some_there_and_some_not():
    text = "# top\nthemes:\n  clustering: louvain\n  fits: 50 # x\nsources: []\n"
    after = with_themes(text, {"fits": 5, "clustering": "hdbscan", "reduction": "umap"})
    assert after == '# top\nthemes:\n  clustering: "hdbscan"\n  fits: 5 # x\n  reduction: "umap"\nsources: []\n'


def test_nothing_to_change_changes_nothing():
    assert with_themes("company: x", {}) == "company: x"


def test_themes_that_are_no_settings_are_refused():
    with pytest.raises(SettingsError, match="`themes:` holds no settings by name; write them by hand"):
        with_themes("themes: [a]\n", {"fits": 5})
