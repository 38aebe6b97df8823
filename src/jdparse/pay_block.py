"""The pay block: the SOC line and the sentence about pay, in either site version's order."""

import re

from jdparse import vocabulary as words
from jdparse.records import Blocks, Occupation, Oddity, Page, Pay

SOC_LINE = re.compile(r"O\*NET\s*/\s*SOC\s*:\s*(.*)", re.IGNORECASE)
SOC_CODE = re.compile(r"(\d{2}-\d{4}(?:\.\d{2})?)(?!\d)\s*[—–-]?\s*(.*)")
PAY_SENTENCE = re.compile(r"\bpay\b|benchmark|salar|compensation", re.IGNORECASE)


def parse_pay(page: Page, blocks: Blocks, start: int, end: int) -> None:
    """Claim the SOC lines and the pay sentence among the blocks ``start`` to before ``end``."""
    for at in range(start, end):
        text, line = blocks.texts[at], blocks.lines[at]
        soc = SOC_LINE.fullmatch(text)
        if soc is not None:
            occupation = _occupation(soc[1], line)
            if occupation is None:
                page.oddities.append(Oddity("soc_unreadable", line, text))
            elif any(occupation.soc_code == known.soc_code for known in page.occupations):
                page.oddities.append(Oddity("soc_repeated", line, text))
            else:
                page.occupations.append(occupation)
                page.claims[at] = "occupations"
        elif page.pay is None and PAY_SENTENCE.search(text):
            page.pay = Pay(_status(text), text, line)
            page.claims[at] = "pay"
            if page.pay.status is None:
                page.oddities.append(Oddity("pay_unreadable", line, text))


def _occupation(text: str, line: int) -> Occupation | None:
    match = SOC_CODE.fullmatch(text)
    if match is None:
        return None
    code, title = match[1], match[2]
    inferred = under_review = False
    for mark, (is_inferred, is_under_review) in words.SOC_MARKS.items():
        if title.endswith(mark):
            title = title[: -len(mark)].rstrip()
            inferred, under_review = is_inferred, is_under_review
            break
    detail = "major" if code.endswith("-0000") else "detailed"
    return Occupation(code, title or None, detail, inferred, under_review, line)


def _status(text: str) -> str | None:
    """The one status whose words occur in the sentence; null for none or several."""
    found = [status for phrase, status in words.PAY_STATUS.items() if phrase in text]
    return found[0] if len(found) == 1 else None
