"""Makes a workspace from a CFPB complaints CSV: the export of the web site or of its API.

    python data/examples/complaints/load.py CSV --into DIR
    python data/examples/complaints/load.py --fetch --since 2026-01-01 --into DIR      (needs the network)

A complaint with a narrative is a conversation and its company the account. Where the file has a column `assets` that is
the company's size; else its size is not known. Complaints without a narrative say nothing that could be read and are counted.
"""

from __future__ import annotations

import argparse
import csv
import re
import shutil
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).parent
API = "https://www.consumerfinance.gov/data-research/consumer-complaints/search/api/v1/"
DETAIL = "https://www.consumerfinance.gov/data-research/consumer-complaints/search/detail/"
#: Total assets, US dollars, as US supervisors divide them: tier A from 250 billion (large), B from 10 billion (regional banks).
TIERS = ((250e9, "A", "large"), (10e9, "B", "regional"), (0, "C", "community"))
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%m/%d/%y")


def column(name: str) -> str:
    """Both flavours of the export under one name: "Date received" and "date_received"."""
    return re.sub(r"\W+", "_", name.strip().lower()).strip("_")


def complaints(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row) of every complete row; a row cut off by the end of the file is told and left out."""
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(file)
        names = [column(name) for name in next(reader)]
        start = reader.line_num + 1
        for values in reader:
            if len(values) == len(names):
                yield start, dict(zip(names, values, strict=True))
            else:
                print(f"{path}:{start}: {len(values)} of {len(names)} columns; left out", file=sys.stderr)
            start = reader.line_num + 1


def day(text: str) -> str:
    """The date as ISO 8601; one that is none is passed on as it stands, for the kit to set aside."""
    for form in DATES:
        try:
            return datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    return text


def account_id(company: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", company.lower()).strip("-")[:60]


def account(company: str, assets: str) -> dict[str, str]:
    known = assets.replace(".", "", 1).isdigit()
    tier, segment = next((tier, name) for least, tier, name in TIERS if float(assets) >= least) if known else ("", "unknown size")
    return {
        "account_id": account_id(company),
        "name": company,
        "segment": segment,
        "tier": tier,
        "arr": assets if known else "",
        "renewal_on": "",
    }


def write(path: Path, names: list[str], rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def load(path: Path, into: Path) -> tuple[int, int]:
    """Fill a workspace from a complaints CSV; returns how many complaints were taken and how many say nothing."""
    taken, silent, accounts = [], 0, {}
    for _, row in complaints(path):
        text = (row.get("consumer_complaint_narrative") or row.get("complaint_what_happened") or "").strip()
        company = row.get("company", "").strip()
        accounts[account_id(company)] = account(company, row.get("assets", ""))
        if not text:
            silent += 1
            continue
        taken.append(
            {
                "conversation_id": row["complaint_id"],
                "occurred_at": day(row["date_received"]),
                "text": text,
                "account_id": account_id(company),
                "url": DETAIL + row["complaint_id"],
            }
        )
    into.mkdir(parents=True, exist_ok=True)
    if into.resolve() != HERE.resolve():
        shutil.copy(HERE / "kit.yaml", into / "kit.yaml")
        shutil.copytree(HERE / "personas", into / "personas", dirs_exist_ok=True)
    write(into / "inbox" / "complaints.csv", ["conversation_id", "occurred_at", "text", "account_id", "url"], taken)
    write(
        into / "accounts.csv",
        ["account_id", "name", "segment", "tier", "arr", "renewal_on"],
        [accounts[a] for a in sorted(accounts)],
    )
    return len(taken), silent


def fetch(since: str, target: Path) -> Path:
    """Download the complaints that have a narrative from the public API."""
    query = urllib.parse.urlencode(
        {"format": "csv", "has_narrative": "true", "date_received_min": since, "no_aggs": "true", "size": 100_000}
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    with urllib.request.urlopen(f"{API}?{query}", timeout=300) as answer, target.open("wb") as file:
        shutil.copyfileobj(answer, file)
    return target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", nargs="?", type=Path, help="a complaints CSV; without it --fetch is needed")
    parser.add_argument("--fetch", action="store_true", help="download from the public API")
    parser.add_argument("--since", default="2025-01-01", help="with --fetch: first day, as 2025-01-01")
    parser.add_argument("--into", type=Path, default=HERE, help="the workspace to fill (default: this folder)")
    given = parser.parse_args()
    if not given.csv and not given.fetch:
        parser.error("give a complaints CSV, or --fetch")
    if given.csv and not given.csv.is_file():
        parser.error(f"{given.csv}: there is no such file")
    try:
        path = given.csv or fetch(given.since, given.into / "inbox" / "fetched" / "complaints.csv")
    except OSError as error:
        parser.exit(1, f"could not fetch {API}: {error}; download a CSV by hand and give its path\n")
    taken, silent = load(path, given.into)
    print(f"{given.into}: {taken} complaints with a narrative, {silent} without one left out")


if __name__ == "__main__":
    main()
