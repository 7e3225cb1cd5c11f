"""Silent sources: those whose files hold rows of which none was understood; a run that has one has failed."""

from __future__ import annotations

from kit.config.settings import Settings
from kit.record.store import Record

#: What to do about a source that gave nothing.
ADVICE = "`kit check` shows its rows and columns"


def silent_sources(record: Record, settings: Settings) -> list[str]:
    """A sentence for each source that delivered rows and has no conversation in the record.

    Notes
    -----
    Where anything was ever forgotten on request only sources are named whose rows were all set aside: of others, what is gone
    may have been all that was understood.
    """
    may_be_erased = len(record.read("forgotten")) > 0
    deliveries = record.read("deliveries", columns=["source", "n_rows"])
    n_rows = deliveries.groupby("source")["n_rows"].sum().to_dict()
    spoken = set(record.read("conversations", columns=["source"])["source"])
    aside = record.read("set_aside", columns=["source", "reason"])
    sentences = []
    for source in settings.sources:
        count = int(n_rows.get(source.id, 0))
        reasons = aside.loc[aside["source"] == source.id, "reason"]
        if count and source.id not in spoken and (len(reasons) >= count or not may_be_erased):
            why = f"{len(reasons)} set aside, first because: {reasons.iloc[0]}" if len(reasons) else "none holds any words"
            sentences.append(f"source {source.id!r} gave 0 conversations of {count} rows ({why}); {ADVICE}")
    return sentences
