"""How long one answer takes, beside the stack people use today.

The peer is ``underthesea.word_tokenize(question)`` and rank-bm25's scores over the same passages; both are
timed in one run, question by question, and the ratio of the medians is printed.

    python benchmarks/latency.py knowledge/bac-ninh-2024 [--rounds 5] [--startup]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import bnqa
from bnqa.library.pairs import load_pairs


def median_ms(call: Callable[[str], object], questions: list[str], rounds: int) -> float:
    """The median over questions of the median over rounds, in milliseconds."""
    medians = []
    for question in questions:
        times = []
        for _ in range(rounds):
            started = time.perf_counter()
            call(question)
            times.append(time.perf_counter() - started)
        medians.append(statistics.median(times))
    return statistics.median(medians) * 1000


def process_ms(arguments: list[str], rounds: int) -> float:
    """The median wall time of a whole process, in milliseconds."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("knowledge", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--startup", action="store_true", help="time whole processes too")
    options = parser.parse_args()

    engine = bnqa.load(options.knowledge)
    first_time = bnqa.Engine(engine.library, cache=0)  # every question as if never asked before
    questions = [pair.q for pair in load_pairs(options.knowledge / "qa.yaml")]

    from rank_bm25 import BM25Okapi
    from underthesea import word_tokenize

    passages = [p.text for article in engine.library.articles for p in article.passages]
    peer = BM25Okapi([word_tokenize(text) for text in passages])
    word_tokenize(questions[0])  # the model loads at the first call
    for question in questions:
        engine.ask(question)

    theirs = median_ms(lambda q: peer.get_scores(word_tokenize(q)), questions, options.rounds)
    ours = median_ms(first_time.ask, questions, options.rounds)
    again = median_ms(engine.ask, questions, options.rounds)
    print(f"questions                      {len(questions)}")
    print(f"underthesea + rank_bm25 median {theirs:.3f} ms")
    print(f"bnqa, asked the first time     {ours:.3f} ms, ratio {ours / theirs:.2f}")
    print(f"bnqa, asked again              {again:.3f} ms, ratio {again / theirs:.2f}")
    if options.startup:
        base = process_ms(["-c", "import rank_bm25"], 15)
        whole = process_ms(
            ["-m", "bnqa", "ask", "--knowledge", str(options.knowledge), questions[0]], 15
        )
        print(f"python -c 'import rank_bm25'   {base:.0f} ms")
        print(f"bnqa ask, whole process        {whole:.0f} ms")
        print(f"ratio                          {whole / base:.2f}")


if __name__ == "__main__":
    main()
