"""editions/chat: messages that Slack's Block Kit and Teams' Adaptive Cards take, by what their documents ask for."""

import json

import jsonschema
import pytest

from kit.brief.editions.chat import MOST_CARD_BYTES, slack_message, teams_card
from kit.brief.headline import headline
from tests.briefs import STORIES, another_persona, brief, facts_of, nasty, plain

LINK = "https://briefs.example.com/2026-10"
#: Block Kit: a header has plain text of at most 150 characters, a section text of at most 3,000 or at most ten fields of 2,000,
#: a context at most ten elements, a message at most 50 blocks.
_MRKDWN = {
    "type": "object", "required": ["type", "text"], "additionalProperties": False,
    "properties": {
        "type": {"const": "mrkdwn"}, "text": {"type": "string", "minLength": 1, "maxLength": 3000},
        "verbatim": {"type": "boolean"},
    },
}  # fmt: skip
_HEADER = {
    "type": "object", "required": ["type", "text"], "additionalProperties": False,
    "properties": {"type": {"const": "header"}, "text": {
        "type": "object", "required": ["type", "text"], "additionalProperties": False,
        "properties": {
            "type": {"const": "plain_text"}, "text": {"type": "string", "minLength": 1, "maxLength": 150},
            "emoji": {"type": "boolean"},
        },
    }},
}  # fmt: skip
_SECTION = {
    "type": "object", "required": ["type"], "additionalProperties": False,
    "anyOf": [{"required": ["text"]}, {"required": ["fields"]}],
    "properties": {
        "type": {"const": "section"}, "text": _MRKDWN,
        "fields": {"type": "array", "minItems": 1, "maxItems": 10, "items": {"allOf": [
            _MRKDWN, {"properties": {"text": {"maxLength": 2000}}},
        ]}},
    },
}  # fmt: skip
_CONTEXT = {
    "type": "object", "required": ["type", "elements"], "additionalProperties": False,
    "properties": {"type": {"const": "context"}, "elements": {"type": "array", "minItems": 1, "maxItems": 10, "items": _MRKDWN}},
}  # fmt: skip
_DIVIDER = {"type": "object", "additionalProperties": False, "properties": {"type": {"const": "divider"}}}
BLOCK_KIT = {
    "type": "object", "required": ["text", "blocks"], "additionalProperties": False,
    "properties": {"text": {"type": "string", "minLength": 1}, "blocks": {
        "type": "array", "minItems": 1, "maxItems": 50, "items": {"oneOf": [_HEADER, _SECTION, _CONTEXT, _DIVIDER]},
    }},
}  # fmt: skip
#: Adaptive Cards 1.4: the elements that are used, with their documented properties and values.
_TEXT = {
    "type": "object", "required": ["type", "text"], "additionalProperties": False,
    "properties": {
        "type": {"const": "TextBlock"}, "text": {"type": "string", "minLength": 1}, "wrap": {"type": "boolean"},
        "size": {"enum": ["default", "small", "medium", "large", "extraLarge", "Medium", "Large"]},
        "weight": {"enum": ["Default", "Lighter", "Bolder"]}, "isSubtle": {"type": "boolean"}, "separator": {"type": "boolean"},
        "style": {"enum": ["default", "heading"]},
    },
}  # fmt: skip
_FACTS = {
    "type": "object", "required": ["type", "facts"], "additionalProperties": False,
    "properties": {"type": {"const": "FactSet"}, "facts": {"type": "array", "items": {
        "type": "object", "required": ["title", "value"], "additionalProperties": False,
        "properties": {"title": {"type": "string"}, "value": {"type": "string"}},
    }}},
}  # fmt: skip
_CONTAINER = {
    "type": "object", "required": ["type", "items"], "additionalProperties": False,
    "properties": {
        "type": {"const": "Container"}, "separator": {"type": "boolean"},
        "items": {"type": "array", "items": {"oneOf": [_TEXT, _FACTS]}},
    },
}  # fmt: skip
_ACTION = {
    "type": "object", "required": ["type", "url"], "additionalProperties": False,
    "properties": {"type": {"const": "Action.OpenUrl"}, "title": {"type": "string"}, "url": {"type": "string", "format": "uri"}},
}  # fmt: skip
_CARD = {
    "type": "object", "required": ["type", "version", "body"], "additionalProperties": False,
    "properties": {
        "$schema": {"const": "http://adaptivecards.io/schemas/adaptive-card.json"}, "type": {"const": "AdaptiveCard"},
        "version": {"const": "1.4"}, "body": {"type": "array", "items": {"oneOf": [_TEXT, _CONTAINER]}},
        "actions": {"type": "array", "items": _ACTION}, "msteams": {"type": "object"},
    },
}  # fmt: skip
TEAMS = {
    "type": "object", "required": ["type", "attachments"],
    "properties": {"type": {"const": "message"}, "attachments": {"type": "array", "minItems": 1, "items": {
        "type": "object", "required": ["contentType", "content"],
        "properties": {"contentType": {"const": "application/vnd.microsoft.card.adaptive"}, "content": _CARD},
    }}},
}  # fmt: skip


def headed(facts):
    made = brief(facts)
    return made.changed(headline=headline(made))


def every():
    yield from ([headed(story)] for story in STORIES)
    yield [headed(nasty(facts_of("shifted")))]
    yield [headed("shifted")] * 20
    yield [another_persona(), headed("shifted")]


@pytest.mark.parametrize("briefs", list(every()), ids=str)
@pytest.mark.parametrize("link", ["", LINK])
def test_slack_takes_the_message(briefs, link):
    jsonschema.validate(slack_message(briefs, link), BLOCK_KIT)


@pytest.mark.parametrize("briefs", list(every()), ids=str)
@pytest.mark.parametrize("link", ["", LINK])
def test_teams_takes_the_card(briefs, link):
    card = teams_card(briefs, link)
    jsonschema.validate(card, TEAMS)
    assert len(json.dumps(card).encode()) <= MOST_CARD_BYTES


def test_the_message_is_page_one_of_what_shifted_and_a_line_of_the_rest():
    briefs = [another_persona(), headed("shifted")]
    for message in (slack_message(briefs, LINK), teams_card(briefs, LINK)):
        text = plain(json.dumps(message, ensure_ascii=False))
        for part in (
            "has given way to",
            "$959K" if "$959K" in text else "$960K",
            "23 of 50",
            f"{LINK}/revops-lead.html",
            f"{LINK}/index.html",
        ):
            assert part in text
        assert text.index("Hands-on RevOps Lead: Shifted") < text.index("CS Manager: ")


def test_customers_words_call_nobody_and_are_no_markup():
    facts = facts_of("shifted")
    for quote in facts["shifts"][0]["quotes"]:
        quote["text"] = "<!channel> <https://evil.example|click> *bold* [x](https://evil.example) <at>everyone</at> and so on"
    text = json.dumps(slack_message([headed(facts)]))
    assert "<!channel>" not in text
    assert "<https://evil.example" not in text
    card = json.dumps(teams_card([headed(facts)]))
    assert "[x](https://evil" not in card
    assert "<at>" not in card
