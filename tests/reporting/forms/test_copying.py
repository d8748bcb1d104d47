"""What is copied, and what is left open, are fields of the forms that are filled in."""

from __future__ import annotations

import pytest

from reporting.forms.costs import ExpenditureForm
from reporting.forms.steps import ActivityForm, CoFinancingForm
from reporting.rules.copying import ACTIVITIES, COFINANCING, COPIED, COSTS, OWN


@pytest.mark.parametrize(
    ("kind", "form"),
    [(ACTIVITIES, ActivityForm), (COSTS, ExpenditureForm), (COFINANCING, CoFinancingForm)],
)
def test_the_fields_are_those_of_the_forms(kind, form):
    assert set(COPIED[kind]) | set(OWN[kind]) <= set(form.base_fields)
