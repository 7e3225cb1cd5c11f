"""The stories are what the kit writes."""

import pytest

from tests.stories.make import FACTS, STORIES, made, text_of


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_what_the_kit_writes_of_its_record(name, tmp_path):
    assert text_of(made(name, tmp_path / "w")) == (FACTS / f"{name}.json").read_text(encoding="utf-8"), "run `make stories`"
