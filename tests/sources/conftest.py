"""What the readers' tests share: a reader over files that a test writes itself, and small workbooks and Outlook messages."""

from __future__ import annotations

import io
import zipfile
from zoneinfo import ZoneInfo

import pytest

from kit.config.settings import Source
from kit.sources import READERS, check_source
from kit.sources.conversation import Conversation, EmptyRow, UnreadableRow
from kit.sources.parsing.files import File
from kit.sources.reader import Context

Entries = list[Conversation | UnreadableRow | EmptyRow]


@pytest.fixture
def entries():
    """``entries(reader, {name: text or bytes}, columns=..., options=...)``: what a reader makes of files."""

    def read(reader: str, files: dict[str, str | bytes], **told) -> Entries:
        context = Context(Source(id="feed", kind="ticket", reader=reader, path="inbox/*", **told), ZoneInfo("UTC"))
        check_source(context.source, context)
        given = [File(name, data.encode() if isinstance(data, str) else data) for name, data in files.items()]
        return list(READERS[reader].read(given, context))

    return read


PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>{merged}</worksheet>'


def _cell(reference: str, value: object) -> str:
    if isinstance(value, tuple):  # a day's number, shown as a date
        return f'<c r="{reference}" s="1"><v>{value[0]}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{reference}"><v>{value}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>' if value else ""


def workbook(sheets: dict[str, list[list[object]]], merged: str = "") -> bytes:
    """A workbook of sheets with rows of text, numbers and ``(serial,)`` dates."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        names = [f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}" xmlns:r="{LINKS}"/>' for at, name in enumerate(sheets, 1)]
        book.writestr("[Content_Types].xml", "<Types/>")
        root = f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/>'
        book.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}">{root}</Relationships>')
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        book.writestr("xl/workbook.xml", f'<workbook xmlns="{main}"><sheets>{"".join(names)}</sheets></workbook>')
        kind = LINKS + "/"
        links = [
            f'<Relationship Id="rId{at}" Type="{kind}worksheet" Target="worksheets/s{at}.xml"/>'
            for at in range(1, len(sheets) + 1)
        ]
        links.append(f'<Relationship Id="rId99" Type="{kind}styles" Target="styles.xml"/>')
        book.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}">{"".join(links)}</Relationships>')
        book.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
        )
        for at, rows in enumerate(sheets.values(), 1):
            body = [
                f'<row r="{line}">'
                + "".join(_cell(f"{chr(65 + place)}{line}", value) for place, value in enumerate(cells))
                + "</row>"
                for line, cells in enumerate(rows, 1)
            ]
            spans = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
            book.writestr(f"xl/worksheets/s{at}.xml", SHEET.format(rows="".join(body), merged=spans))
    return out.getvalue()


@pytest.fixture(name="workbook")
def _workbook():
    return workbook
