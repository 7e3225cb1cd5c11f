"""The catalogue's template, gathered from the code, and each language brought in step with it.

``python -m tests.catalogue`` (``make catalogue``) writes ``kit/language/catalogues/kit.pot`` anew and merges it into every
language: what is new stands there without a translation, which a test refuses until somebody writes it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from kit.language import LANGUAGES
from kit.language.catalogue import FOLDER

ROOT = Path(__file__).parents[1]
TEMPLATE = FOLDER / "kit.pot"
#: How each kind of file is read, and which argument of a call is what: "2c" is a context.
KEYWORDS = {
    "gettext": None, "marked": None, "ngettext": (1, 2), "marked_plural": (1, 2), "pgettext": ((1, "c"), 2),
}  # fmt: skip
METHODS = {"*.py": "python", "*.html": "jinja2.ext:babel_extract"}
JINJA = {"trimmed": "false", "silent": "false"}


def messages() -> Iterator[tuple[str | tuple[str, str], str | None, str]]:
    """Every message in the code with its context and the file it stands in."""
    for pattern, method in METHODS.items():
        for path in sorted((ROOT / "kit").rglob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            if name in ("kit/language/sentences.py", "kit/language/__init__.py"):
                continue
            options = JINJA if path.suffix == ".html" else {}
            for _, message, _, context in extract_from_file(method, path, KEYWORDS, options=options):
                yield message, context, name


def template() -> Catalog:
    """The catalogue of all messages, without translations."""
    catalogue = Catalog(project="persona-shift-kit", charset="utf-8")
    for message, context, name in messages():
        catalogue.add(message, None, locations=[(name, 0)], context=context)
    return catalogue


def text_of(catalogue: Catalog) -> str:
    """A catalogue as its file, without the times and line numbers that every run would change."""
    out = io.BytesIO()
    write_po(out, catalogue, width=120, omit_header=True, sort_output=True, include_lineno=False)
    return head_of(catalogue) + out.getvalue().decode("utf-8")


def head_of(catalogue: Catalog) -> str:
    """What a gettext file begins with: its letters, its language, and which forms a number takes there."""
    lines = ["Content-Type: text/plain; charset=utf-8"]
    if catalogue.locale is not None:
        lines += [f"Language: {catalogue.locale}", f"Plural-Forms: {catalogue.plural_forms}"]
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n"


def read(tag: str) -> Catalog:
    """A language's catalogue as it lies there."""
    with (FOLDER / f"{tag}.po").open("rb") as file:
        return read_po(file, locale=tag)


def key_of(message: Message) -> tuple[str, str]:
    """What a message is known by."""
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def main() -> None:
    made = template()
    TEMPLATE.write_text(text_of(made), encoding="utf-8")
    for tag in LANGUAGES[1:]:
        known = read(tag)
        known.update(made, no_fuzzy_matching=True)
        known.obsolete.clear()
        (FOLDER / f"{tag}.po").write_text(text_of(known), encoding="utf-8")
        print(tag, sum(bool(message.id) for message in known), "messages")


if __name__ == "__main__":
    main()
