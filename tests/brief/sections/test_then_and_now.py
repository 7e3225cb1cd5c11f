"""sections/test_then_and_now"""

from kit.brief import summary
from kit.brief.sections import then_and_now
from tests.briefs import Outline, brief, facts_of, nasty, plain, text_of


def test_a_change_is_the_tested_shift_in_every_table():
    facts = facts_of("shifted")
    facts["shifts"][0] |= {"share_before": 0.1, "share_now": 0.2249, "shift_pp": 12.51}
    row = next(row for row in summary.then_and_now(brief(facts)) if row.theme == facts["shifts"][0]["theme"])
    assert [plain(cell) for cell in then_and_now.share_rows([row])[0][1:]] == ["10.0 %", "22.5 %", "+12.5"]


def test_what_customers_wrote_stays_text_in_a_picture():
    outline = Outline(then_and_now.section(brief(nasty(facts_of("shifted")))).html)
    tags = {tag for tag, _ in outline.tags}
    assert "svg" in tags
    assert not tags & {"img", "script"}


def test_numbers_are_the_same_in_the_sentence_the_table_and_the_chart():
    facts = facts_of("shifted")
    section = then_and_now.section(brief(facts))
    shift = facts["shifts"][0]
    line = next(trace for trace in section.figures[0].data if trace.line.color.startswith("#b3"))
    assert list(line.y) == [shift["share_before"], shift["share_now"]]
    assert "the merged numbers don’t match 5 % 34 % +29" in text_of(section)
