"""The sister layout: pages with real figures of pay and no duties, in every rendering."""

import pytest

from jdparse.vocabulary import JOB_LEVEL, LEVEL_PAY
from reading import parsed, read, rows_of, warnings_of

NOTE = "Annual base pay in USD, from public filings in the United States"
HTML = f"""<html><head><title>Potter pay · Claybook</title></head><body><main>
<span>P2</span><h1>Potter</h1><p>What potters of this level earn.</p>
<h2>What the market pays</h2>
<dl><dt>Median</dt><dd>$61,300</dd><dt>Range</dt><dd>$48,598–$78,747</dd><dt>10-year growth</dt><dd>+4.5%</dd></dl>
<p>{NOTE}</p></main></body></html>"""
TEXT = f"""P2
Potter
What potters of this level earn.
What the market pays
Median
{{median}}
Range
{{range}}
10-year growth
+4.5%
{NOTE}"""


def text(median: str = "$61,300", spread: str = "$48,598$78,747", top: str = "P2") -> str:
    return TEXT.format(median=median, range=spread).replace("P2", top, 1)


@pytest.mark.parametrize("content", [HTML, text()], ids=["html", "text whose dash is lost"])
def test_the_figures_of_a_page_are_one_row_in_every_rendering(content: str) -> None:
    rows = rows_of(read(content))
    (pay,) = rows["pay"]
    del pay["line"]
    assert pay == {
        "status": "shown", "text": NOTE, "median": 61300.0, "low": 48598.0, "high": 78747.0, "currency": "USD",
        "period": "year", "geography": "United States", "growth": 4.5,
        "median_raw": "$61,300", "range_raw": pay["range_raw"], "growth_raw": "+4.5%",
    }  # fmt: skip
    (page,) = rows["pages"]
    assert (page["layout"], page["level_code"], page["label"]) == (LEVEL_PAY, "P2", "Potter")
    assert page["summary"] == "What potters of this level earn."
    assert rows["leftover_lines"] == []
    assert warnings_of(content) == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("$61,300", 61300), ("$ 61,300.50", 61300.5), ("$61300", 61300), ("$61.3k", 61300), ("$61K", 61000),
        ("€61.300", 61300), ("€61.300,50", 61300.5), ("£1,061,300", 1061300), ("$29.75", 29.75),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_either_way_of_writing_thousands(written: str, value: float) -> None:
    assert parsed(text(median=written)).page.pay.median == value


@pytest.mark.parametrize("written", ["$61,30", "$6,1300", "$61.3.00", "€61,3000", "$61,300 or $62,000"])
def test_what_is_no_amount_is_said_and_not_guessed(written: str) -> None:
    content = text(median=written)
    assert parsed(content).page.pay.median is None
    assert ("figures_unreadable", 6) in warnings_of(content)
    assert parsed(content).page.pay.median_raw == written


@pytest.mark.parametrize("spread", ["$48,598$78,747", "$48,598–$78,747", "$48,598 to $78,747", "€48.598€78.747"])
def test_a_range_is_two_amounts_whatever_stands_between(spread: str) -> None:
    pay = parsed(text(spread=spread)).page.pay
    assert (pay.low, pay.high) == (48598, 78747)


@pytest.mark.parametrize(("top", "name"), [("P2", None), ("P2P2 — Developing Professional", "Developing Professional")])
def test_the_level_is_a_code_or_a_header_as_on_job_level_pages(top: str, name: str | None) -> None:
    page = parsed(text(top=top)).page
    assert (page.level_code, page.level_name, page.label) == ("P2", name, "Potter")


def test_what_the_page_lacks_is_said() -> None:
    codes = {code for code, _ in warnings_of("Potter\nWhat they earn.\nPay\nMedian\n$61,300\nSomething else")}
    assert codes == {"level_missing", "figures_missing", "leftover_lines"}


def test_a_job_level_page_that_also_shows_figures_is_a_job_level_page() -> None:
    content = "P2P2 — Developing Professional\nPotter\nWhat you'd do\n- Throw bowls\nMedian\n$61,300"
    assert parsed(content).page.layout == JOB_LEVEL
