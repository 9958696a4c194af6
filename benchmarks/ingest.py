"""How long one ingest takes, beside what has to be paid anyway.

A page: the whole of ``bnqa ingest`` beside trafilatura alone on the same file, as processes and again
within one process (reading and cleaning, no facts). A text: ``bnqa ingest`` beside
``python -c "import rank_bm25"``.

    python benchmarks/ingest.py page.html article.txt [--rounds 9]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ALONE = (
    "import sys, trafilatura; "
    "trafilatura.bare_extraction(open(sys.argv[1], encoding='utf-8').read(), with_metadata=True)"
)


def medians_ms(calls: list[Callable[[], object]], rounds: int) -> list[float]:
    """The median time of each call, in milliseconds; they take turns, so that both see the same machine."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, taken in zip(calls, times, strict=True):
            started = time.perf_counter()
            call()
            taken.append(time.perf_counter() - started)
    return [statistics.median(taken) * 1000 for taken in times]


def process(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)


def ingest_process(source: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        process(["-m", "bnqa", "ingest", str(source), "-o", f"{folder}/article"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("page", type=Path, help="an HTML file")
    parser.add_argument("text", type=Path, help="a text file")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()

    alone, page = medians_ms(
        [lambda: process(["-c", ALONE, str(options.page)]), lambda: ingest_process(options.page)],
        options.rounds,
    )
    print(f"page   trafilatura alone, process    {alone:7.0f} ms")
    print(
        f"page   bnqa ingest, process          {page:7.0f} ms, ratio {page / alone:.2f} (below 3)"
    )

    bm25, text = medians_ms(
        [lambda: process(["-c", "import rank_bm25"]), lambda: ingest_process(options.text)],
        options.rounds,
    )
    print(f"text   python -c 'import rank_bm25'  {bm25:7.0f} ms")
    print(
        f"text   bnqa ingest, process          {text:7.0f} ms, ratio {text / bm25:.2f} (below 10)"
    )

    import trafilatura

    from bnqa.ingest import read_article

    html = options.page.read_text(encoding="utf-8")
    read_article(str(options.page))  # the language data loads at the first call
    inside, ours = medians_ms(
        [
            lambda: trafilatura.bare_extraction(html, with_metadata=True),
            lambda: read_article(str(options.page)),
        ],
        10 * options.rounds,
    )
    print(f"page   trafilatura alone, one call   {inside:7.1f} ms")
    print(f"page   read and cleaned, one call    {ours:7.1f} ms, ratio {ours / inside:.2f}")


if __name__ == "__main__":
    main()
