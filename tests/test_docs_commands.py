"""Commands in the documents are commands of the kit, with options that it has; the site of the documents can be built."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from kit.cli.main import main

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = sorted({
    (path.name, line.strip().removeprefix("$ ").partition(" #")[0].strip())
    for path in DOCUMENTS
    for line in re.findall(r"^(?:    |\$ )(kit [^\n]+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
})  # fmt: skip


def refused(command):
    """Why the command line would refuse a command, "" where it takes it; nothing of it is run."""
    group, words = main, shlex.split(command)[1:]
    try:
        while isinstance(group, click.Group) and words:
            name, found, words = group.resolve_command(click.Context(group), words)
            if not isinstance(found, click.Group):
                found.make_context(name, [*words], resilient_parsing=False, obj=None)
            group = found
    except click.BadParameter as error:  # a folder that is not there
        return "" if "exist" in error.format_message() else error.format_message()
    except click.UsageError as error:
        return error.format_message()
    return ""


@pytest.mark.parametrize(("document", "command"), COMMANDS, ids=str)
def test_a_command_of_the_documents_is_one(document, command):
    assert refused(command) == "", f"{document}: {command}"


def test_a_command_that_is_none_is_noticed():
    assert "No such command" in refused("kit runn my-company")
    assert "No such option" in refused("kit run my-company --cicle 2026-10")
    assert len(COMMANDS) > 10


MKDOCS = ROOT / ".venv-docs" / "bin" / "mkdocs"


@pytest.mark.skipif(not MKDOCS.exists(), reason="the site's own packages are not here; `make docs` brings them")
def test_the_site_is_built_without_a_broken_link_and_loads_nothing_from_elsewhere(tmp_path):
    where = ("--config-file", "docs/site/mkdocs.yml", "--site-dir", str(tmp_path / "site"))
    command = [str(MKDOCS), "build", "--strict", "--quiet", *where]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stderr
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > len(DOCUMENTS)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.findall(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="https?://(?!localhost)[^"]*"', text), page.name
    shutil.rmtree(tmp_path / "site")
