"""Support: what follows from its quotes, and what does not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import DEFAULT_ENCODER, Encoder, load_encoder
from index.static import StaticEncoder
from qa.quantities import quantities
from qa.verify import SUPPORTED, Support, judge, support

QUOTE = "2021年，学校引进高层次人才130名，党员教师占比提高到50%，没有开展“1+8+N”涉外活动。"
WORDS = [
    "学校",
    "党员",
    "教师",
    "没有",
    "不",
    "增加",
    "减少",
    "全部",
    "部分",
    "浙江",
    "北京大学",
    "嘉职院",
    "130名",
    "五十",
]
WORDS += ["2021年", "50%", "BIM", "培训", "，", "。", "；", "\n", "“红船”", "[1]", "not", "嘉兴职业技术学院"]
CHUNKS = 1000
TEXTS = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(WORDS), max_size=12).map("".join))
QUOTES = st.lists(TEXTS, max_size=4)


def frequency(term: str) -> int:
    """Single characters are frequent, pairs are rare."""
    return 300 if len(term) == 1 else 10


def shipped() -> StaticEncoder:
    encoder: Encoder = load_encoder(DEFAULT_ENCODER)
    assert isinstance(encoder, StaticEncoder)
    return encoder


ENCODER = shipped()


def judged(claim: str, *quotes: str) -> Support:
    return judge(claim, quotes, frequency, CHUNKS, ENCODER)


@given(TEXTS.filter(lambda text: any(map(str.isalnum, text.replace("[1]", "")))), QUOTES)
def test_a_quote_supports_itself(quote: str, others: list[str]) -> None:
    assert judged(quote, *others, quote) == Support(value=1.0, missing=(), contradicted=())


@given(TEXTS, QUOTES)
def test_the_value_is_a_share(claim: str, quotes: list[str]) -> None:
    result = judged(claim, *quotes)
    assert 0.0 <= result.value <= 1.0
    assert support(claim, quotes, frequency, CHUNKS, ENCODER) == result.value
    assert not (result.missing or result.contradicted) or result.value < SUPPORTED


@settings(max_examples=300)
@given(TEXTS, QUOTES, TEXTS)
def test_another_quote_never_lowers_the_value_unless_it_contradicts(claim: str, quotes: list[str], more: str) -> None:
    before, after = judged(claim, *quotes), judged(claim, *quotes, more)
    if set(after.contradicted) <= set(before.contradicted):
        # 1e-6: the last bits of a float32 product change with the size of the matrix
        assert after.value >= before.value - 1e-6
    assert len(after.missing) <= len(before.missing)


@pytest.mark.parametrize("claim", ["", " ", "。", "，！\n"])
def test_nothing_is_supported_by_nothing(claim: str) -> None:
    assert judged(claim, QUOTE).value == judged(claim).value == judged(claim, claim).value == 0.0
    assert judged(f"{claim}[1]", QUOTE).value == 0.0


@pytest.mark.parametrize("quotes", [(), ("",), ("。", "\n")])
def test_no_quotes_support_nothing(quotes: tuple[str, ...]) -> None:
    assert judged("学校引进人才130名。", *quotes).value == 0.0
    assert judged("The school introduced 130 people.", *quotes).value == 0.0


@pytest.mark.parametrize(
    "claim",
    [
        QUOTE.replace("，", "， ").replace("“", "「").replace("”", "」"),
        QUOTE.replace("50%", "５０％").replace("2021", "２０２１") + "[1]",
        QUOTE.replace("学校", "學校"),
    ],
)
def test_spaces_quotation_marks_width_script_and_markers_do_not_count(claim: str) -> None:
    assert judged(claim, "另一句话。", QUOTE).value == 1.0


def test_a_sentence_of_a_quote_is_verbatim_and_two_quotes_may_be_joined() -> None:
    assert judged("学校设立了支部。", "学校设立了支部。支部有书记。").value == 1.0
    assert judged("学校设立了支部。支部有书记。", "支部有书记。", "学校设立了支部。").value == 1.0
    assert judged("开展活动。", "没有开展活动。").value < SUPPORTED


@pytest.mark.parametrize(
    "claim",
    [
        "学校引进高层次人才130名。",
        "党员教师占比提高到50%，2021年学校引进高层次人才130名。",
        "2021年学校引进高层次人才一百三十人。",
        "二〇二一年，党员教师占比提高到百分之五十。",
        "学校没有开展涉外活动。",
    ],
)
def test_what_follows_is_supported(claim: str) -> None:
    assert judged(claim, QUOTE).value >= SUPPORTED


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        ("2021年，学校引进高层次人才131名。", "131名"),
        ("2020年，学校引进高层次人才130名。", "2020年"),
        ("学校引进高层次人才130万元。", "130万元"),
        ("党员教师占比提高到55%。", "55%"),
        ("党员教师占比提高到50名。", "50名"),
        ("浙江的学校引进高层次人才130名。", "浙江"),
        ("嘉兴职业技术学院引进高层次人才130名。", "嘉兴职业技术学院"),
        ("学校没有开展“红船工匠”涉外活动。", "红船工匠"),
        ("学校没有开展1+9+N涉外活动。", "1+9+n"),
        ("学校引进高层次人才130名，使用BIM。", "bim"),
        ("学校引进的高层次人才全部是党员教师。", "全部"),
        ("学校首次引进高层次人才130名。", "首次"),
        ("校长王小明说，学校引进高层次人才130名。", "王小明"),
    ],
)
def test_what_no_quote_has_is_a_failure(claim: str, missing: str) -> None:
    result = judged(claim, QUOTE)
    assert missing in result.missing
    assert result.value < SUPPORTED


@pytest.mark.parametrize(
    ("claim", "quote", "contradicted"),
    [
        ("学校没有引进人才。", "学校引进人才。", "没有引进"),
        ("学校引进人才。", "学校没有引进人才。", "没有引进"),
        ("学校尚未设立支部。", "学校设立支部，不断发展。", "尚未设立"),
        ("该模式并非首创。", "该模式是首创。", "并非首创"),
        ("活动无偿进行。", "活动有偿进行。", "无偿进"),
        ("学校不同意扩建校区。", "学校同意扩建校区。", "不同意"),
        ("党员教师人数减少。", "党员教师人数增加。", "减少"),
        ("学校降低了质量，提高了成本。", "学校提高了质量，降低了成本。", "降低"),
        ("所有教师参加培训。", "部分教师参加培训。", "所有"),
        ("一些教师参加培训。", "全体教师参加培训。", "一些"),
        ("项目已经建成投产。", "项目计划建成投产。", "已"),
        ("The school has not opened branches.", "The school has opened branches.", "not opened"),
        ("The number of members decreased.", "The number of members increased.", "decreas"),
        ("All teachers took part.", "Some teachers took part.", "all"),
    ],
)
def test_the_opposite_is_a_failure(claim: str, quote: str, contradicted: str) -> None:
    result = judged(claim, quote)
    assert any(contradicted in words for words in result.contradicted)
    assert result.value < SUPPORTED


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("质量提高。", "质量不断提高。"),
        ("他不得不离开学校。", "他离开学校。"),
        ("党员人数增长。", "党员人数增加。"),
        ("嘉职院设立支部。", "嘉兴职业技术学院设立支部。"),
        ("嘉兴职业技术学院设立支部。", "嘉职院设立支部。"),
        ("学校的就业工作", "学校的找工作"),
        ("全体教师都参加培训。", "全体教师参加培训。"),
    ],
)
def test_other_words_for_the_same_are_no_failure(claim: str, quote: str) -> None:
    result = judged(claim, quote)
    assert not result.missing
    assert not result.contradicted


def test_an_agreeing_quote_outweighs_one_that_contradicts() -> None:
    claim = "学校引进了人才，也设立支部。"
    alone = judged(claim, "学校引进人才，设立支部。")
    assert judged(claim, "学校引进人才，设立支部。", "学校没有引进人才。").value == alone.value
    assert judged(claim, "学校设立支部。", "学校没有引进人才。").contradicted == ("没有引进",)


def test_an_english_claim_finds_chinese_quotes_through_the_glossary() -> None:
    quote = "2021年，学校引进高层次人才130名，组织教师参加培训。"
    right = judged("In 2021 the school introduced 130 high-level talents and organized teacher training.", quote)
    wrong = judged("In 2020 the school introduced 140 high-level talents and organized teacher training.", quote)
    other = judged("The library offers laboratory equipment to farmers.", quote)
    assert not right.missing
    assert wrong.missing == ("2020", "140")
    assert right.value > max(wrong.value, other.value)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("130名", "130", "名"),
        ("130 人", "130", "名"),
        ("一百三十名", "130", "名"),
        ("1.2万", "12000", ""),
        ("12,000", "12000", ""),
        ("12000元", "12000", "元"),
        ("1.2万元", "12000", "元"),
        ("50%", "50", "%"),
        ("百分之五十", "50", "%"),
        ("百分之十二点五", "12.5", "%"),
        ("一亿二千万元", "120000000", "元"),
        ("二〇二一年", "2021", "年"),
        ("130余名", "130", "名"),
        ("第三届", "3", "第"),
        ("首届", "1", "第"),
        ("3.5 million", "3500000", ""),
        ("twelve", "12", ""),
    ],
)
def test_numbers_are_values_with_units(text: str, value: str, unit: str) -> None:
    (found,) = quantities(text)
    assert (found.value, found.unit, text[found.start : found.end]) == (Decimal(value), unit, found.text)


@pytest.mark.parametrize("text", ["三全育人", "一体化", "一个", "1+8+n", "h7n9", "双高", "千方百计"])
def test_names_made_of_numbers_are_none(text: str) -> None:
    assert list(quantities(text)) == []


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from(["名", "年", "%", "元", ""]))
def test_any_number_is_read(number: int, unit: str) -> None:
    (found,) = quantities(f"共{number}{unit}")
    assert found.value == number
    assert found.unit == unit
