"""What the sample's exports tell about people is nowhere in the record, its old versions, or the reports."""

import csv
import json
import re

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

MAIL = re.compile(r"[\w.'-]+@[\w.-]+\.example")
PHONE = re.compile(r"\+1 \(555\) \d{3}-\d{4}")


def delivered(workspace):
    """Customers' names, and every mail address and phone number, as they stand in the inbox."""
    names, found = set(), set()
    for path in (workspace / "inbox").rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            found |= set(MAIL.findall(text)) | set(PHONE.findall(text))
    for path in (workspace / "inbox" / "tickets").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                names |= {turn["speaker"] for turn in json.loads(row["thread"]) if turn["side"] == "customer"}
    return names, found


def stored(folder):
    """Every text in every file of the record, of all versions, and the log."""
    for path in folder.rglob("*"):
        if path.suffix == ".parquet":
            table = pq.read_table(path, partitioning=None)
            for name in table.column_names:
                if pa.types.is_string(table[name].type) or pa.types.is_large_string(table[name].type):
                    yield from filter(None, table[name].to_pylist())
        elif path.suffix == ".npz":
            with np.load(path) as arrays:
                yield from (
                    text for name in arrays.files if arrays[name].dtype.kind in "US" for text in map(str, arrays[name].flat)
                )
        elif path.is_file():
            yield path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def items(october):
    names, found = delivered(october[0])
    assert len(names) > 200
    assert len(found) > 100
    return sorted(names | found)


def held(texts, items):
    whole = "\n".join(texts)
    return [item for item in items if item in whole]


def test_no_customers_name_address_or_number_is_in_the_record(october, items):
    assert held(stored(october[0] / "record"), items) == []


def test_no_customers_name_address_or_number_is_in_the_reports(october, items):
    paths = [path for path in october[1].rglob("*") if path.is_file()]
    assert held((path.read_text(encoding="utf-8") for path in paths), items) == []
