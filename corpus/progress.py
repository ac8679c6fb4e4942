"""Progress with the time left, on a terminal.

The bars go when the work is done, so that what is printed stays as it would be in a pipe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

Item = TypeVar("Item")


def track(items: Iterable[Item], *, total: int, what: str) -> Iterator[Item]:
    """Yield the items, with a bar, a count and the time left on standard error while it is a terminal."""
    with _progress() as bar:
        yield from bar.track(items, total=total, description=what)


@contextmanager
def counter(what: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that shows how many of how many are done; its bar appears with the first call."""
    with ExitStack() as stack:
        bars: list[Progress] = []

        def show(done: int, total: int) -> None:
            if not bars:
                bars.append(stack.enter_context(_progress()))
                bars[0].add_task(what, total=total)
            bars[0].update(bars[0].task_ids[0], completed=done)

        yield show


def _progress() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
