"""Languages: told offline, and what the model does not speak is not heard."""

from __future__ import annotations

import pytest

from kit.config.settings import Settings
from kit.record.languages import is_spoken, language_of, spoken_tags, tag_of

TEXTS = {
    "en": "The export times out every Monday and nobody told us about the change in the filters.",
    "de": "Der Export bricht jeden Montag ab und niemand hat uns gesagt, dass die Filter geändert wurden.",
    "fr": "L'export échoue tous les lundis et personne ne nous a prévenus du changement des filtres.",
    "es": "La exportación falla todos los lunes y nadie nos avisó del cambio en los filtros del panel.",
    "nl": "De export loopt elke maandag vast en niemand heeft ons verteld dat de filters veranderd zijn.",
    "pt": "A exportação falha todas as segundas-feiras e ninguém nos avisou da mudança nos filtros.",
    "ja": "毎週月曜日にエクスポートが失敗し、フィルターの変更について誰も教えてくれませんでした。とても困っています。",
}


def settings(**told) -> Settings:
    return Settings.model_validate({"company": "A", "sources": [{"id": "a", "kind": "call", "path": "x"}]} | told)


@pytest.mark.parametrize(("tag", "text"), TEXTS.items(), ids=TEXTS.keys())
def test_languages_are_told(tag, text):
    assert language_of(text) == tag


@pytest.mark.parametrize("text", ["", "ok", "12345 67890 12345 67890", "Export!"])
def test_too_little_tells_nothing(text):
    assert language_of(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "scim deactivation does not work with azure",
        "dashboards load slowly since upgrade, sometimes minutes",
        "need better alerting on broken syncs please",
    ],
)
def test_terse_english_is_not_taken_for_another_language(text):
    assert language_of(text) in {"en", ""}


@pytest.mark.parametrize(
    ("told", "tag"), [("en-US", "en"), ("EN", "en"), ("eng", "en"), ("pt_BR", "pt"), ("", ""), ("unknown", "")]
)
def test_tags_as_delivered(told, tag):
    assert tag_of(told) == tag


@pytest.mark.parametrize(
    ("told", "spoken", "unspoken"),
    [
        ({}, ["en", "", "en-GB"], ["de"]),
        ({"languages": ["de", "en"]}, ["de", "en"], ["fr"]),
        ({"embedding": "paraphrase-multilingual-MiniLM-L12-v2"}, ["de", "ja"], []),
    ],
)
def test_what_the_model_speaks_is_heard(told, spoken, unspoken):
    tags = spoken_tags(settings(**told))
    assert all(is_spoken(tag, tags) for tag in spoken)
    assert not any(is_spoken(tag, tags) for tag in unspoken)
