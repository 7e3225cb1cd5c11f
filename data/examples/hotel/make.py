"""Writes messages.csv: 300 invented messages of companies to a conference hotel, July to October 2026, as a mail desk exports them.

Two kinds of people write: those who book rooms for travellers, and those who plan conferences. In October the planners begin to
say that the final invoice is not what was agreed (planted: `INVOICE` rises from a twelfth of theirs to seven tenths).
Run: python make.py
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("messages.csv")
SEED, ROWS, COMPANIES = 7, 300, 160
FIRST_DAY, DAYS_A_MONTH, MONTHS = datetime(2026, 7, 1, 8, tzinfo=UTC), (31, 31, 30, 31), 4

WHO = {"booker": ("Travel Manager", "Corporate Travel Lead"), "planner": ("Conference Planner", "Event Manager")}
#: What is said: openings, and what follows them; a message is one of each.
SAID = {
    "INVOICE": (
        ("The final invoice for our conference does not match the offer.", "We were billed for rooms that we had released in time.",
         "The invoice after our event is higher than the quote we signed.", "There are charges on the conference bill nobody agreed to.",
         "The bill for the seminar lists extras we never ordered.", "Your invoice and the signed offer do not agree."),
        ("Our accounts team has now sent it back for the second time.", "We spend hours checking every line against the contract.",
         "Please send a corrected invoice, the split by cost centre is wrong too.", "Nobody could explain the difference on the phone."),
    ),
    "WIFI": (
        ("The wifi in the main hall broke down during the keynote.", "Half of our delegates could not get online in the seminar rooms.",
         "The video stream froze again because the network in the hall is too slow.", "Our hybrid session lost its connection twice."),
        ("Your technician was not on site.", "The remote speakers could not be heard.", "We need a line of our own for the next one."),
    ),
    "ROOMS": (
        ("The room plan was changed without a word the week before.", "We got the small hall although we had booked the large one.",
         "The seating was theatre style, we had asked for tables.", "Our workshop rooms were on three different floors."),
        ("Our delegates lost their way.", "We had to move eighty chairs ourselves.", "Who confirms changes to us in future?"),
    ),
    "CATERING": (
        ("Lunch for our delegates came forty minutes late.", "The vegetarian meals ran out at the conference dinner.",
         "Coffee was not refilled in the afternoon break.", "Allergies that we had listed were not on the menu cards."),
        ("People noticed.", "We had to shorten the panel after it.", "Please tell us who is responsible for the kitchen."),
    ),
    "RATE": (
        ("The rate we negotiated does not show up when our people book.", "Our travellers find cheaper prices on the portals than our rate.",
         "The corporate rate was refused at the front desk.", "The discount code for our company fails on the booking page."),
        ("They book elsewhere then.", "I have to ring you for every stay.", "Our policy asks for the agreed price."),
    ),
    "CHECKIN": (
        ("Check-in took our consultants half an hour on Sunday evening.", "The night desk did not find the reservation.",
         "Early arrivals from overseas had to wait until three for a room.", "There was one person at reception for a whole coach."),
        ("They had a client meeting in the morning.", "Could they check in by phone?", "This is the third time this quarter."),
    ),
    "CANCEL": (
        ("We cancelled in time and were charged for the night all the same.", "Changing a stay takes three mails and two days.",
         "The cancellation deadline is different for every booking.", "A traveller fell ill and you kept the full price."),
        ("Our people need to change plans at short notice.", "Please confirm changes at once.", "Other hotels let us do it online."),
    ),
}  # fmt: skip
#: Chance of each subject, of the people it belongs to, in an ordinary month; what October makes of the planners'.
USUAL = {
    "planner": {"INVOICE": 0.08, "WIFI": 0.32, "ROOMS": 0.32, "CATERING": 0.28},
    "booker": {"RATE": 0.42, "CHECKIN": 0.30, "CANCEL": 0.28},
}
OCTOBER = USUAL | {"planner": {"INVOICE": 0.70, "WIFI": 0.10, "ROOMS": 0.10, "CATERING": 0.10}}


def rows() -> list[dict[str, str]]:
    """The messages, oldest first, in the columns of the desk's own export."""
    rng = np.random.default_rng(SEED)
    months = np.sort(rng.integers(0, MONTHS, ROWS))
    made = []
    for month in months:
        company = int(rng.integers(COMPANIES))
        who = "planner" if company % 2 else "booker"
        chances = (OCTOBER if month == MONTHS - 1 else USUAL)[who]
        subject = rng.choice(list(chances), p=list(chances.values()))
        opening, rest = (rng.choice(part) for part in SAID[subject])
        start = FIRST_DAY + timedelta(days=sum(DAYS_A_MONTH[:month]))
        when = start + timedelta(days=int(rng.integers(DAYS_A_MONTH[month])), minutes=int(rng.integers(600)))
        made.append({
            "Received": f"{when:%d.%m.%Y %H:%M}", "Company no.": f"C{company:03}", "Job": str(rng.choice(WHO[who])),
            "Message": f"{opening} {rest}",
        })  # fmt: skip
    made.sort(key=lambda row: datetime.strptime(row["Received"], "%d.%m.%Y %H:%M"))
    return [{"Ref": f"H{number:04}", **row} for number, row in enumerate(made, start=1)]


if __name__ == "__main__":
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["Ref", "Received", "Company no.", "Job", "Message"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows())
