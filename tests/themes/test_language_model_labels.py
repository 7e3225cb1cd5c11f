"""Names by a language model, when somebody sets one."""

import sys
from types import ModuleType, SimpleNamespace

import pytest

from kit.errors import RunError, SettingsError
from kit.themes.language_model_labels import MOST_WORDS, model_name


def answering(monkeypatch, answer: str) -> list[dict]:
    asked = []

    def completion(**given):
        asked.append(given)
        return SimpleNamespace(choices=[SimpleNamespace(message=SimpleNamespace(content=answer))])

    module = ModuleType("litellm")
    module.completion = completion
    monkeypatch.setitem(sys.modules, "litellm", module)
    return asked


def test_a_models_name_is_marked_as_the_models(monkeypatch):
    asked = answering(monkeypatch, '"Reports by hand."')
    assert model_name("ollama/llama3", ["we export by hand"], ["export"]) == "Reports by hand (named by ollama/llama3)"
    assert asked[0]["temperature"] == 0
    assert "we export by hand" in asked[0]["messages"][0]["content"]


def test_a_long_answer_is_cut(monkeypatch):
    answering(monkeypatch, "word " * 40)
    assert len(model_name("m", [], []).split()) == MOST_WORDS + 3


def test_no_answer_is_an_error_and_no_empty_label(monkeypatch):
    answering(monkeypatch, "")
    with pytest.raises(RunError, match="gave no name"):
        model_name("m", [], [])


def test_without_litellm_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "litellm", None)
    with pytest.raises(SettingsError, match="pip install litellm"):
        model_name("m", [], [])
