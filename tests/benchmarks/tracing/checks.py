"""Checks: each figure of page one beside the same figure from the rows, the quotes beside the stored text, what is left over."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from tests.benchmarks.tracing.printed import PageOne, Quoted
from tests.benchmarks.tracing.rows import Rows

#: What a figure is held against: the rows; the stored interval, which a draw of accounts is set beside; the brief's JSON alone,
#: for what the kit works out by simulation.
FROM_ROWS, STORED, SIMULATED = "rows", "stored", "simulated"
MONTHS = list(calendar.month_name)[1:]
NUMBER = r"[+−-]?\d[\d,]*(?:\.\d+)?"


@dataclass(frozen=True)
class Check:
    """One figure or quote: the sentence it stands in, as printed, as it is due, and the rows behind it."""

    sentence: str
    printed: str
    due: str
    rows: str
    basis: str = FROM_ROWS

    @property
    def is_right(self) -> bool:
        return self.printed == self.due


def percent(share: float) -> str:
    """A share in whole percent, half up, "<1" for a trace; nothing for a share that nobody's words are behind."""
    if math.isnan(share):
        return "not known"
    return "<1" if 0 < share < 0.005 else str(math.floor(100 * share + 0.5 + 1e-9))


def money(amount: float) -> str:
    """Two digits: 618000 is "$620K"."""
    if not amount:
        return "$0"
    unit = 10 ** (math.floor(math.log10(amount)) - 1)
    rounded = round(amount / unit) * unit
    size, letter = next(
        (size, letter) for size, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"), (1, "")) if rounded >= size
    )
    return f"${rounded / size:g}{letter}"


def signed(points: float) -> str:
    """Whole points with a sign; a digit where 0 would hide it."""
    whole = math.floor(abs(points) + 0.5)
    text = f"{whole}" if whole else f"{abs(points):.1f}"
    return "0" if text == "0.0" else ("−" if points < 0 else "+") + text


def month_name(month: str) -> str:
    year, at = month.split("-")
    return f"{MONTHS[int(at) - 1]} {year}"


class Checker:
    """Holds one brief's page one against the rows."""

    def __init__(self, rows: Rows, page: PageOne, facts: dict[str, Any]) -> None:
        self.rows, self.page, self.facts = rows, page, facts
        self.bar = rows.work.settings.get("bar", {}) | (rows.work.personas[rows.persona].get("bar") or {})
        self.left: list[tuple[str, str]] = []
        self.sentence = self.above = ""
        moved = [self.theme(name) for name, _, _ in re.findall(r"“(.+?)” \((<?\d+) to (<?\d+) %\)", page.lines[2][1])]
        self.lead = max(filter(None, moved), key=rows.moved, default=None)
        self.patterns = [(re.compile(text), check) for text, check in self._patterns().items()]

    def theme(self, printed: str) -> str | None:
        """The theme of a printed name; None where the rows have none."""
        return next(iter(self.rows.themes_called(printed)), None)

    def checks(self) -> list[Check]:
        """Every figure and quote of the page, checked; what no check covers is in ``left`` afterwards."""
        found = [check for figure in self.page.figures for check in self._figure(*figure)]
        for above, line in self.page.lines:
            found += self._line(above, line)
        found += self._picture()
        return found + [check for quote in self.page.quotes for check in self._quote(quote)]

    def _check(self, printed: object, due: object, rows: str, basis: str = FROM_ROWS) -> Check:
        text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", str(printed)) if re.fullmatch(NUMBER, str(printed)) else str(printed)
        return Check(self.sentence, text, str(due), rows, basis)

    def _line(self, above: str, line: str) -> Iterator[Check]:
        """The figures of a sentence by every pattern that fits; digits that none covers are left over."""
        self.sentence, self.above = line, above
        covered = [False] * len(line)
        for name in re.finditer(r"“[^”]+”", line):
            covered[name.start() : name.end()] = [True] * (name.end() - name.start())
            yield from self._name(name[0][1:-1])
        for pattern, check in self.patterns:
            for match in pattern.finditer(line):
                covered[match.start() : match.end()] = [True] * (match.end() - match.start())
                yield from check(match)
        is_name = not above and self.theme(line)
        rest = (
            []
            if is_name
            else [digits[0] for digits in re.finditer(NUMBER, line) if not all(covered[digits.start() : digits.end()])]
        )
        self.left += [(line, digits) for digits in rest]

    def _name(self, name: str) -> Iterator[Check]:
        """A name in a sentence is a theme's, a message's, or another persona's."""
        file = self.rows.work.personas[self.rows.persona]
        others = [persona["name"] for persona in self.rows.work.personas.values()]
        known = [*others, *(message["statement"] for message in file.get("messaging") or [])]
        is_known = name in known or bool(self.theme(name))
        yield self._check(
            name, name if is_known else "no theme, message or persona is called so", "names in the record and the files"
        )

    def _patterns(self) -> dict[str, Callable[[re.Match[str]], Iterator[Check]]]:
        """What is looked for in a sentence, and how it is checked."""
        return {
            r"“([^”]+)” \((<?\d+(?:\.\d)?) to (<?\d+(?:\.\d)?) %\)": self._then_now,
            r"“([^”]+)” \((<?\d+) %\)": self._now,
            r"^(<?\d+) % of conversations(?: \((<?\d+) % before\)|(, as before))?; (\d+) of (\d+) accounts?"
            r"(?:, (\S*\d\S*) [^;]+?( known)?$)?": self._pain,
            r"[Ww]ith (\d+) accounts?": self._spoke,
            r"only (\d+) accounts? spoke in (\w+ \d+); (\d+) are needed": self._few,
            r"rise or fall of (\d+) points (?:cannot be ruled out in (\d+) of|is ruled out in)": self._ruled,
            r"(?:in \d+ of|None of|The largest of|Among|of) (\d+) (?:themes|moves)": self._themes,
            r"only a move of (\d+) points or more|only a .+? one \((\d+) points\)": self._visible,
            r"rise of (\d+) points would have been missed with a chance of (\d+) %": self._missed,
            r"under the (\d+)(?: points)? that count": self._asked,
            r"is ([+−][\d.]+) points, under": self._size,
            r"^([+−]\d+) points? \(95 % sure: (\S+) to (\S+)\)": self._lead_size,
            r"The fall: ([+−]\d+) points? \((\S+) to (\S+)\)": self._fall,
            r"\(95 % sure: (\S+) to (\S+) points\)": self._largest,
            r"holds whichever account is left out": self._held,
            r"([\w -]+?) \((\d+)(?: accounts? spoke)?\)": self._segment,
            r"the (\d+) accounts? of no known segment|(\d+) of the (\d+) accounts of no known segment|"
            r"(\d+)\sunknown": self._no_segment,
            r"^(\d+) conversations? fits? another persona .+?(?: \((\d+): “([^”]+)”\))?; (\d+) counts?\.": self._between,
            r"^Percentages: .+?; (.+?), then (\w+ \d+)(?: \(.+\))?\.$": self._months,
            r"^(\w+ \d{4})$": lambda match: iter([self._check(match[1], month_name(self.rows.month), "the month")]),
            r"(\d+) of (\d+) conversations? are ([^(“]+)’s \(one account": self._loud,
            r"(\d+) of (\d+) conversations? on “([^”]+)” are (.+?)’s \(one account": self._loud_theme,
            r"Hear from (\d+) accounts": self._needed,
            r"(?:has been silent since|last brought something on) (\d+ \w+ \d+)": self._silent,
            r"(\S+) \(it brought (\d+) conversations? where (\d+) are usual\)": self._usual,
            r"Ask (.+), who spoke before and not now": self._ask,
            r"(\d+) of \d+ themes moved(?: \((\d+) shown here\))?|then and now: (\d+) of \d+ themes": self._shown,
            r"(\d+) accounts?(?: and|,) (\d+) others?": self._voters,
            r"within 90 days|one account, one vote": lambda match: iter(()),
        }  # fmt: skip

    def _share(self, printed: str, theme: str | None, months: list[str]) -> Check:
        if theme is None:
            return self._check(printed, "no such theme", "")
        votes, share = self.rows.votes(theme, months), self.rows.share(theme, months)
        due, when = f"{100 * share:.1f}" if "." in printed else percent(share), f"{months[0]}–{months[-1]}"
        return self._check(printed, due, f"mean of {len(votes)} votes of {theme} in {when}, sum {votes['part'].sum():.2f}")

    def _then_now(self, match: re.Match[str]) -> Iterator[Check]:
        theme = self.theme(match[1])
        yield self._share(match[2], theme, self.rows.before)
        yield self._share(match[3], theme, [self.rows.month])

    def _now(self, match: re.Match[str]) -> Iterator[Check]:
        yield self._share(match[2], self.theme(match[1]), [self.rows.month])

    def _pain(self, match: re.Match[str]) -> Iterator[Check]:
        theme = self.theme(self.above)
        yield self._share(match[1], theme, [self.rows.month])
        yield self._share(match[1] if match[3] else match[2], theme, self.rows.before)
        raising = self.rows.raising(theme) if theme else []
        yield self._check(match[4], len(raising), "accounts raising: " + ", ".join(raising[:20]))
        yield from self._spoke(match, 5)
        if match[6]:
            yield from self._worth(match[6], match[7], raising)

    def _worth(self, printed: str, is_part: str | None, accounts: list[str]) -> Iterator[Check]:
        """The revenue of accounts, said to be the known one where that of some is not."""
        known = [amount for account in accounts if (amount := self.rows.work.amount(account)) is not None]
        yield self._check(printed, money(sum(known)), f"arr of accounts.csv: {sum(known):,.0f} of {len(known)} accounts")
        yield self._check(str(bool(is_part)), len(known) < len(accounts), "whether the arr of some is not known")

    def _spoke(self, match: re.Match[str], group: int = 1) -> Iterator[Check]:
        yield self._check(match[group], len(self.rows.accounts()), "accounts among the month's counted conversations")

    def _few(self, match: re.Match[str]) -> Iterator[Check]:
        yield from self._spoke(match)
        yield self._check(match[2], month_name(self.rows.month), "the month")
        yield self._check(match[3], self.bar.get("min_accounts", 5), "bar.min_accounts of kit.yaml")

    def _needed(self, match: re.Match[str]) -> Iterator[Check]:
        yield self._check(match[1], self.bar.get("min_accounts", 5), "bar.min_accounts of kit.yaml")

    def _ruled(self, match: re.Match[str]) -> Iterator[Check]:
        yield self._check(match[1], f"{1.5 * self.bar['min_shift_pp']:g}", "one and a half times bar.min_shift_pp of kit.yaml")
        if match[2]:
            yield self._check(match[2], len(self.facts["heard"]["not_excluded"]), "heard.not_excluded", SIMULATED)

    def _themes(self, match: re.Match[str]) -> Iterator[Check]:
        yield self._check(match[1], len(self.rows.shown), "themes of the month in the table shifts")

    def _visible(self, match: re.Match[str]) -> Iterator[Check]:
        heard = self.facts["heard"]
        size = heard["smallest_visible_alone_pp"] if match[1] else heard["smallest_visible_shift_pp"]
        yield self._check(match[1] or match[2], math.ceil(size - 1e-9), "heard.smallest_visible_…", SIMULATED)

    def _missed(self, match: re.Match[str]) -> Iterator[Check]:
        yield self._check(match[1], 15, "a size the kit looks at", SIMULATED)
        yield self._check(match[2], percent(self.facts["heard"]["hides_15"]), "heard.hides_15", SIMULATED)

    def _asked(self, match: re.Match[str]) -> Iterator[Check]:
        yield self._check(match[1], f"{self.bar['min_shift_pp']:g}", "bar.min_shift_pp of kit.yaml")

    def _size(self, match: re.Match[str]) -> Iterator[Check]:
        theme = self._of_sentence()
        due = round(100 * self.rows.share(theme, [self.rows.month]), 1) - round(100 * self.rows.share(theme, self.rows.before), 1)
        yield self._check(match[1], f"{due:+.1f}".replace("-", "−"), "share now less share before, each with one digit")

    def _of_sentence(self) -> str:
        return self.theme(re.search(r"“([^”]+)”", self.sentence)[1])

    def _range(self, theme: str, printed: tuple[str, str], is_bare: bool) -> Iterator[Check]:
        """Both ends as the record's table has them, with a range by drawing accounts for whoever reads the result."""
        row, drawn = self.rows.stored(theme), self.rows.drawn(theme)
        for text, end, other in zip(printed, (row["low_pp"], row["high_pp"]), drawn, strict=True):
            due = signed(end).removeprefix("+") if is_bare else signed(end)
            yield self._check(text, due, f"shifts: {end:.2f}; by drawing accounts {other:.1f}", STORED)

    def _points(self, theme: str, printed: str) -> Check:
        before, now = (percent(self.rows.share(theme, months)) for months in (self.rows.before, [self.rows.month]))
        due = int(now.replace("<1", "0")) - int(before.replace("<1", "0"))
        return self._check(printed, signed(due), f"{before} to {now} % as printed")

    def _lead_size(self, match: re.Match[str]) -> Iterator[Check]:
        yield self._points(self.lead, match[1])
        yield from self._range(self.lead, (match[2], match[3]), is_bare=True)

    def _fall(self, match: re.Match[str]) -> Iterator[Check]:
        names = re.findall(r"“(.+?)” \(", self.page.lines[2][1])
        fell = min(filter(None, map(self.theme, names)), key=self.rows.moved)
        yield self._points(fell, match[1])
        yield from self._range(fell, (match[2], match[3]), is_bare=True)

    def _largest(self, match: re.Match[str]) -> Iterator[Check]:
        if not self.sentence.startswith("The largest"):
            return
        theme = self._of_sentence()
        moves = {name: abs(self.rows.moved(name)) for name in self.rows.shown}
        largest = max(moves, key=moves.get)
        yield self._check(
            theme, largest if moves[largest] > moves[theme] + 0.005 else theme, f"moves {max(moves.values()):.1f} points"
        )
        yield from self._range(theme, (match[1], match[2]), is_bare=False)

    def _held(self, match: re.Match[str]) -> Iterator[Check]:
        whole, accounts = self.rows.moved(self.lead), self.rows.raising(self.lead)
        least = min((self.rows.moved(self.lead, account) for account in accounts), key=abs)
        is_held = least * whole > 0 and abs(least) >= abs(whole) / 2
        yield self._check(
            "it holds", "it holds" if is_held else "it does not", f"without one account {least:+.1f} of {whole:+.1f} points"
        )

    def _segment(self, match: re.Match[str]) -> Iterator[Check]:
        name = re.split(r" in | and |, ", match[1])[-1].strip()
        ours = [account for account in self.rows.accounts() if self.rows.work.field(account, "segment") == name]
        if self.above == "Where":
            yield self._check(match[2], len(ours), f"accounts of {name} that spoke")

    def _no_segment(self, match: re.Match[str]) -> Iterator[Check]:
        work = self.rows.work
        spoke, raise_it = (
            [a for a in accounts if not work.field(a, "segment")]
            for accounts in (self.rows.accounts(), self.rows.raising(self.lead))
        )
        yield self._check(match[1] or match[3] or match[4], len(spoke), "accounts without a segment that spoke")
        if match[2]:
            yield self._check(match[2], len(raise_it), "of them those that raise it")

    def _between(self, match: re.Match[str]) -> Iterator[Check]:
        yield self._check(match[1], self.rows.between(), "matches of the month with state ambiguous")
        if match[2]:
            other = next(name for name, persona in self.rows.work.personas.items() if persona["name"] == match[3])
            yield self._check(match[2], self.rows.between(other), f"of them with {other}")
        yield self._check(match[4], len(self.rows.now), "counted conversations of the month")

    def _months(self, match: re.Match[str]) -> Iterator[Check]:
        first, last = month_name(self.rows.before[0]), month_name(self.rows.before[-1])
        due = f"{first.split()[0] if first[-4:] == last[-4:] else first} to {last}"
        yield self._check(match[1], due, "baseline_cycles of kit.yaml")
        yield self._check(match[2], month_name(self.rows.month), "the month")

    def _voters(self, match: re.Match[str]) -> Iterator[Check]:
        yield from self._spoke(match)
        others = self.rows.now.loc[self.rows.now["account_id"] == "", "voter"]
        yield self._check(match[2], others.nunique(), "contacts and conversations without an account")

    def _loud(self, match: re.Match[str]) -> Iterator[Check]:
        names = self.rows.now["account_id"].map(self.rows.work.name_of)
        yield self._check(match[1], int((names == match[3]).sum()), f"conversations of {match[3]}")
        yield self._check(match[2], len(self.rows.now), "counted conversations of the month")

    def _loud_theme(self, match: re.Match[str]) -> Iterator[Check]:
        keys, fits = self.rows.keys(self.theme(match[3])), []
        for months in ([self.rows.month], self.rows.before):
            rows = self.rows.counted[self.rows.counted["cycle"].isin(months) & self.rows.counted["conversation_key"].isin(keys)]
            fits.append((int((rows["account_id"].map(self.rows.work.name_of) == match[4]).sum()), len(rows)))
        printed = int(match[1]), int(match[2])
        due = printed if printed in fits else fits[0]
        yield self._check(match[1], due[0], f"conversations on the theme: now and before {fits}")
        yield self._check(match[2], due[1], f"conversations on the theme: now and before {fits}")

    def _last_of(self, title: str) -> pd.Timestamp:
        """When a source last brought something, by the end of the month."""
        sources = {source.get("name", source["id"]): source["id"] for source in self.rows.work.settings["sources"]}
        wanted = sources[max((name for name in sources if name in title), key=len)]
        said = self.rows.work.conversations
        return said.loc[(said["source"] == wanted) & (said["cycle"] <= self.rows.month), "occurred_at"].max()

    def _silent(self, match: re.Match[str]) -> Iterator[Check]:
        last = self._last_of(self.sentence[: match.start()][-60:])
        yield self._check(match[1], f"{last.day} {MONTHS[last.month - 1]} {last.year}", "the source's last conversation")

    def _usual(self, match: re.Match[str]) -> Iterator[Check]:
        of_source = self.rows.counted[self.rows.counted["source"] == match[1]]
        yield self._check(match[2], int((of_source["cycle"] == self.rows.month).sum()), "its counted conversations of the month")
        usual = of_source["cycle"].isin(self.rows.before).sum() / len(self.rows.before)
        yield self._check(match[3], math.floor(usual + 0.5), "mean of the months before")

    def _ask(self, match: re.Match[str]) -> Iterator[Check]:
        work, before = self.rows.work, self.rows.counted[self.rows.counted["cycle"].isin(self.rows.before)]
        silent = set(self.rows.accounts(before)) - set(self.rows.accounts())
        named, _, more = match[1].partition(" more")[0].rpartition(" and ")
        rest = int(more) if more.isdigit() else 0
        text = named if rest else match[1]
        known = {work.name_of(account) for account in silent}
        parts = sorted((name for name in known if name in text), key=len)
        yield self._check(len(parts) + rest, len(known), "accounts that spoke before and not now")

    def _shown(self, match: re.Match[str]) -> Iterator[Check]:
        drawn = self.page.alt.count(" % now") or self.page.alt.count("% now")
        yield self._check(match[2] or match[3] or match[1], drawn, "themes in the picture's own words")
        if match[1]:
            tested = self.rows.work.table("shifts")
            is_ours = (tested["cycle"] == self.rows.month) & (tested["persona_id"] == self.rows.persona)
            yield self._check(match[1], int((is_ours & tested["surfaced"]).sum()), "surfaced in the table shifts", STORED)

    def _figure(self, number: str, whole: str, unit: str) -> Iterator[Check]:
        """One of the large figures, by its unit."""
        from tests.benchmarks.tracing.large_figures import figure_checks

        self.sentence = " ".join(filter(None, (number, whole, unit)))
        for printed, due, rows in figure_checks(self.rows, self.lead, (number, whole, unit)):
            yield self._check(printed, due, rows)

    def _picture(self) -> Iterator[Check]:
        """Shares in the picture's own words, and that nothing else is drawn."""
        self.sentence = self.page.alt
        if not self.page.alt:
            return
        shares, told = [], self.page.alt.partition(": ")[2] if ": " in self.page.alt else ""
        for name, before, now in re.findall(r"(?:^|; |: )((?:(?!; ).)+?): (<?\d+) % before, (<?\d+) % now", told):
            theme = self.theme(name.split(" 20")[-1] if not self.theme(name) else name)
            theme = theme or self.theme(name.partition(": ")[2])
            yield self._share(before, theme, self.rows.before)
            yield self._share(now, theme, [self.rows.month])
            shares += [before, now]
        drawn = {share for text in self.page.drawn for share in re.findall(r"(<?\d+) %", text) if not self.theme(text)}
        strangers = {
            share
            for share in drawn
            if share not in shares and not any(f"{share} %" in name or f"{share}%" in name for name in self.rows.names.values())
        }
        yield self._check(sorted(strangers), [], "shares drawn that the picture's words do not have")

    def _quote(self, quote: Quoted) -> Iterator[Check]:
        from tests.benchmarks.tracing.quotes import quote_checks

        self.sentence = f"“{quote.text}” {', '.join(quote.by)}"
        for printed, due, rows in quote_checks(self.rows, self.facts, quote):
            yield self._check(printed, due, rows)


def soon(rows: Rows, accounts: list[str]) -> list[str]:
    """Accounts that renew within 90 days of the month's end."""
    year, at = map(int, rows.month.split("-"))
    end = date(year + at // 12, at % 12 + 1, 1)
    dates = {account: rows.work.renewal(account) for account in accounts}
    return [account for account, day in dates.items() if day and end <= date.fromisoformat(day) < end + timedelta(days=90)]
