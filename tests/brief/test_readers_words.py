"""Pages are written for someone who has never seen the kit: no word of an operator's, no id, no wrong plural, no double space."""

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import kit
from kit.brief import sections
from kit.brief.months import trend
from kit.brief.months.grid import History
from kit.brief.months.past_briefs import glance
from kit.brief.sections import library, no_persona
from tests.briefs import STORIES, brief, people, plain, text_in, text_of, waiting
from tests.nobody_facts import nobody_facts

ROOT = Path(__file__).parents[2]
#: Public complaints, where they lie beside the checkouts.
COMPLAINTS = ROOT.parent / "shared" / "data" / "cfpb_banks_assets" / "complaints_and_sentiments.csv"
#: What a reader never sees; the last section is for whoever checks the figures, and has p, q and the seed.
OPERATORS = (
    r"\bwas heard\b", r"\bsaid differently\b", r"false discovery", r"`", r"\bp 0\.\d",
    r"[a-z]+-[a-z]+/(?:t\d|[a-z]+/)[\w-]*", r"\ba-\d{3}\b",
    r"\bkit (?:run|check|review|themes)\b", r"\bsurfaced\b", r"\blog-odds\b", r"\bunthemed\b", r"\bthe bar\b", r"\bbaseline\b",
    r"\bNone\b(?! of)", r"\bnan\b", r"\{[a-z_.]*\}|\{\{|\{%",
)  # fmt: skip
#: A number that does not go with its noun; the end of a range ("between −26 and +1 points", "−26 to +1 points") goes with both
#: of its numbers.
PLURALS = (
    r"(?<![\d.,])(?<!and [+−])(?<!to [+−])1 (?:accounts|conversations|themes|weeks|points|claims|changes|sources)\b"
    r"|\b(?:0|[2-9]|\d\d+) (?:account|week|theme)\b"
)


def pages():
    for story in STORIES:
        yield story, brief(story)
    yield "waiting", brief(waiting())


@pytest.mark.parametrize(("name", "made"), list(pages()), ids=lambda part: part if isinstance(part, str) else "")
def test_no_section_has_an_operators_word_an_id_or_a_wrong_plural(name, made):
    for module in sections.BRIEF:
        text = text_of(module.section(made))
        assert not [found for word in (*OPERATORS, PLURALS) for found in re.findall(word, text)], (module.__name__, text)


@pytest.mark.parametrize(("name", "made"), list(pages()), ids=lambda part: part if isinstance(part, str) else "")
def test_a_card_has_none_either(name, made):
    text = text_of(library.cards([made]))
    assert not [found for word in (*OPERATORS, PLURALS) for found in re.findall(word, text)], text


def faults(html):
    """What a reader should never see on a page: each fault with a little of what stands around it."""
    found = []
    for word in (*OPERATORS, PLURALS):
        found += [html[max(0, match.start() - 30) : match.end() + 30] for match in re.finditer(word, html)]
    return found


def test_neither_has_the_index_nor_the_trend_nor_the_people_without_a_persona():
    made = [brief(story) for story in STORIES]
    history = History("revops-lead", "RevOps", tuple(glance(story) for story in made))
    parts = [trend.section([history], made), library.cards(made), no_persona.section(people(nobody_facts()))]
    assert [fault for part in parts for fault in faults(text_of(part))] == []


@pytest.mark.run
def test_no_page_of_the_sample_has_any(october):
    assert faults_in(october[1]) == {}


@pytest.mark.run
@pytest.mark.skipif(not COMPLAINTS.exists(), reason="the public complaints are not here: no page of theirs is looked at")
def test_no_page_of_a_complaint_workspace_has_any(tmp_path):
    load = ROOT / "data" / "examples" / "complaints" / "load.py"
    subprocess.run([sys.executable, load, COMPLAINTS, "--into", tmp_path / "complaints"], check=True, capture_output=True)
    kit.run_month(kit.open(tmp_path / "complaints"), "2019-04", tmp_path / "reports", jobs=2)
    assert faults_in(tmp_path / "reports") == {}


def faults_in(reports):
    """Faults of every page under a folder; the last section is for whoever checks the figures."""
    wrong, paths, labels = {}, sorted(reports.rglob("*.html")), labels_in(reports)
    assert len(paths) > 7
    for path in paths:
        shown = re.sub(r'<section id="how-computed">.*?</section>', "", path.read_text(encoding="utf-8"), flags=re.S)
        wrong[path.relative_to(reports).as_posix()] = faults(without(text_in(shown), labels))
    return {name: found for name, found in wrong.items() if found}


def labels_in(reports):
    """Names of themes that are a customer's own words with a sign in them that no sentence of ours has."""
    briefs = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(reports.rglob("*.json"))]
    return {theme["label"] for made in briefs for theme in made.get("themes", ()) if faults(theme["label"])}


def without(text, labels):
    """A text without these names, whole or cut to their first words."""
    for words in (label.split(" ") for label in sorted(labels)):
        for n in range(len(words), 1, -1):
            text = text.replace(" ".join(words[:n]), "")
    return text


@pytest.mark.parametrize("story", STORIES)
def test_no_sentence_has_a_double_space_or_a_space_before_its_stop(story):
    for module in sections.BRIEF:
        sentences = re.findall(r"<(?:p|li|h\d)[^>]*>([^<]+)</", module.section(brief(story)).html)
        wrong = [sentence for sentence in map(html.unescape, sentences) if re.search(r"  | [.,;:](?:\s|$)", plain(sentence))]
        assert wrong == []
