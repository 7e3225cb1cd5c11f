"""kit.yaml: what is refused, and how it is told."""

import pytest

from kit.config.settings import Bar, BarChange, Themes, ThemesChange, read_settings
from kit.errors import SettingsError

GOOD = """\
company: Testers
sources:
  - id: desk
    kind: ticket
    path: inbox/*.csv
"""


def write(folder, text):
    (folder / "kit.yaml").write_text(text, encoding="utf-8")
    return folder


def test_what_is_left_out_has_the_contracts_defaults(tmp_path):
    settings = read_settings(write(tmp_path, GOOD))
    assert (settings.cycle, settings.baseline_cycles, settings.timezone, settings.embedding) == ("month", 3, "UTC", "wordllama")
    assert settings.bar == Bar(min_accounts=5, min_shift_pp=10, min_consistency=0.3, min_weeks=2, max_false_discovery=0.05)
    assert settings.sources[0].reader == "table"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD + "colour: red\n", "kit.yaml:6: 'colour' is no setting the kit knows"),
        (GOOD + "bar:\n  min_acounts: 3\n", "kit.yaml:7: 'bar.min_acounts' is no setting the kit knows"),
        (GOOD + "bar: {min_shift_pp: 140}\n", "kit.yaml:6: bar.min_shift_pp is 140: "),
        (GOOD.replace("ticket", "tickets"), "kit.yaml:4: sources.0.kind is 'tickets': "),
        (GOOD + "timezone: Mars/Base\n", "kit.yaml:6: timezone is 'Mars/Base': no time zone of that name"),
        (GOOD + "company: Again\n", "kit.yaml:6: 'company' is given twice (first in line 1)"),
        (GOOD.replace("company: Testers\n", ""), "'company' is missing; add it"),
        (GOOD + "  - id: desk\n    kind: call\n", "source ids ['desk'] are given more than once"),
        (GOOD + "bar: [\n", "not readable as YAML"),
        ("- a\n- b\n", "holds a list, not `key: value` lines"),
        (GOOD + "baseline_cycles: 12\n", "window_cycles 12 must be larger than baseline_cycles 12"),
        (GOOD.replace("desk", "My Desk"), "kit.yaml:3: sources.0.id is 'My Desk': ids are lower-case letters"),
        (GOOD + "redact: {also_patterns: {ssn: '('}}\n", "pattern 'ssn' is no regular expression"),
        (GOOD + "currency: dollars\n", "kit.yaml:6: currency is 'dollars'"),
    ],
)
def test_a_fault_is_told_with_file_line_and_value(tmp_path, text, told):
    with pytest.raises(SettingsError) as caught:
        read_settings(write(tmp_path, text))
    assert told in str(caught.value)


def test_a_missing_folder_and_a_missing_file_are_told_apart(tmp_path):
    with pytest.raises(SettingsError, match="there is no such folder"):
        read_settings(tmp_path / "nowhere")
    with pytest.raises(SettingsError, match=r"kit\.yaml: there is no such file"):
        read_settings(tmp_path)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "kit.yaml").write_bytes(GOOD.replace("Testers", "Tést").encode("latin-1"))
    with pytest.raises(SettingsError, match="is no UTF-8; save the file as UTF-8"):
        read_settings(tmp_path)


def test_a_persona_overrides_only_the_rules_it_names():
    bar = BarChange(min_accounts=8, min_shift_pp=0).over(Bar())
    assert (bar.min_accounts, bar.min_shift_pp, bar.min_weeks) == (8, 0, 2)


def test_the_fingerprint_follows_every_setting(tmp_path):
    first = read_settings(write(tmp_path, GOOD)).sha256()
    assert read_settings(write(tmp_path, GOOD)).sha256() == first
    assert read_settings(write(tmp_path, GOOD + "seed: 7\n")).sha256() != first


def test_a_persona_may_want_its_themes_finer():
    assert ThemesChange(granularity="fine").over(Themes(fits=7)) == Themes(fits=7, granularity="fine")
    assert ThemesChange().over(Themes(granularity="coarse")).granularity == "coarse"
