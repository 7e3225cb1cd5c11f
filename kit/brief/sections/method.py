"""How this was computed: the bar in force, models, seed, record version, error rates, what changed in earlier figures."""

from __future__ import annotations

from kit import formats
from kit.brief import figures, summary, wording
from kit.brief.html import Section, render
from kit.brief.model import Brief
from kit.brief.reasons import reason
from kit.brief.tables import Row
from kit.language import gettext, in_own_language, marked

#: A rate below this is not printed with its digits: they say nothing more.
SMALLEST_RATE = 1e-4
RULES = {
    "min_accounts": marked("accounts raising the theme, at least"),
    "min_top_tier_accounts": marked("of these in the top revenue tier, at least"),
    "min_shift_pp": marked("points that its share moved, at least"),
    "min_consistency": marked("likeness of its accounts’ words (0 to 1), at least"),
    "min_weeks": marked("different weeks in which it was said, at least"),
    "max_false_discovery": marked("part of all reported changes that may be false alarms (q), at most"),
}


@in_own_language
def section(brief: Brief) -> Section:
    """How every number can be checked."""
    html = render(
        "method.html", voters=figures.voters(brief), company=brief.company, now=formats.cycle_name(brief.cycle),
        baseline=formats.cycles_named(brief.baseline), bar=bar_rows(brief), reasons=reasons(brief), restated=restated(brief),
        rates=rate_rows(brief), grouping=grouping_sentences(brief),
        run=run_rows(brief), chance=chance_rows(brief), id=brief.persona.id,
    )  # fmt: skip
    return Section("how-computed", gettext("How this was computed"), html)


def reasons(brief: Brief) -> list[str]:
    """Why the verdict is what it is, one sentence for each reason the comparison gave."""
    return [wording.capital(wording.ended(reason(brief, given))) for given in brief.verdict_reasons]


def grouping_sentences(brief: Brief) -> list[str]:
    """How what customers say became themes, in plain words; nothing where a brief of an earlier version does not say."""
    how, settings = brief.settings.grouping, brief.settings
    if how is None:
        return []
    if how.reduction == "umap":
        placed = gettext(
            "Every passage becomes a row of numbers by its meaning (the embedding model is {model}, then UMAP, which keeps "
            "near ones near), so that passages that say the same lie near each other.",
            model=settings.embedding,
        )
    else:
        placed = gettext(
            "Every passage becomes a row of numbers by its meaning (the embedding model is {model}), so that passages that "
            "say the same lie near each other.", model=settings.embedding,
        )  # fmt: skip
    wanted = {
        "coarse": gettext("About two and a half times fewer themes than usual were asked for."),
        "fine": gettext("About two and a half times as many themes as usual were asked for."),
    }.get(how.granularity, "")
    return [placed, *filter(None, [_groups(brief), wanted])]


def _groups(brief: Brief) -> str:
    """What a group is, and what chance has to do with it."""
    how, seed = brief.settings.grouping, brief.settings.seed
    if how is not None and how.clustering == "hdbscan":
        dense = gettext("Where passages lie dense, they are a theme (HDBSCAN); those between are in none.")
        drawn = gettext("Random draws start from the seed {seed}.", seed=seed)
        return f"{dense} {drawn}" if how.reduction == "umap" else dense
    times = formats.counted(5, "time")
    if how is not None and how.reduction != "umap":
        most = formats.counted(how.fits, "time")
        times = gettext("until two halves of the attempts agree, at most {times}", times=most)
    return gettext(
        "Each is tied to its nearest neighbours, and those that hold together more than chance would have it are a theme "
        "(Louvain communities). It is done {times}, with random draws that the seed {seed} fixes, and what most of them put "
        "together stays together; the themes of the run before have a say, so that a theme lasts.", times=times, seed=seed,
    )  # fmt: skip


def restated(brief: Brief) -> list[str]:
    """Figures of earlier briefs that came out differently this time."""
    return [
        gettext(
            "{what}, {cycle}: printed as {before}, now {now} ({why}).", what=wording.capital(change.what),
            cycle=formats.cycle_name(change.cycle), before=change.from_, now=change.to, why=change.why,
        )
        for change in brief.restated
    ]  # fmt: skip


def chance_rows(brief: Brief) -> list[Row]:
    """Every tested change with its interval, and how likely chance alone makes one like it among all that were tested."""
    tested = sorted(brief.shifts, key=lambda shift: (shift.q, shift.theme))
    return [
        [
            summary.label(brief, shift.theme), formats.shift(shift.shift_pp, shift.low_pp, shift.high_pp), _rate(shift.p),
            _rate(shift.q),
        ]
        for shift in tested
    ]  # fmt: skip


def _rate(value: float) -> str:
    if value < SMALLEST_RATE:
        return gettext("less than {limit}", limit=formats.limit_of("0.0001"))
    return formats.limit_of(f"{value:.2g}")


def bar_rows(brief: Brief) -> list[Row]:
    """Each rule of the bar in words and what it asks for."""
    return [
        [gettext(RULES[rule]) if rule in RULES else rule.replace("_", " "), formats.limit(asked)] for rule, asked in brief.bar
    ]


def rate_rows(brief: Brief) -> list[Row]:
    """Measured error rates of the method with their intervals."""
    return [
        [gettext(rate.figure), gettext(rate.case), formats.percent(rate.value), _between(rate.low, rate.high)]
        for rate in brief.error_rates
    ]


def _between(low: float, high: float) -> str:
    """An interval in percent, with a decimal where whole ones would be the same: "0.6 % to 1.4 %"."""
    ends = (formats.percent(low), formats.percent(high))
    if ends[0] == ends[1] and low != high:
        ends = tuple(f"{formats.limit_of(f'{100 * end:.1f}')}{formats.NBSP}%" for end in (low, high))
    return formats.interval(*ends)


def run_rows(brief: Brief) -> list[Row]:
    """What the run was made with; a draft has no run yet."""
    run, settings = brief.run, brief.settings
    made = {gettext("Run"): run.id, gettext("Made at"): run.made_at, gettext("Kit"): run.kit} if run else {}
    written = {}
    if run:
        written = {gettext("Record version"): run.record_version, gettext("Settings (sha256)"): run.settings_sha256[:12]}
    rows = {
        **made, gettext("Embedding"): settings.embedding, gettext("Seed"): settings.seed, **written,
        gettext("Compared with"): formats.cycles_named(brief.baseline), gettext("Time zone"): settings.timezone,
        gettext("Persona file last validated"): formats.day(brief.persona.validated_on) or gettext("never"),
    }  # fmt: skip
    return [[name, str(value)] for name, value in rows.items()]
