"""Labels: stretches of what customers said."""

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import RunError, SettingsError
from kit.geometry import NEAREST, purity, unit
from kit.themes.labels import (
    FEWEST,
    HEADLESS,
    MOST,
    MOST_WORDS,
    WORD,
    GroupWords,
    NamingVectors,
    broken_ends,
    candidates,
    grave_faults,
    group_label,
    model_name,
    slight_faults,
    spans,
    theme_labels,
)


@given(st.text(max_size=300))
def test_every_stretch_is_a_slice_of_three_to_fourteen_words(text):
    for start, end in spans(text):
        assert FEWEST <= len(WORD.findall(text[start:end])) <= MOST
        assert text[start:end] == text[start:end].strip()


def test_clauses_and_runs_of_clauses_are_found():
    text = "We export it by hand every Monday, which takes me three hours. Honestly?"
    found = {text[start:end] for start, end in spans(text)}
    assert "We export it by hand every Monday" in found
    assert "We export it by hand every Monday, which takes me three hours" in found


def test_ends_inside_a_sentence_are_counted():
    text = "It broke. Again we lost the day, all of us."
    assert broken_ends(text, 0, 8) == 0
    assert broken_ends(text, text.index("Again"), text.index(", all")) == 1
    assert broken_ends(text, text.index("we lost"), text.index(", all")) == 2


TEXTS = [
    "export the numbers by hand",
    "we export numbers by hand again",
    "pages load very slowly today",
    "the page is slow to load",
]
VECTORS = np.array([[1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9]])
VECTORS = VECTORS / np.linalg.norm(VECTORS, axis=1, keepdims=True)
NAMES = np.array(["a", "a", "b", "b"], dtype=object)


def embed(texts: list[str]) -> np.ndarray:
    return np.array([VECTORS[0] if "export" in text else VECTORS[2] for text in texts])


NAMED_BY = NamingVectors(VECTORS, embed)


def test_a_label_is_said_by_a_passage_of_its_theme():
    labels = theme_labels(TEXTS, NAMES, {}, NAMED_BY, {})
    assert set(labels) == {"a", "b"}
    assert any(labels["a"] in text for text in TEXTS[:2])
    assert any(labels["b"] in text for text in TEXTS[2:])


def test_a_label_stays_as_long_as_someone_says_it():
    kept = theme_labels(TEXTS, NAMES, {}, NAMED_BY, {"a": "export numbers by hand", "b": "no longer said"})
    assert kept["a"] == "export numbers by hand"
    assert kept["b"] != "no longer said"


def test_a_label_goes_where_another_is_clearly_better():
    texts = ["they sent me XXXX, the export fails", *TEXTS[1:]]
    assert theme_labels(texts, NAMES, {}, NAMED_BY, {"a": "they sent me XXXX"})["a"] != "they sent me XXXX"
    assert theme_labels(TEXTS, NAMES, {}, NAMED_BY, {"a": "by hand"})["a"] != "by hand"  # far from what its theme says


def test_a_theme_of_two_words_is_named_by_them():
    assert theme_labels(["too slow"], np.array(["a"], dtype=object), {}, NamingVectors(VECTORS[:1], embed), {}) == {
        "a": "too slow"
    }


def test_the_unthemed_have_no_label():
    assert theme_labels(TEXTS, np.full(4, "", dtype=object), {}, NAMED_BY, {}) == {}


@pytest.mark.parametrize(
    "label",
    [
        "I called XXXX about it",
        "Ask [person-3f2a] again",
        "a payment of {$1200.00} was lost",
        "it was due on 12/03/2019",
        "Whenever the merged number and the source number differ",
        "in the last five days, so whatever we",
        "native connectors that I",
        "by the Act ( FCRA",
        "s ), and the claim ( s",
    ],
)
def test_masks_dates_and_half_clauses_make_no_name(label):
    assert grave_faults(label) > 0


@pytest.mark.parametrize(
    "label",
    [
        "When it rains, the sync fails",
        "I was charged twice",
        "who changed this figure? the log can't tell",
        "11,000 rows (by hand)",
    ],
)
def test_whole_clauses_have_no_grave_fault(label):
    assert grave_faults(label) == 0


def test_only_where_there_is_no_other_a_masked_name_is_taken():
    assert "The late fee was charged twice" in candidates(
        ["On XX/XX/2019 I called XXXX about it. The late fee was charged twice."]
    )
    assert not any("XX" in label for label in candidates(["I called XXXX about it. The late fee was charged twice."]))
    assert list(candidates(["I called XXXX again"])) == ["I called XXXX again"]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("the dashboard takes forever", "it's only the dashboard that takes forever"),
        ("the fee was charged twice", "I called about the fee that was charged twice"),
        ("the export never finishes", "the export has a page of its own"),
        ("nobody trusts the merged numbers", "nobody trusts any of the numbers that we have merged from all of our tools"),
        ("I wait for every page", "I, I wait for every page"),
    ],
)
def test_what_leans_tells_of_calls_names_no_trouble_stutters_or_is_long_loses(better, worse):
    assert slight_faults(better, 0) < slight_faults(worse, 0)


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


@pytest.mark.parametrize(
    "label", ["It started after the last update", "This happens every day", "they never called back", "Slow.\nNobody answers us"]
)
def test_a_tail_of_another_sentence_and_two_sentences_are_no_name(label):
    assert grave_faults(label) == 1


def test_no_theme_is_named_by_an_account_where_another_name_is_there():
    assert grave_faults("Capital one cancels my card", "", frozenset({"capital"})) == 1
    assert grave_faults("Zann's customer support is second to none", "", frozenset({"zann"})) == 1
    named_by = NamingVectors(VECTORS, embed, frozenset({"capital"}))
    had = {"a": "Capital exports numbers by hand"}
    kept = theme_labels([f"{had['a']}, every week", *TEXTS[1:]], NAMES, {}, named_by, had)
    assert kept["a"] != had["a"]
    texts = ["Capital one cancels my card", "my card is cancelled without a word"]
    assert list(candidates(texts, "", frozenset({"capital"}))) == ["my card is cancelled without a word"]


def test_the_companys_own_name_is_no_name_of_a_theme():
    assert grave_faults("Northbeam loses our exports", "Northbeam") == 1
    assert grave_faults("we lose our exports", "Northbeam") == 0
    assert list(candidates(["Northbeam loses our exports", "we lose our exports"], "Northbeam")) == ["we lose our exports"]


def test_a_time_is_not_cut_at_its_colon():
    text = "They booked the 9:30 slot twice, again"
    assert "They booked the 9:30 slot twice" in {text[start:end] for start, end in spans(text)}
    assert not any(text[start:end].startswith("30") for start, end in spans(text))


def test_who_reads_a_pure_label_looks_in_its_group():
    vectors = np.eye(3)[[0] * 10 + [1] * 10 + [2] * 10]
    rows = np.arange(10)
    assert purity(np.eye(3)[:2], vectors, rows).tolist() == [1.0, 0.0]


@pytest.mark.parametrize("company", ["Acme", "Acme Ltd"])
def test_a_label_never_begins_with_the_companys_own_name(company):
    (label,) = candidates(["Acme's export to the ledger fails"], company)
    assert label == "export to the ledger fails"
    assert list(candidates(["Acme is slow"], company)) == ["Acme is slow"]  # too little is left to be a name


def test_the_texts_nearest_to_a_label_are_those_that_sorting_puts_first_ties_in_order():
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(300, 3)).round(1).astype(np.float32)  # rounded: many are equally near
    rows = np.arange(0, 300, 3)
    near = (vectors[:40] @ vectors.T).round(6)
    nearest = np.argsort(-near, axis=1, kind="stable")[:, :NEAREST]
    assert purity(vectors[:40], vectors, rows).tolist() == np.isin(nearest, rows).mean(axis=1).tolist()


@pytest.mark.parametrize(
    "cited",
    [
        "1681s Section 622 15 U.S.C",
        "under 15 USC 1692g",
        "12 CFR 1024.41 was broken",
        "Fair Debt Act of 1977",
        "rights per 609 (a) of it",
        "§ 623 duties",
    ],
)
def test_a_citation_of_law_is_no_name(cited):
    assert grave_faults(cited) > 0
    assert grave_faults("Section headers vanish in every export") == grave_faults("we act on it the same day") == 0


def test_the_rest_of_a_clause_and_what_is_shouted_lose_against_a_whole_one():
    assert slight_faults("have cancelled the wrong card", 0) > slight_faults("my bank cancelled the wrong card", 0)
    assert HEADLESS.match("is the card lost?") is None
    assert slight_faults("THEY CANCELLED THE WRONG CARD", 0) > slight_faults("my bank cancelled the wrong card", 0)


def test_two_themes_never_have_one_name():
    """A group and one of its themes both bore the same customer's sentence, and a reader could not tell them apart."""
    first = theme_labels(TEXTS, NAMES, {}, NAMED_BY, {})
    words = GroupWords(VECTORS[2:3], [], first["a"], taken=frozenset(first.values()))
    other = group_label(TEXTS, NAMED_BY, np.array([0, 1]), words)
    assert other not in first.values()
    assert any(other in text for text in TEXTS[:2])


@pytest.mark.parametrize(
    "label",
    [
        "I am concerned that my mortgage servicing company, Wells Fargo",
        "I had made a mobile deposit using the Bank of the West App",
        "nobody follows the Fair Credit Reporting Act",
        "the validation letter I requested should hold: 1",
        "Key Bank has held on to my money for 5 days now",
        "Wells Fargo still would not start the process",
    ],
)
def test_names_of_companies_and_laws_and_the_first_of_several_points_make_no_name(label):
    assert grave_faults(label) == 1


@pytest.mark.parametrize(
    "label", ["Disputed charges came back twice", "we export CSV by hand", "I think I paid it twice", "API limits stop us"]
)
def test_a_capital_at_the_start_an_abbreviation_and_i_name_nobody(label):
    assert grave_faults(label) == 0


def test_a_product_in_a_name_loses_against_a_name_without_it():
    assert slight_faults("the sync loses our accounts", 0) < slight_faults("the Hubspot loses our accounts", 0)
    assert slight_faults("the sync loses our accounts", 0) < slight_faults("TeleCheck loses all our accounts", 0)


def test_a_name_begins_behind_an_opening_that_says_nothing():
    found = candidates(["So I would like them to reinstate my account. Nobody answers. In the end, the house was sold."])
    assert {"I would like them to reinstate my account", "the house was sold"} <= set(found)
    assert not [label for label in found if label.startswith(("So ", "In the end"))]
    assert broken_ends("At which point, we were not responsible.", len("At which point, "), 39) == 0


@pytest.mark.parametrize("label", ["in regards to the status of my dispute", "After many phone calls, and time passing"])
def test_half_a_sentence_is_no_name_though_it_has_a_comma(label):
    assert grave_faults(label) > 0


def test_a_company_of_two_words_makes_no_name():
    assert grave_faults("Capital one kept calling", "", frozenset({"capital one"})) == 1
    assert grave_faults("one kept calling", "", frozenset({"capital one"})) == 0


def test_marks_that_were_left_over_begin_no_name():
    assert "we found a fault in it" in candidates(["'' we found a fault in it. Nobody answers."])


@pytest.mark.parametrize("label", ["contact number is 46496 and the street", "call me on 9841165453"])
def test_a_telephone_is_no_name(label):
    assert grave_faults(label) == 1


def test_an_amount_and_a_number_of_rows_are_words_of_a_subject():
    assert grave_faults("exports of 50000 rows time out") == grave_faults("charged $10000 twice for it") == 0


@pytest.mark.parametrize("seed", range(4))
def test_only_stretches_that_may_be_best_are_asked_how_pure_they_are_and_the_same_one_is_taken(monkeypatch, seed):
    rng = np.random.default_rng(seed)
    words = [
        "close",
        "books",
        "export",
        "fails",
        "dashboard",
        "report",
        "rebuild",
        "numbers",
        "nobody",
        "trusts",
        "every",
        "month",
        "again",
        "and",
    ]
    texts = [" ".join(rng.choice(words, 9)) + ", " + " ".join(rng.choice(words, 5)) for _ in range(80)]
    rows, vectors = np.arange(0, 80, 3), unit(rng.standard_normal((80, 16))).astype(np.float32)
    naming = NamingVectors(vectors, lambda names: unit(np.random.default_rng(len(names)).standard_normal((len(names), 16))))
    asked = []
    monkeypatch.setattr("kit.themes.labels.purity", lambda points, *rest: asked.append(len(points)) or purity(points, *rest))
    label = group_label(texts, naming, rows, GroupWords(np.zeros((0, 16)), ["export fails"]))
    monkeypatch.setattr("kit.themes.labels._able", lambda scores, faults: np.ones(len(scores), dtype=bool))
    assert label == group_label(texts, naming, rows, GroupWords(np.zeros((0, 16)), ["export fails"]))
    assert asked[0] < asked[1]
