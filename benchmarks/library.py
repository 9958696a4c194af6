"""How a library of a thousand articles loads and answers.

    python benchmarks/library.py [--articles 1000] [--questions 300]

Articles are made up on the spot. A full build reads and validates every file and indexes all passages; a load
from the cache does so for what has changed since. Each is timed in a process of its own, until a first
answer is there. The ratio is that of the cached load to ten full builds of a tenth.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.library_maker import Asked, make_library

_TIMED = """
import sys, time
import bnqa, bnqa.engine, bnqa.library.snapshot
started = time.perf_counter()
engine = bnqa.load(sys.argv[1])
engine.ask(sys.argv[2])
print(time.perf_counter() - started)
"""


def load_seconds(library: Path, question: str, rounds: int, **env: str) -> float:
    """The median time to load a library and answer a first question, in seconds."""
    times = []
    for _ in range(rounds):
        done = subprocess.run(
            [sys.executable, "-c", _TIMED, str(library), question],
            check=True, capture_output=True, text=True, env={**os.environ, **env},
        )  # fmt: skip
        times.append(float(done.stdout))
    return statistics.median(times)


def answer_times(library: Path, asked: list[Asked]) -> tuple[list[float], int]:
    """Seconds for each question, asked for the first time, and how many have their figure."""
    import bnqa

    engine = bnqa.load(library)
    engine.ask(asked[0].question)
    times, right = [], 0
    for one in asked[1:]:
        started = time.perf_counter()
        answer = engine.ask(one.question)
        times.append(time.perf_counter() - started)
        right += one.figure in answer.text
    return times, right


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BNQA_CACHE_DIR"] = str(Path(folder) / "cache")
        whole, tenth = Path(folder) / "whole", Path(folder) / "tenth"
        make_library(tenth, options.articles // 10)
        asked = make_library(whole, options.articles)
        random.Random(1).shuffle(asked)
        question = asked[0].question
        small = load_seconds(tenth, question, options.rounds, BNQA_CACHE="0")
        full = load_seconds(whole, question, 1, BNQA_CACHE="0")
        load_seconds(whole, question, 1)  # fills the cache
        cached = load_seconds(whole, question, options.rounds)
        times, right = answer_times(whole, asked[: options.questions + 1])
    ms = sorted(t * 1000 for t in times)
    print(f"full build of {options.articles // 10:5d}       {small:7.2f} s")
    print(f"full build of {options.articles:5d}       {full:7.2f} s")
    print(f"from the cache, {options.articles:5d}     {cached:7.2f} s")
    print(f"ratio to ten of {options.articles // 10:5d}     {cached / (10 * small):7.3f}")
    print(f"answers right             {right} of {len(times)}")
    print(f"answer, median            {statistics.median(ms):7.1f} ms")
    print(f"answer, 95th percentile   {ms[int(0.95 * len(ms))]:7.1f} ms")


if __name__ == "__main__":
    main()
