"""Write ``article.md``, and write it anew without losing what a person changed in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from bnqa.ingest.ledger import OWN, digest
from bnqa.ingest.passages import Section
from bnqa.ingest.written import scalar
from bnqa.knowledge import KnowledgeError, Problem
from bnqa.lang import SafeLoader

KEYS = ("title", "author", "outlet", "published", "url", "language", "place", "topic", "period")
_GUESSED = {
    "place": "nơi cả bài nói tới",
    "topic": "bài nói về gì",
    "period": "kỳ chính của bài",
}
_FRONT = re.compile(r"---[ ]*\n(?P<meta>.*?)\n---[ ]*(?:\n|$)", re.DOTALL)
_KEY = re.compile(r"^([A-Za-z_]\w*)\s*:")
_LEDGER = re.compile(r"^#: đã ghi:(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """The text of ``article.md``, the values in force, and what of it is a person's."""

    text: str
    values: dict[str, str]
    kept_keys: tuple[str, ...] = ()
    kept_body: bool = False


def body_of(sections: tuple[Section, ...]) -> str:
    """The passages under their headings, with blank lines between."""
    blocks: list[str] = []
    for section in sections:
        if section.heading:
            blocks.append(f"## {section.heading}")
        blocks += section.passages
    return "\n\n".join(blocks)


def render(values: Mapping[str, str], body: str, old: str | None = None) -> ArticleFile:
    """``article.md`` with these front matter values and this body, merged into the ``old`` text.

    In the old text a key or a body that is not as ingest wrote it stays as it stands; a key that
    ingest wrote and that is gone stays away. Raises KnowledgeError where the old front matter is no YAML.
    """
    before = _Old(old) if old is not None else None
    lines, kept, final, written = [], [], {}, {}
    for key in KEYS:
        value = values.get(key)
        if value is not None:
            written[key] = digest(value)
        if before is not None and before.is_own(key):
            lines += before.lines.get(key, [])
            if key in before.values:
                kept.append(key)
                final[key] = str(before.values[key])
            if key in before.ledger:
                written[key] = before.ledger[key]
            continue
        if value is not None:
            final[key] = value
            note = f"  {OWN} đoán – CẦN XEM: {_GUESSED[key]}" if key in _GUESSED else ""
            quoted = key in ("title", "period", "published")
            lines.append(f"{key}: {_quoted(value) if quoted else scalar(value)}{note}")
        elif key in _GUESSED:
            lines.append(f"{OWN} {key}: … – không đoán được; nếu có, điền {_GUESSED[key]}")
    kept_body = before is not None and not before.body_is_ours
    if before is not None:
        lines += before.others
        if kept_body:
            body = before.body
    written["body"] = before.ledger.get("body", "0") if kept_body and before else digest(body)
    lines.append(f"{OWN} đã ghi: " + " ".join(f"{k}={v}" for k, v in written.items()))
    text = "---\n" + "\n".join(lines) + "\n---\n\n" + body.strip("\n") + "\n"
    return ArticleFile(text, final, tuple(kept), kept_body)


def _quoted(value: str) -> str:
    text = scalar(value)
    return text if text.startswith('"') else f'"{text}"'


class _Old:
    """An ``article.md`` as it stands: its keys with their lines, its body, what ingest once wrote."""

    def __init__(self, text: str) -> None:
        match = _FRONT.match(text)
        meta = match["meta"] if match is not None else ""
        self.body = (text[match.end() :] if match is not None else text).strip("\n")
        try:
            loaded = yaml.load(meta, Loader=SafeLoader) if meta else None  # noqa: S506 - safe
        except yaml.YAMLError as error:
            raise KnowledgeError(
                [Problem("article.md", 1, "phần đầu sai YAML; hãy sửa")]
            ) from error
        self.values: dict[str, object] = loaded if isinstance(loaded, dict) else {}
        ledger = _LEDGER.search(meta)
        pairs = ledger.group(1).split() if ledger is not None else []
        self.ledger = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
        self.body_is_ours = self.ledger.get("body") == digest(self.body)
        self.lines: dict[str, list[str]] = {}
        self.others: list[str] = []
        current = self.others
        waiting: list[str] = []
        for line in meta.split("\n") if meta else []:
            key = _KEY.match(line)
            if line.startswith(OWN):
                continue
            if key is not None:
                known = key.group(1) in KEYS
                current = self.lines.setdefault(key.group(1), []) if known else self.others
                current += [*waiting, line]
                waiting = []
            elif line.startswith("#") or not line.strip():
                waiting.append(line)
            else:
                current += [*waiting, line]
                waiting = []
        self.others += [line for line in waiting if line.strip()]

    def is_own(self, key: str) -> bool:
        """Whether a person has set, changed or removed a key."""
        if key in self.values:
            return self.ledger.get(key) != digest(str(self.values[key]))
        return key in self.ledger
