"""The documents that the tests ask about."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "corpus" / "cases"
SHARED = ROOT.parent / "shared"
# The five real articles are not part of the project; where they are missing, an invented page stands in for them
SEEDS = SHARED / "seeds" if (SHARED / "seeds").is_dir() else ROOT / "tests" / "pages"


def all_institutions() -> list[str]:
    """The institutions of the bundled notes."""
    return ["嘉兴职业技术学院", "聊城职业技术学院", "泉州职业技术大学", "山西工程职业学院", "浙江工商职业技术学院"]
