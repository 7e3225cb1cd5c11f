"""accounts.csv: an unknown revenue is unknown and never 0; what is wrong is told with its line."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kit.config.accounts import read_accounts
from kit.config.settings import Settings
from kit.errors import SettingsError

SETTINGS = Settings.model_validate({"company": "A", "sources": [{"id": "a", "kind": "call", "path": "x"}]})
HEADER = "account_id,name,segment,tier,arr,renewal_on\n"


def accounts(folder: Path, text: str | bytes) -> pd.DataFrame:
    (folder / "accounts.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_accounts(folder, SETTINGS)


def test_rows_come_sorted_with_an_unknown_revenue_unknown(tmp_path):
    frame = accounts(tmp_path, HEADER + 'a-2,Lumen,smb,C,,\na-1,"Acme, Inc",enterprise,A,"120,000",2027-01-31\n\n')
    assert frame["account_id"].tolist() == ["a-1", "a-2"]
    assert frame["arr"].isna().tolist() == [False, True]
    assert frame.loc[0].to_dict() == {
        "account_id": "a-1",
        "name": "Acme, Inc",
        "segment": "enterprise",
        "tier": "A",
        "arr": 120000.0,
        "renewal_on": "2027-01-31",
    }
    assert frame.loc[1, ["tier", "renewal_on"]].tolist() == ["C", ""]


@pytest.mark.parametrize("told", ["120000", "120000.00", "$120,000", "120 000", "1.2e5", "USD120000"])
def test_amounts_as_people_write_them(tmp_path, told):
    assert accounts(tmp_path, f'{HEADER}a-1,Acme,smb,A,"{told}",\n').loc[0, "arr"] == 120000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER + "a-1,x,s,A,much,\n", r"accounts.csv:2: arr is 'much'"),
        (HEADER + "a-1,x,s,A,-5,\n", r"accounts.csv:2: arr is '-5'"),
        (HEADER + ",x,s,A,,\n", r"accounts.csv:2: account_id is empty"),
        (
            HEADER + 'a-1,"two\nlines",s,A,,\na-1,y,s,A,,\n',
            r"accounts.csv:4: account_id 'a-1' is given twice \(first in line 2\)",
        ),
        ("id,name\n", r"accounts.csv:1: the header has no column 'account_id'"),
        ("", r"accounts.csv:1: the header has no column 'account_id'"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, text, message):
    with pytest.raises(SettingsError, match=message):
        accounts(tmp_path, text)


def test_a_missing_file_says_what_to_write(tmp_path):
    with pytest.raises(SettingsError, match="there is no such file; write one with the columns account_id, name"):
        read_accounts(tmp_path, SETTINGS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings_and_separators(tmp_path, encoding):
    frame = accounts(tmp_path, (HEADER + "a-1,Größe AG,smb,A,1,\n").replace(",", ";").encode(encoding))
    assert frame.loc[0, "name"] == "Größe AG"


def test_only_the_header_is_no_accounts(tmp_path):
    frame = accounts(tmp_path, HEADER)
    assert (len(frame), frame["arr"].dtype) == (0, "float64")


@pytest.mark.parametrize(
    ("told", "arr"),
    [
        ("48.000,00", 48000), ("€ 90.000,50", 90000.5), ("1.234.567", 1234567), ("1,234,567.89", 1234567.89), ("12,50", 12.5),
        ("1,20,000", 120000), ("120,000", 120000), ("CHF 48'000", 48000), ("48000 EUR", 48000), ("1.2e5", 120000),
        ("0.125", 0.125), ("90.5", 90.5),
    ],
)  # fmt: skip
def test_amounts_are_read_as_either_part_of_the_world_writes_them(tmp_path, told, arr):
    assert accounts(tmp_path, f'{HEADER}a-1,Acme,smb,A,"{told}",\n').loc[0, "arr"] == arr


@pytest.mark.parametrize("told", ["90.000", "€ 1.250", "999.999"])
def test_an_amount_that_two_parts_of_the_world_read_differently_is_refused(tmp_path, told):
    with pytest.raises(
        SettingsError, match=r"accounts.csv:2: arr is '.*', which is \d+ to some and \d+ to others; write \d+ or \d+"
    ):
        accounts(tmp_path, f'{HEADER}a-1,Acme,smb,A,"{told}",\n')


def test_a_renewal_that_is_no_date_is_refused_by_line(tmp_path):
    with pytest.raises(
        SettingsError, match=r"accounts.csv:3: renewal_on is '31.03.2027', which is no date; write it as 2027-03-31"
    ):
        accounts(tmp_path, f"{HEADER}a-1,Acme,smb,A,5,2027-03-31T00:00:00\na-2,Bcme,smb,A,5,31.03.2027\n")
