"""The six domains of multidogo as personas, written from the domains' names and what such customers want."""

from __future__ import annotations

from kit.config.personas import Persona

SAID: dict[str, tuple[str, list[str], list[tuple[str, ...]], list[str]]] = {
    "airline": (
        "Air traveller", ["Get on my flight with the seat I want"],
        [
            ("I have to ask for my boarding pass", "boarding pass", "check in for my flight"),
            ("I need to change the seat I was given", "seat assignment", "window seat", "aisle seat"),
            ("Booking a flight ticket takes too long", "book a flight", "ticket from one city to another", "departure date"),
        ],
        ["booking confirmation number", "airport"],
    ),
    "fastfood": (
        "Hungry diner ordering food", ["A meal delivered to my door"],
        [
            ("Ordering a pizza should be quick", "large pizza", "pepperoni", "toppings"),
            ("I want a burger with fries", "cheeseburger", "french fries", "combo meal"),
            ("Drinks and sides are forgotten", "coke", "lemonade", "soda", "salad", "dessert", "ice cream"),
        ],
        ["menu", "delivery address"],
    ),
    "finance": (
        "Bank customer", ["Keep my money safe and in order"],
        [
            ("My card was lost or stolen", "report a lost credit card", "block my debit card"),
            ("A charge on my account is not mine", "dispute a charge", "transaction I did not make"),
            ("I cannot see or move my money", "check my balance", "transfer money", "savings and checking account"),
            ("The bank has my old address", "update my address", "routing number", "close my account"),
        ],
        ["bank", "social security number"],
    ),
    "insurance": (
        "Insurance policy holder", ["Be covered when something breaks"],
        [
            ("I do not know where my claim stands", "claim status", "claim number"),
            ("I need proof of insurance for my car", "proof of insurance", "insurance card", "vehicle"),
            ("My phone is broken and insured", "broken phone screen", "cracked phone"),
        ],
        ["policy number"],
    ),
    "media": (
        "Home internet and cable subscriber", ["A connection at home that works"],
        [
            ("Starting a new internet or cable service is slow", "new internet connection", "cable tv plan", "wifi"),
            ("I do not know which plan is offered where I live", "data plan", "zip code", "internet speed"),
            ("My bill is not clear", "view my bill", "monthly bill"),
        ],
        ["router", "television"],
    ),
    "software": (
        "Employee using office software and equipment", ["Work without waiting for the help desk"],
        [
            ("Software I need is broken", "application does not work", "error in the software", "crashes"),
            ("Software needs an update", "update the software", "latest version"),
            ("Expense reports are slow", "submit an expense report", "receipt", "reimbursement"),
            ("Ordering computer equipment takes long", "order a laptop", "keyboard", "mouse", "monitor"),
            ("Servers are down", "server status"),
        ],
        ["salesforce", "outlook", "computer"],
    ),
}  # fmt: skip


def domain_personas() -> list[Persona]:
    """The six personas, by id."""
    found = []
    for name, (title, goals, pains, tools) in sorted(SAID.items()):
        stated = [{"id": f"c{at}", "statement": said[0], "language": list(said[1:])} for at, said in enumerate(pains)]
        wished = [{"id": f"g{at}", "statement": said} for at, said in enumerate(goals)]
        found.append(Persona.model_validate({"id": name, "name": title, "goals": wished, "pains": stated, "tools": tools}))
    return found
