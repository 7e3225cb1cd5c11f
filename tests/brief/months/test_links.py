"""months/links: pages of one name lead to each other over the cycles, and nothing else in them changes."""

from kit.brief.months.links import ROOM, link_months

PAGE = '<header><a href="../index.html">All</a><span class="months"></span></header><main>{said}</main>'


def publish(reports, cycle, *names, page=PAGE):
    folder = reports / cycle
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text(page.format(said=f"{cycle} {name}"), encoding="utf-8")
    return folder


def test_an_earlier_page_leads_to_the_one_that_came_later_and_back(tmp_path):
    folders = [publish(tmp_path, cycle, "lead.html", "index.html") for cycle in ("2026-08", "2026-09", "2026-10")]
    link_months(folders)
    middle = (folders[1] / "lead.html").read_text(encoding="utf-8")
    assert '<a href="../2026-08/lead.html" rel="prev">← August 2026</a>' in middle
    assert '<a href="../2026-10/lead.html" rel="next">October 2026 →</a>' in middle
    assert 'rel="prev"' not in (folders[0] / "index.html").read_text(encoding="utf-8")
    assert 'href="../2026-09/index.html" rel="next"' in (folders[0] / "index.html").read_text(encoding="utf-8")


def test_a_month_without_the_persona_is_stepped_over(tmp_path):
    folders = [publish(tmp_path, "2026-08", "lead.html"), publish(tmp_path, "2026-09", "other.html")]
    folders.append(publish(tmp_path, "2026-10", "lead.html"))
    link_months(folders)
    assert "2026-10/lead.html" in (folders[0] / "lead.html").read_text(encoding="utf-8")
    assert 'class="months"></span>' in (folders[1] / "other.html").read_text(encoding="utf-8")


def test_only_the_line_of_links_changes_and_a_second_time_nothing_does(tmp_path):
    folders = [publish(tmp_path, cycle, "lead.html") for cycle in ("2026-09", "2026-10")]
    before = [(folder / "lead.html").read_text(encoding="utf-8") for folder in folders]
    assert len(link_months(folders)) == 2
    after = [(folder / "lead.html").read_text(encoding="utf-8") for folder in folders]
    assert before != after
    assert [ROOM.sub("", html) for html in before] == [ROOM.sub("", html) for html in after]
    assert link_months(folders) == []
    assert not list(tmp_path.glob("*.partial*"))


def test_a_page_of_an_earlier_version_stays_as_it_was(tmp_path):
    folders = [publish(tmp_path, "2026-09", "lead.html", page="<main>{said}</main>"), publish(tmp_path, "2026-10", "lead.html")]
    link_months(folders)
    assert (folders[0] / "lead.html").read_text(encoding="utf-8") == "<main>2026-09 lead.html</main>"
    assert "2026-09/lead.html" in (folders[1] / "lead.html").read_text(encoding="utf-8")


def test_a_link_goes_when_its_page_is_gone(tmp_path):
    folders = [publish(tmp_path, cycle, "lead.html") for cycle in ("2026-09", "2026-10")]
    link_months(folders)
    (folders[1] / "lead.html").unlink()
    link_months(folders)
    assert "2026-10" not in (folders[0] / "lead.html").read_text(encoding="utf-8")
