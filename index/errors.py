"""Errors of the index."""

from __future__ import annotations

from corpus import AssistantError


class StoreError(AssistantError):
    """An index or an encoder cannot be opened, built or searched."""
