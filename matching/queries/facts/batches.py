"""Cutting many ids into statements."""

from collections.abc import Sequence


def batches(ids: Sequence[int], size: int = 500) -> list[Sequence[int]]:
    """Cut ids into lists that one statement can hold."""
    return [ids[start : start + size] for start in range(0, len(ids), size)]
