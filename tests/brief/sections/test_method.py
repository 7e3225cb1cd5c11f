"""sections/test_method"""

from kit.brief.sections import method
from tests.briefs import brief, plain


def test_reasons_of_a_verdict_are_told_with_their_numbers():
    told = [plain(sentence) for sentence in method.reasons(brief("thin"))]
    assert told == [
        "Only 5 accounts spoke in October 2026; 8 are needed.",
        "Even by itself a theme would have had to move by 53 points to show.",
        "The call source gong has been silent since 1 September 2026.",
    ]


def test_an_interval_of_an_error_rate_has_two_ends():
    rates = [{"figure": "f", "case": "c", "value": 0.01, "low": 0.006, "high": 0.014, "goal": "at most 5 %", "holds": True}]
    assert plain(method.rate_rows(brief("steady", error_rates=rates))[0][3]) == "0.6 % to 1.4 %"
