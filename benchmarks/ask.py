"""What a user waits for: a question from a cold start, and building the index of the bundled notes.

Each measurement is a process of its own, from its start to its end.

Run it as: python -m benchmarks.ask
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

MAX_ASK_SECONDS = 1.0
MAX_ASK_MEGABYTES = 300
MAX_BUILD_SECONDS = 3.0
RUNS = 5


def main() -> int:
    """Run the benchmark and return 1 if a bound does not hold."""
    with tempfile.TemporaryDirectory() as work:
        index = str(Path(work) / "index")
        build, _ = measure(["build_index.py", "--index", index])
        question = ["-m", "qa", "ask", "how do schools implement 双带头人", "--index", index]
        runs = [measure(question) for _ in range(RUNS)]
    ask, megabytes = sorted(seconds for seconds, _ in runs)[RUNS // 2], max(peak for _, peak in runs)
    print(f"ask    {ask:5.2f} s (median of {RUNS})   {megabytes:4.0f} MB peak")
    print(f"build  {build:5.2f} s")
    good = ask <= MAX_ASK_SECONDS and megabytes <= MAX_ASK_MEGABYTES and build <= MAX_BUILD_SECONDS
    print("within bounds" if good else "NOT within bounds")
    return 0 if good else 1


def measure(arguments: Sequence[str]) -> tuple[float, float]:
    """Return the seconds and the peak megabytes of a Python process."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{arguments} failed")
    process.returncode = 0
    return time.perf_counter() - started, usage.ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
