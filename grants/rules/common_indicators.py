"""The common indicators of the ESF+ (G-06, Annex I): which there are, and where each comes from.

Those of 1.1 are counted from the participants' records, each person once and complete records only
(G-05). The others have no record: partners count them in their reports, estimates of special
categories as aggregates alone (G-04).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consortium.rules.refusals import gettext_noop as _


@dataclass(frozen=True)
class Derived:
    """An indicator of 1.1: the question of the record and the answers that count."""

    label: str
    question: str
    answers: tuple[str, ...]


# In the order of the annex; long-term unemployed are unemployed as well.
DERIVED: Mapping[str, Derived] = {
    "unemployed": Derived(
        _("Unemployed, including long-term unemployed"), "work", ("unemployed", "long_term")
    ),
    "long_term": Derived(_("Long-term unemployed"), "work", ("long_term",)),
    "inactive": Derived(_("Inactive"), "work", ("inactive",)),
    "employed": Derived(_("Employed, including self-employed"), "work", ("employed",)),
    "under_18": Derived(_("Below 18 years of age"), "age_group", ("under_18",)),
    "18_29": Derived(_("18 to 29 years of age"), "age_group", ("18_29",)),
    "from_55": Derived(_("55 years of age and more"), "age_group", ("from_55",)),
    "isced_0_2": Derived(
        _("With lower secondary education or less (ISCED 0 to 2)"), "education", ("isced_0_2",)
    ),
    "isced_3_4": Derived(
        _("With upper secondary or post-secondary education (ISCED 3 or 4)"),
        "education",
        ("isced_3_4",),
    ),
    "isced_5_8": Derived(_("With tertiary education (ISCED 5 to 8)"), "education", ("isced_5_8",)),
}
# The total is worked out from the status of work and is never entered (ESF+ Annex I 1.1).
TOTAL_OF = ("unemployed", "inactive", "employed")
COUNTED: Mapping[str, str] = {
    "disabilities": _("Participants with disabilities (estimate)"),
    "third_country": _("Third-country nationals"),
    "foreign_background": _("Participants with a foreign background"),
    "minorities": _("Minorities (estimate)"),
    "homeless": _("Homeless or affected by housing exclusion (estimate)"),
    "rural": _("Participants from rural areas"),
    "public_bodies": _("Public administrations or public services supported"),
    "firms": _("Micro, small and medium-sized enterprises supported"),
    "job_search": _("Engaged in job searching upon leaving"),
    "in_education": _("In education or training upon leaving"),
    "qualified": _("Gaining a qualification upon leaving"),
    "in_job": _("In employment, including self-employment, upon leaving"),
    "in_job_later": _("In employment six months after leaving (sample)"),
    "better_later": _("With an improved labour market situation six months after leaving (sample)"),
}
ESTIMATES = frozenset({"disabilities", "minorities", "homeless"})
ENTITIES = frozenset({"public_bodies", "firms"})
