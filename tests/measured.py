"""Run a module as a user does who is not root, and print the most memory that it took.

The process that starts it has to be small, as what it holds counts as its child's: Linux takes it over at the start.
"""

from __future__ import annotations

import ctypes
import resource
import subprocess
import sys

_DROP = 24  # PR_CAPBSET_DROP
_READS_ALL = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH: root reads what nobody may


def main() -> int:
    """Run the module of the command line; the last line on standard error is its peak in MiB."""
    for capability in _READS_ALL:
        ctypes.CDLL(None).prctl(_DROP, capability, 0, 0, 0)
    status = subprocess.run([sys.executable, "-W", "error", "-m", *sys.argv[1:]], check=False).returncode
    sys.stderr.write(f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
