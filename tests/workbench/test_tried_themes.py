"""Another setting beside production's: what it would change is told, production stays, and adopting writes kit.yaml."""

import hashlib
from dataclasses import replace

import pytest

import kit
from kit.config.settings import Themes
from kit.errors import ParameterError, SettingsError
from kit.themes.find_themes import theme_persona

YAML = "# ours\ncompany: Small\ntop_tiers: [A]\nsources:  # all of them\n  - {id: desk, kind: ticket, path: none}\n"


@pytest.fixture
def bench(bench_of, tmp_path):
    """A workbench whose themes were found by the kit itself, with a kit.yaml."""
    bench = bench_of(n_accounts=20, now=(0.25,) * 4, before=(0.25,) * 4)
    for table in ("themes", "assignments"):
        bench.record.delete(table, run_cycle="2026-10")
    theme_persona(bench.record, bench.settings, bench.personas[0], bench.vectors, "2026-10", bench.window("2026-10"))
    (tmp_path / "kit.yaml").write_text(YAML, encoding="utf-8")
    return bench


def test_the_setting_in_force_changes_nothing_and_says_so(bench):
    version = bench.record.version()
    tried = bench.try_themes("ops")
    today, same = tried.summary.drop(columns="setting").to_dict("records")
    assert today == same
    assert tried.agreement == 1.0
    assert list(tried.sizes["theme_id"]) == list(tried.sizes["today"])
    assert set(tried.sizes["in_common"]) == {1.0}
    assert tried.sizes["n_passages"].sum() == len(bench.documents("ops"))
    assert bench.record.version() == version


def test_another_setting_says_what_it_would_change(bench):
    tried = bench.try_themes("ops", clustering="hdbscan")
    assert tried.settings == Themes(clustering="hdbscan")
    assert 0 < tried.agreement <= 1
    assert list(tried.summary["setting"]) == ["today", "tried"]
    assert set(tried.shifts["theme"]) == set(tried.sizes["theme_id"])
    assert "the brief would say" in repr(tried)
    assert "<b>" not in replace(tried, persona="<b>")._repr_html_()


def test_adopting_writes_the_setting_and_keeps_every_comment(bench, tmp_path):
    tried = bench.try_themes("ops", granularity="fine")
    path = tried.adopt()
    assert path.read_text(encoding="utf-8") == YAML + 'themes:\n  granularity: "fine"\n'
    assert bench.settings.themes.granularity == "normal"  # it holds from the next opening on


def test_a_setting_that_cannot_be_written_leaves_the_file_as_it_was(bench, tmp_path):
    broken = YAML.replace("company: Small", "company: Small\nthemes: {fits: 7, fits: 8}")
    tried = bench.try_themes("ops", granularity="coarse")
    (tmp_path / "kit.yaml").write_text(broken, encoding="utf-8")
    before = hashlib.sha256((tmp_path / "kit.yaml").read_bytes()).hexdigest()
    with pytest.raises(SettingsError):
        tried.adopt()
    assert hashlib.sha256((tmp_path / "kit.yaml").read_bytes()).hexdigest() == before


def test_a_setting_that_is_none_is_refused(bench):
    with pytest.raises(ParameterError, match="'colour' is no setting of themes; use reduction, clustering, fits, granularity"):
        bench.try_themes("ops", colour=1)
    with pytest.raises(ParameterError, match="granularity 'huge' is none: Input should be 'coarse', 'normal' or 'fine'"):
        bench.try_themes("ops", granularity="huge")
    with pytest.raises(kit.KitError, match="there is no tracked persona 'nobody'"):
        bench.try_themes("nobody")
