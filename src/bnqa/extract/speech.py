"""Who says a sentence, and where what is said begins and ends: "Ông A, Giám đốc B, cho biết …"."""

from __future__ import annotations

import re
from functools import cache

from bnqa.extract.names import UPPER, any_of

_MOST = 170  # code points of who says it
_REPORT = re.compile(r"(?:cũng |vẫn )?theo\s[^,;:]{2,90},\s+", re.IGNORECASE)
_APPOSED = re.compile(r"[^,;:]{2,90},\s+")
_OPENING = re.compile(
    r"(?:tuy nhiên|ngược lại|bên cạnh đó|ngoài ra|đồng thời|trong khi đó|trong đó),?\s+",
    re.IGNORECASE,
)


@cache
def _said() -> re.Pattern[str]:
    return re.compile(rf"{any_of('says')}(?:\s(?:rằng|thêm|là))?(?P<mark>\s*[:,“\"])?\s*[“\"]?")


@cache
def _who() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{any_of('titles')})\.?\s[{UPPER}]|{any_of('offices')}|{any_of('organisations')}|"
        r"(?<!\w)(?:người phát ngôn|bài viết|báo cáo|thống kê|khảo sát)(?!\w)",
        re.IGNORECASE,
    )


@cache
def _trailer() -> re.Pattern[str]:
    return re.compile(
        rf"[”\"]?,\s+(?:{any_of('titles')})\.?\s[{UPPER}][^”\"]{{2,140}}?{any_of('says')}\s*[.]?\s*$",
        re.IGNORECASE,
    )


def said(text: str) -> tuple[int, int]:
    """``[start, end)`` of what a sentence says, without the words that name who says it."""
    start, end = speaker(text), len(text)
    if start == 0:
        report = _REPORT.match(text)
        if report is not None:
            start = report.end()
            if re.match(r"(?:cũng |vẫn )?theo (?:ông|bà|TS|PGS|GS)", text, re.IGNORECASE):
                apposed = _APPOSED.match(text, start)
                titled = any(c.isupper() for c in text[start : start + 3])
                start = apposed.end() if apposed is not None and titled else start
    opened = _OPENING.match(text, start)
    if opened is not None:
        start = opened.end()
    trailer = _trailer().search(text, start)
    return start, trailer.start() if trailer is not None else end


def speaker(text: str) -> int:
    """Where the words end that say who speaks; 0 for a sentence that does not begin with them."""
    for match in _said().finditer(text, 0, _MOST):
        before = text[: match.start()].rstrip()
        sure = match["mark"] or before.endswith(",") or match.group().startswith(_ALWAYS)
        if sure and before and _who().search(before) is not None and not _told(before):
            left = text[match.end() :].split()
            return match.end() if len(left) > 1 and "”" not in before else 0
    return 0


_ALWAYS = ("cho biết", "cho hay", "cho rằng", "nói rằng", "cho thấy", "khẳng định", "thừa nhận")


def _told(before: str) -> bool:
    """Whether a figure stands before the verb: what is said has begun."""
    return re.search(r"\d\s?%|\d[.,]\d|\d\s(?:tỷ|triệu|nghìn)", before) is not None
