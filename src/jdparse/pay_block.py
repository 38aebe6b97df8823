"""The pay block: the SOC line and the sentence about pay, in either site version's order."""

import re
from functools import lru_cache

from jdparse import vocabulary as words
from jdparse.records import Blocks, Occupation, Oddity, Page, Pay

SOC_LINE = re.compile(r"O\*NET\s*/\s*SOC\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
SOC_CODE = re.compile(r"(\d{2})[-‐‑–](\d{4}(?:\.\d{2}|(?!\.?\d)))\s*[—–-]?\s*(.*)")
OTHER_CODE = re.compile(r"\d{2}[-‐‑–]\d{4}")
PAY_SENTENCE = re.compile(r"\bpay\b|benchmark|salar|compensation", re.IGNORECASE)


def parse_pay(page: Page, blocks: Blocks, start: int, end: int) -> None:
    """Claim the SOC lines and the pay sentence among the blocks ``start`` to before ``end``."""
    for at in range(start, end):
        text, line = blocks.texts[at], blocks.lines[at]
        read = read_line(text)
        if isinstance(read, Occupation):
            if any(read.soc_code == known.soc_code for known in page.occupations):
                page.oddities.append(Oddity("soc_repeated", line, text))
            else:
                page.occupations.append(Occupation(*read[:-1], line))
                page.claims[at] = "occupations"
        elif isinstance(read, Pay) and page.pay is None:
            page.pay = Pay(read.status, text, line)
            page.claims[at] = "pay"
            if read.status is None:
                page.oddities.append(Oddity("pay_unreadable", line, text))
        elif read is None and SOC_LINE.match(text):
            page.oddities.append(Oddity("soc_unreadable", line, text))


@lru_cache(maxsize=4096)  # a crawl has a few hundred different lines here
def read_line(text: str) -> Occupation | Pay | None:
    """What a line of the pay block says, without its place; null for a line that says nothing known."""
    soc = SOC_LINE.fullmatch(text)
    if soc is not None:
        return _occupation(soc[1])
    found = [status for phrase, status in words.PAY_STATUS.items() if phrase in text]
    if found or PAY_SENTENCE.search(text):
        return Pay(found[0] if len(found) == 1 else None, text, 0)
    return None


def _occupation(text: str) -> Occupation | None:
    """Code, title and marks; null where that is not all: with a second code, whose title is whose is a guess."""
    match = SOC_CODE.fullmatch(text)
    if match is None or OTHER_CODE.search(match[3]):
        return None
    code, title = f"{match[1]}-{match[2]}", match[3]
    marks = [mark for mark in words.SOC_MARKS if title.lower().endswith(mark)]
    inferred, under_review = words.SOC_MARKS[marks[0]] if marks else (False, False)
    title = title[: -len(marks[0])].rstrip() if marks else title
    detail = "major" if code.endswith("-0000") else "detailed"
    return Occupation(code, title or None, detail, inferred, under_review, 0)
