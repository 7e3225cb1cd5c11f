import json
import re
from functools import cache

import nbformat
import pytest
from IPython.core.formatters import DisplayFormatter

from kit.brief import pages as report
from kit.brief import sections
from kit.brief.headline import headline
from kit.brief.sections import library, no_persona, overlaps, since_validation
from kit.errors import RunError
from tests.briefs import STORIES, another_persona, brief, people
from tests.nobody_facts import nobody_facts


def headed(story):
    story = brief(story)
    return story.changed(headline=headline(story))


def shown(section):
    """A section as a kernel stores it: what IPython's own display formatter makes of it."""
    data, metadata = DisplayFormatter().format(section)  # no shell: one would stay and change what other tests display
    return nbformat.v4.new_output("display_data", data=data, metadata=metadata)


def notebook_of(parts, path):
    cells = [nbformat.v4.new_code_cell("secret_code(facts)", outputs=[shown(part)]) for part in parts]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


@cache
def brief_of(story, folder):
    made = headed(story)
    notebook = notebook_of([module.section(made) for module in sections.BRIEF], folder / f"{story}.ipynb")
    return report.render_brief(notebook, made)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("briefs")


def test_a_page_is_in_the_order_of_the_brief(folder):
    html = brief_of("shifted", folder)
    places = [html.index(f'id="{name}"') for name in report.BRIEF_SECTIONS]
    assert places == sorted(places)


def test_a_page_shows_no_code_and_loads_nothing(folder):
    html = brief_of("shifted", folder)
    own = html
    assert "secret_code" not in own
    assert not re.findall(r'(?:src|action|srcset|data)="(?!data:)[^"]', own)
    assert not re.findall(r"<(?:script|img|iframe|object|embed)[^>]* src", own)
    assert re.findall(r"<link [^>]*>", own) == ['<link href="data:," rel="icon"/>']
    assert "@import" not in own
    assert "url(" not in own


@pytest.mark.parametrize("story", STORIES)
def test_a_page_has_no_script_and_its_policy_lets_none_run(story, folder):
    html = brief_of(story, folder)
    policy = re.search(r'<meta content="([^"]*)" http-equiv="Content-Security-Policy"', html)[1]
    assert "<script" not in html
    assert policy == report.POLICY
    assert "script-src" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("story", STORIES)
def test_a_page_is_under_300_kilobytes(story, folder):
    assert len(brief_of(story, folder).encode()) < report.MOST_BYTES


def test_a_page_is_the_same_twice(folder, tmp_path):
    assert brief_of("shifted", tmp_path) == brief_of("shifted", folder)


def test_a_missing_section_stops_the_page(tmp_path):
    made = headed("shifted")
    parts = [module.section(made) for module in sections.BRIEF if module is not sections.accounts]
    with pytest.raises(RunError, match=r"\['who'\] were not shown"):
        report.render_brief(notebook_of(parts, tmp_path / "a.ipynb"), made)


def test_a_failed_cell_stops_the_page(tmp_path):
    path = notebook_of([sections.accounts.section(brief("shifted"))], tmp_path / "a.ipynb")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].outputs.append(nbformat.v4.new_output("error", ename="KeyError", evalue="'themes'", traceback=[]))
    nbformat.write(notebook, path)
    with pytest.raises(RunError, match="KeyError: 'themes'"):
        report.render_brief(path, headed("shifted"))


def test_a_page_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "MOST_BYTES", 1000)
    with pytest.raises(RunError, match="more than 1,000"):
        brief_of("empty", tmp_path)


def test_names_in_the_head_of_a_page_are_escaped(tmp_path):
    made = headed("empty").changed(company="</title><script>alert(1)</script>")
    notebook = notebook_of([module.section(made) for module in sections.BRIEF], tmp_path / "a.ipynb")
    assert "<script>" not in report.render_brief(notebook, made)


def test_the_library_page_links_every_brief(tmp_path):
    briefs = [headed("shifted"), another_persona()]
    parts = [
        library.cards(briefs), since_validation.library_section(briefs),
        overlaps.section(briefs), no_persona.section(people(nobody_facts())),
    ]  # fmt: skip
    notebook = notebook_of(parts, tmp_path / "06.ipynb")
    html = report.render_library(notebook, briefs)
    assert 'href="revops-lead.html"' in html
    assert 'href="cs-manager.html"' in html
    assert "People you have no persona for" in html


def published(reports, cycle, story):
    folder = reports / cycle
    folder.mkdir(parents=True, exist_ok=True)
    made = headed(story).changed(cycle=cycle)
    (folder / f"{made.persona.id}.json").write_text(json.dumps(made.facts()), encoding="utf-8")
    (folder / f"{made.persona.id}.html").write_text("", encoding="utf-8")


def test_the_archive_lists_the_newest_cycle_first_and_no_other_files(tmp_path):
    published(tmp_path, "2026-09", "steady")
    published(tmp_path, "2026-10", "shifted")
    (tmp_path / "2026-10" / "notes.json").write_text("{}", encoding="utf-8")
    (tmp_path / "drafts").mkdir()
    path = report.write_archive(tmp_path)
    html = path.read_text(encoding="utf-8")
    assert path == tmp_path / "index.html"
    below = html[html.index("</table>") :]
    assert below.index("October 2026") < below.index("September 2026")
    assert "2 over" not in html
    assert "2\u00a0briefs over 2\u00a0cycles" in html
    assert 'href="2026-10/revops-lead.html"' in html
    assert not list(tmp_path.glob("*.partial.*"))


def test_an_archive_of_nothing_says_so(tmp_path):
    assert "No brief has been made yet" in report.write_archive(tmp_path).read_text(encoding="utf-8")


def test_facts_that_are_no_json_are_named(tmp_path):
    published(tmp_path, "2026-10", "shifted")
    (tmp_path / "2026-10" / "revops-lead.json").write_text("{", encoding="utf-8")
    with pytest.raises(RunError, match=r"revops-lead\.json: is no brief's JSON"):
        report.write_archive(tmp_path)
