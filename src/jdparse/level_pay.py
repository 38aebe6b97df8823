"""The sister layout: one family at one level with real pay (median, range, growth) and no duties."""

import re

from jdparse import vocabulary as words
from jdparse.headings import level_header
from jdparse.leftovers import leave_over
from jdparse.records import Blocks, Oddity, Page, Pay

LEVEL_CODE = re.compile(r"[A-Z]{1,2}\d{1,2}")
AMOUNT = re.compile(
    r"""([$€£])\s?(?:
        (?P<thousands>\d+(?:\.\d+)?)\s*[kK](?![a-zA-Z])
        |(?P<commas>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)(?![\d,.]*\d)
        |(?P<points>\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?)(?![\d,.]*\d)
    )""",
    re.VERBOSE,
)
"""An amount as pages write it: $61,300, $61,300.50, $61.3k, €61.300, €61.300,50. Anything else is none."""

POINTS_TO_COMMAS = str.maketrans(".,", ",.")
MONEY = re.compile(r"[$€£]\s?\d")
PER_CENT = re.compile(r"([+−-]?\d+(?:\.\d+)?)\s*%")
CURRENCY = re.compile(r"\b(USD|EUR|GBP|CAD|AUD|CHF)\b")
PLACE = re.compile(r"\bin (?:the )?((?:[A-Z][\w.]*)(?: (?:of |and )?[A-Z][\w.]*)*)")


def is_level_pay(blocks: Blocks) -> bool:
    """Whether a known figure stands on the page with an amount of money behind it."""
    return any(
        words.PAY_TERMS.get(term.lower()) in ("median", "range") and MONEY.match(value)
        for term, value in zip(blocks.texts, blocks.texts[1:], strict=False)
    )


def parse_level_pay(blocks: Blocks) -> Page:
    """Parse one page of the sister layout; what it does not know stays a leftover, as in every layout."""
    page = Page(words.LEVEL_PAY, claims=[None] * len(blocks.texts), page_title=blocks.page_title)
    page.oddities.extend(blocks.oddities)
    figures = _claim_figures(page, blocks)
    first = min(figures.values(), default=len(blocks.texts))
    _claim_opening(page, blocks, first)
    page.pay = _pay(page, blocks, figures)
    leave_over(page, blocks)
    return page


def _claim_figures(page: Page, blocks: Blocks) -> dict[str, int]:
    """The block of each figure's value; the first of a kind is taken."""
    figures: dict[str, int] = {}
    for at, text in enumerate(blocks.texts[:-1]):
        name = words.PAY_TERMS.get(text.lower())
        if name is not None and name not in figures and page.claims[at] is None:
            figures[name] = at + 1
            page.claims[at] = page.claims[at + 1] = "pay"
    return figures


def _claim_opening(page: Page, blocks: Blocks, end: int) -> None:
    """Level code, label and summary, and the heading over the figures."""
    at = 0
    if at < end and (header := _level_header(blocks.texts[at])):
        page.level_code, page.level_name = header
        page.claims[at] = "level"
        at += 1
        if page.level_code not in words.LEVELS:
            page.oddities.append(Oddity("level_unknown", blocks.lines[0], page.level_code))
    else:
        page.oddities.append(Oddity("level_missing"))
    for field in ("label", "summary"):
        if at < end - 1 and page.claims[at] is None:
            setattr(page, field, blocks.texts[at])
            page.claims[at] = field
            at += 1
        else:
            page.oddities.append(Oddity(f"{field}_missing"))
    if at < end and page.claims[at] is None:
        page.claims[at] = "heading"


def _level_header(text: str) -> tuple[str, str | None] | None:
    """Code and name of a level: the code alone, or a header as job-level pages have it."""
    if LEVEL_CODE.fullmatch(text):
        return text, None
    header = level_header(text)
    return None if header is None else (header.code, header.name)


def _pay(page: Page, blocks: Blocks, figures: dict[str, int]) -> Pay:
    raw = {name: blocks.texts[at] for name, at in figures.items()}
    median = _amounts(page, blocks, figures, "median", expected=1)
    low_high = _amounts(page, blocks, figures, "range", expected=2)
    growth = PER_CENT.search(raw["growth"]) if "growth" in raw else None
    note = _claim_note(page, blocks)
    every = " ".join(filter(None, (page.summary, note)))
    places = [name for name in PLACE.findall(every) if not CURRENCY.fullmatch(name)]  # "in USD" is none
    return Pay(
        "shown" if median or low_high else None,
        note,
        blocks.lines[min(figures.values())],
        median[0] if median else None,
        low_high[0] if low_high else None,
        low_high[1] if low_high else None,
        _currency(every, raw),
        next((period for phrase, period in words.PERIODS.items() if phrase in every.lower()), None),
        places[0] if places else None,
        float(growth[1].replace("−", "-")) if growth else None,
        raw.get("median"),
        raw.get("range"),
        raw.get("growth"),
    )


def _amounts(page: Page, blocks: Blocks, figures: dict[str, int], name: str, expected: int) -> list[float]:
    """The amounts of a figure; in a range the text renderings lose the dash, so two amounts may touch."""
    if name not in figures:
        page.oddities.append(Oddity("figures_missing", None, name))
        return []
    at = figures[name]
    found = [_value(amount) for amount in AMOUNT.finditer(blocks.texts[at])]
    if len(found) != expected:
        page.oddities.append(Oddity("figures_unreadable", blocks.lines[at], blocks.texts[at]))
        return []
    return found


def _value(amount: re.Match[str]) -> float:
    if amount["thousands"]:
        return float(amount["thousands"]) * 1000
    return float((amount["commas"] or amount["points"].translate(POINTS_TO_COMMAS)).replace(",", ""))


def _claim_note(page: Page, blocks: Blocks) -> str | None:
    """The first sentence behind the figures that says what they are: period and currency."""
    for at, text in enumerate(blocks.texts):
        if page.claims[at] is None and any(phrase in text.lower() for phrase in words.PERIODS):
            page.claims[at] = "pay"
            return text
    return None


def _currency(text: str, raw: dict[str, str]) -> str | None:
    named = CURRENCY.search(text)
    if named:
        return named[1]
    signs = {amount[1] for value in raw.values() for amount in AMOUNT.finditer(value)}
    return words.CURRENCIES[signs.pop()] if len(signs) == 1 else None
