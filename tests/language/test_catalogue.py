"""The catalogues are in step with the code, whole, and keep every place of a sentence."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from kit.language import LANGUAGES
from kit.language.catalogue import FOLDER
from tests import catalogue

OTHERS = LANGUAGES[1:]
ROOT = Path(__file__).parents[2]
TEMPLATE = catalogue.template()


def forms(value):
    return (value,) if isinstance(value, str) else tuple(value)


def places(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def messages_of(known):
    return {catalogue.key_of(message): message for message in known if message.id}


def test_the_template_is_what_the_code_says_now():
    assert catalogue.TEMPLATE.read_text(encoding="utf-8") == catalogue.text_of(TEMPLATE), "run `make catalogue`"


@pytest.mark.parametrize("tag", OTHERS)
def test_a_language_has_the_sentences_of_the_code_and_no_others(tag):
    assert set(messages_of(catalogue.read(tag))) == set(messages_of(TEMPLATE)), "run `make catalogue`"
    assert (FOLDER / f"{tag}.po").read_text(encoding="utf-8") == catalogue.text_of(catalogue.read(tag))


@pytest.mark.parametrize("tag", OTHERS)
def test_no_sentence_waits_for_its_translation(tag):
    waiting = [
        message.id for message in messages_of(catalogue.read(tag)).values() if message.fuzzy or not all(forms(message.string))
    ]
    assert waiting == []


@pytest.mark.parametrize("tag", OTHERS)
def test_every_translation_has_the_places_of_its_english(tag):
    wrong = {}
    for message in messages_of(catalogue.read(tag)).values():
        wanted = list(map(places, forms(message.id)))
        if any(places(form) not in wanted for form in forms(message.string)):
            wrong[message.id] = message.string
    assert wrong == {}


@pytest.mark.parametrize("tag", OTHERS)
def test_a_translation_begins_and_ends_as_its_english_does(tag):
    """A part of a sentence keeps its blank, a whole one its full stop."""
    wrong = []
    for message in messages_of(catalogue.read(tag)).values():
        english = forms(message.id)[0]
        for form in forms(message.string):
            starts = english[:1] == " " and form[:1] != " "
            ends = english[-1:] in ".:" and form.rstrip("\u00a0")[-1:] != english[-1:]
            if starts or ends or form != form.rstrip() or "  " in form:
                wrong.append((english, form))
    assert wrong == []


def calls_in(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", None) or getattr(node.func, "id", ""), node.args


def test_every_noun_that_is_counted_on_a_page_is_in_the_catalogue():
    known = {english[0] for english in messages_of(TEMPLATE).values() for english in [forms(english.id)]}
    nouns = {
        args[1].value
        for folder in ("brief", "account", "drift")
        for path in (ROOT / "kit" / folder).rglob("*.py")
        for name, args in calls_in(path)
        if name == "counted" and len(args) > 1 and isinstance(args[1], ast.Constant)
    }
    in_templates = {
        noun for path in (ROOT / "kit" / "brief").rglob("*.html") for noun in re.findall(r'counted\("([^"]+)"', path.read_text())
    }
    assert nouns
    assert [noun for noun in sorted(nouns | in_templates) if f"{{n}} {noun}" not in known] == []


def test_every_message_in_the_code_was_gathered():
    """Also one inside an f-string, which the gatherer does not read on every Python."""
    known = {form for message in messages_of(TEMPLATE).values() for form in forms(message.id)}
    place = {"gettext": 0, "marked": 0, "ngettext": 0, "marked_plural": 0, "pgettext": 1}
    asked = {
        args[place[name]].value
        for path in (ROOT / "kit").rglob("*.py")
        for name, args in calls_in(path)
        if name in place and len(args) > place[name] and isinstance(args[place[name]], ast.Constant)
    }
    assert len(asked) > 500
    assert asked - known == set()


def test_no_sentence_is_put_together_before_it_is_looked_up():
    """``gettext(f"...")`` would look up what no catalogue has."""
    names = {"gettext", "ngettext", "pgettext", "marked", "marked_plural"}
    found = [
        f"{path.relative_to(ROOT)}: {ast.unparse(args[0])}"
        for path in (ROOT / "kit").rglob("*.py")
        for name, args in calls_in(path)
        if name in names and args and isinstance(args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert found == ["kit/formats.py: f'{{n}} {noun}'"]
