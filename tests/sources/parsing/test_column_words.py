"""Column words: names that no list holds are told by the words they are made of, in many languages; others stay unclaimed."""

from __future__ import annotations

import pytest

from kit.sources.parsing.tables.column_names import resolved
from kit.sources.parsing.tables.column_words import meant
from kit.sources.parsing.tables.spelling import normal

ACCOUNTS = (
    "Store Name", "Shop Name", "Merchant", "Client ID", "Business Name", "Employer", "Brand Name", "Dealer No.", "Practice Name",
    "Organization: Name", "Company / Account", "Reviewer's Organization", "Your company", "Customer No.", "Firmenname", "Mandant",
    "Händlername", "Filialnummer", "Nom de la société", "Raison sociale", "Nombre de la empresa", "Razón social",
    "Ragione sociale", "Nome azienda", "Bedrijfsnaam", "Klantnummer", "Nome da empresa", "Företag", "Virksomhed", "Yritys",
    "Nazwa firmy",
    "Название компании", "Şirket adı", "会社名", "公司名称",
)  # fmt: skip
DATES = (
    "Date of review", "Review Submitted On", "Datum der Rückmeldung", "Eingangsdatum", "Eingegangen am", "Fecha de la reseña",
    "Date de soumission", "Data invio", "Date Submitted (UTC)", "Date received", "Posted (date)",
)  # fmt: skip
WORDS = (
    "Customer feedback text", "Feedback comment", "Kommentartext", "Bewertungstext", "Texte de l'avis", "Texto de la reseña",
    "Testo della recensione", "Customer comments", "Consumer complaint narrative", "Review Body Text",
)  # fmt: skip
OTHERS = (
    "Store", "App Store", "App Store Name", "Customer", "Customer Name", "Due Date", "Renewal Date", "Birth date",
    "Internal comment", "Company Size", "Number of employees", "Account Manager", "Account Owner", "Account Status", "Team",
    "Store Rating",
    "Product name", "Plan name", "Comment count", "Text length", "Ticket priority", "User ID", "Site visits", "Last login date",
    "Which company do you work for and what do you do there?",
)  # fmt: skip
CASES = (
    [(name, "account_id") for name in ACCOUNTS] + [(name, "occurred_at") for name in DATES] + [(name, "text") for name in WORDS]
)


@pytest.mark.parametrize(("name", "ours"), CASES)
def test_a_name_is_told_by_its_words(name, ours):
    assert resolved(["zz", name], {}, [ours]) == {ours: name}


@pytest.mark.parametrize("name", OTHERS)
def test_a_name_with_a_word_of_something_else_is_not_taken(name):
    assert not meant(normal(name)) & {"account_id", "occurred_at", "text"}


def test_a_known_name_goes_before_one_told_by_its_words():
    assert resolved(["Store Name", "Account ID"], {}, ["account_id"]) == {"account_id": "Account ID"}


def test_what_kit_yaml_gives_another_column_is_not_taken():
    assert resolved(["Store Name"], {"role": "Store Name"}, ["account_id"]) == {}
