"""What of an earlier period is copied, and what never is."""

from __future__ import annotations

import pytest

from reporting.rules.copying import COPIED, KINDS, OWN


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_makes_a_row_its_own_is_copied(kind):
    assert set(COPIED[kind]).isdisjoint(OWN[kind])
