"""Pivoting with pandas on whole øre: integers in, integers out, so that nothing is rounded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import pandas as pd

Sums = dict[int, dict[str, int]]


def frame_of(rows: Iterable[tuple[int, ...]], columns: Sequence[str]) -> pd.DataFrame:
    """A frame of integers, also when there are no rows."""
    return pd.DataFrame(rows, columns=list(columns)).astype("int64")


def sums_by(frame: pd.DataFrame, index: str, measures: Sequence[str]) -> Sums:
    """The sum of every measure by the key in *index*."""
    table = frame.pivot_table(index=index, values=list(measures), aggfunc="sum")
    return {
        int(str(key)): {str(name): int(amount) for name, amount in row.items()}
        for key, row in table.to_dict("index").items()
    }


def oere(amount: Decimal) -> int:
    """*amount* in whole øre."""
    return int(amount.scaleb(2))


def kroner(amount: int) -> Decimal:
    """Whole øre as an amount."""
    return Decimal(amount).scaleb(-2)
