"""Write ``facts.yaml`` for a person to review, and write it anew without losing the review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from bnqa.ingest.ledger import OWN, Book, Chunk, digest, ledger_lines, marked, moved
from bnqa.ingest.written import items, number, scalar
from bnqa.knowledge import Article, Fact
from bnqa.text.tokens import sentences, squeeze

LOW = 0.6  # below this confidence an entry is marked for a look
_HEADER = (
    f"{OWN} Số liệu của bài, do `bnqa ingest` rút ra. Xem từng mục với câu trích ở trên nó; sai thì sửa, thừa thì xóa; sửa xong thì bỏ dòng `confidence`.",
    f"{OWN} Mục đã sửa, đã xóa, tự thêm đều được giữ khi chạy lại với --update; dòng mở bằng `{OWN}` thì ghi mới mỗi lần.",
)
_ORDER = ("subject", "measure", "aliases", "value", "value_to", "unit", "qualifier", "period", "kind",
          "compared_to", "passage", "quote", "phrase", "group", "of", "confidence")  # fmt: skip
_KEYS = tuple(key for key in _ORDER if key in {field.name for field in fields(Fact)})
_DEFAULTS = {"qualifier": "exact"}


@dataclass(frozen=True, slots=True)
class FactFile:
    """The text of ``facts.yaml`` and its counts; ``ids`` names the automatic entries by identity."""

    text: str
    automatic: int
    low: tuple[str, ...]
    kept: int = 0
    deleted: int = 0
    lost: tuple[str, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()


def compose(
    article: Article,
    facts: Iterable[Fact],
    old: Book | None = None,
    without: frozenset[str] = frozenset(),
) -> FactFile:
    """The file for these automatic facts, merged into the ``old`` one; ``without`` leaves out ids."""
    old = old or Book()
    own, lost = _own_chunks(article, old)
    own_ids = {str(chunk.values.get("id")) for _, chunk in own}
    renewed_ids: dict[str | None, str] = {
        chunk.identity: str(chunk.values.get("id"))
        for chunk in old.chunks
        if chunk.identity is not None and not chunk.touched
    }
    taken = {chunk.identity for _, chunk in own} | old.deleted
    by_identity = _identified(article, facts)
    names = _names(by_identity, renewed_ids, own, own_ids)
    places = {passage.id: number for number, passage in enumerate(article.passages)}
    texts = {passage.id: passage.text for passage in article.passages}
    entries: list[tuple[tuple[int, int, int], list[str]]] = []
    low: list[str] = []
    ids: list[tuple[str, str]] = []
    written = {names[fact.id] for identity, fact in by_identity.items() if identity not in taken}
    for identity, fact in by_identity.items():
        name = names[fact.id]
        if identity in taken or name in without or _is_covered(fact, own):
            written.discard(name)
            continue
        ids.append((identity, name))
    for identity, fact in by_identity.items():
        if (identity, names[fact.id]) not in ids:
            continue
        base = names.get(fact.of) if fact.of is not None else None
        named = replace(fact, id=names[fact.id], of=base if base in written | own_ids else None)
        confidence = float(getattr(fact, "confidence", 1.0))
        if confidence < LOW:
            low.append(named.id)
        at = texts[fact.passage].find(fact.quote)
        lines = [*_comment(texts[fact.passage], at, confidence), *marked(_entry(named), identity)]
        entries.append(((places[fact.passage], at, len(entries)), lines))
    for order, (passage, chunk) in enumerate(own):
        at = texts[passage].find(squeeze(str(chunk.values.get("quote"))))
        entries.append(((places[passage], at, len(ids) + order), moved(chunk.lines, passage)))
    blocks = ["\n".join(_HEADER)]
    last = -1
    for place, lines in sorted(entries, key=lambda entry: entry[0]):
        if place[0] != last:
            last = place[0]
            blocks.append(f"{OWN} ------ {article.passages[last].id} ------")
        blocks.append("\n".join(lines))
    if old.tail:
        blocks.append("\n".join(old.tail))
    if lost:
        blocks.append(
            "\n".join(
                ["# Không còn trong bài:", *(f"# {ln}" for chunk in lost for ln in chunk.lines)]
            )
        )
    remembered = old.written | set(by_identity)
    blocks.append("\n".join(ledger_lines(remembered)) if remembered else f"{OWN} đã ghi:")
    return FactFile(
        text="\n\n".join(blocks) + "\n",
        automatic=len(ids),
        low=tuple(low),
        kept=len(own),
        deleted=len(old.deleted),
        lost=tuple(str(chunk.values.get("id")) for chunk in lost),
        ids=tuple(ids),
    )


def _own_chunks(article: Article, old: Book) -> tuple[list[tuple[str, Chunk]], list[Chunk]]:
    """A person's entries with the passage that has their quote; and those whose quote is gone."""
    found: list[tuple[str, Chunk]] = []
    lost: list[Chunk] = []
    for chunk in old.chunks:
        if not chunk.touched:
            continue
        quote = squeeze(str(chunk.values.get("quote", "")))
        wanted = str(chunk.values.get("passage", ""))
        holders = [passage.id for passage in article.passages if quote in passage.text]
        if holders:
            found.append((wanted if wanted in holders else holders[0], chunk))
        else:
            lost.append(chunk)
    return found, lost


def _identified(article: Article, facts: Iterable[Fact]) -> dict[str, Fact]:
    """The facts by identity: the figure and the sentence that it stands in, whatever the passage."""
    texts = {passage.id: passage.text for passage in article.passages}
    found: dict[str, Fact] = {}
    count: Counter[str] = Counter()
    for fact in facts:
        text = texts.get(fact.passage, "")
        at = text.find(fact.quote)
        if at < 0:
            continue
        value = number(fact.value) if isinstance(fact.value, float) else fact.value
        base = digest(_sentence(text, at).lower(), value, fact.unit or "")
        count[base] += 1
        found[digest(base, count[base])] = fact
    return found


def _names(
    by_identity: dict[str, Fact],
    renewed: dict[str | None, str],
    own: list[tuple[str, Chunk]],
    own_ids: set[str],
) -> dict[str, str]:
    """An id for each automatic fact: the one it had, else its own, else its own with a number."""
    edited = {chunk.identity: str(chunk.values.get("id")) for _, chunk in own}
    names: dict[str, str] = {}
    used = own_ids | {renewed[identity] for identity in by_identity if identity in renewed}
    for identity, fact in by_identity.items():
        name = edited.get(identity) or renewed.get(identity)
        if name is None:
            name, n = fact.id, 1
            while name in used:
                n += 1
                name = f"{fact.id}-{n}"
        used.add(name)
        names[fact.id] = name
    return names


def _is_covered(fact: Fact, own: list[tuple[str, Chunk]]) -> bool:
    """Whether a person's entry says the same: the same figure from the same words."""
    for passage, chunk in own:
        quote, value = squeeze(str(chunk.values.get("quote", ""))), chunk.values.get("value")
        if passage != fact.passage or not (quote in fact.quote or fact.quote in quote):
            continue
        if isinstance(value, int | float) and isinstance(fact.value, float):
            if abs(float(value)) == abs(fact.value):
                return True
        elif str(value) == str(fact.value):
            return True
    return False


def _comment(text: str, at: int, confidence: float) -> list[str]:
    shown = f"{confidence:.2f}".replace(".", ",")
    look = " – CẦN XEM" if confidence < LOW else ""
    return [f"{OWN} “{_sentence(text, at)}”", f"{OWN} độ tin cậy {shown}{look}"]


def _sentence(text: str, at: int) -> str:
    return next((text[a:b] for a, b in sentences(text) if a <= at < b), text)


def _entry(fact: Fact) -> list[str]:
    lines = [f"- id: {scalar(fact.id)}"]
    for key in _KEYS:
        value = getattr(fact, key)
        if value is None or value == () or value == _DEFAULTS.get(key):
            continue
        if key == "period":
            lines.append(f'  period: "{value}"')
        elif isinstance(value, tuple):
            lines.append(f"  {key}: {items(value)}")
        else:
            lines.append(f"  {key}: {scalar(value)}")
    return lines
