"""Sources: the files of a product in; its conversations, unreadable rows and empty rows out. One reader a product.

A reader gets files and a :class:`~kit.sources.reader.Context` and yields :class:`~kit.sources.conversation.Conversation`,
:class:`~kit.sources.conversation.UnreadableRow` and :class:`~kit.sources.conversation.EmptyRow`;
it masks nothing, cuts nothing and stores nothing.
"""

from __future__ import annotations

from dataclasses import replace

from kit.config.settings import Settings, Source
from kit.errors import SettingsError
from kit.sources import account_lists, notes, qualtrics, review, sql, survey, table, transcript, warehouse
from kit.sources.messages import check_sides
from kit.sources.parsing.rows import Rows
from kit.sources.products import g2, gong, intercom, mapped, surveymonkey, threads, typeform, zendesk
from kit.sources.reader import Context, Reader

READERS: dict[str, Reader] = {
    "table": table.READER,
    "transcript": transcript.READER,
    "survey": survey.READER,
    "notes": notes.READER,
    "review": review.READER,
    "zendesk": zendesk.READER,
    "intercom": intercom.READER,
    "gong": gong.READER,
    "qualtrics": qualtrics.READER,
    "typeform": typeform.READER,
    "surveymonkey": surveymonkey.READER,
    "g2": g2.READER,
    "sql": sql.READER,
    **threads.READERS,
    **mapped.READERS,
}


def reader_of(source: Source) -> Reader:
    """The reader a source names."""
    if source.reader not in READERS:
        raise SettingsError(
            f"kit.yaml: source {source.id!r}: there is no reader {source.reader!r}; there are {', '.join(sorted(READERS))}"
        )
    return READERS[source.reader]


def check_source(source: Source, context: Context) -> Reader:
    """The source's reader, after refusing columns and options that it does not know."""
    reader = reader_of(source)
    context.check_names(reader.columns, (*reader.options, *account_lists.OPTIONS))
    account_lists.pattern_of(context)
    _check_options(context, reader)
    if reader.is_in_warehouses and context.option("url", ""):
        return replace(reader, fetch=warehouse.fetch_tables)
    if reader.fetch is None and not source.path:
        raise SettingsError(
            f"kit.yaml: source {source.id!r} has no path; say where its files lie, e.g. path: inbox/{source.id}/*"
        )
    return reader


def _check_options(context: Context, reader: Reader) -> None:
    """Refuse values of the options that most readers share."""
    if "encoding" in reader.options:
        table.check_encoding(context)
    if "dates" in reader.options:
        table.date_order(Rows([]), "", context)
    if "sides" in reader.options:
        check_sides(context)
    if "query" in reader.options:
        sql.check_query(context)
    if "questions" in reader.options:
        context.option("questions", [])


def check_sources(settings: Settings) -> None:
    """Refuse a source that no reader can read as kit.yaml tells it; no file is looked at.

    Raises
    ------
    SettingsError
        Naming kit.yaml, the source, and the readers, columns or options that are known.
    """
    for source in settings.sources:
        check_source(source, Context(source, settings.zone))
