"""The reference data that every installation loads."""

from __future__ import annotations

from django.core.management import call_command

from grants.models import ActivityType, BudgetLine, Fund, RuleProfileVersion
from grants.rules.profiles import PROFILES, RuleProfile


def test_the_fixture_holds_the_profiles_as_the_rules_have_them(db):
    call_command("loaddata", "reference", verbosity=0)
    stored = {row.code: row.parameters for row in RuleProfileVersion.objects.all()}
    assert stored == {code: profile.to_json() for code, profile in PROFILES.items()}
    assert {code: RuleProfile.from_json(frozen) for code, frozen in stored.items()} == PROFILES


def test_the_fixture_holds_the_lines_and_the_tasks_of_document_003(db):
    call_command("loaddata", "reference", verbosity=0)
    assert Fund.objects.get(code="esf").name_da == "EU's Socialfond"
    assert list(BudgetLine.objects.values_list("code", "kind")) == [
        ("staff", "staff"),
        ("external", "external"),
        ("travel", "travel"),
        ("materials", "materials"),
        ("in_kind", "in_kind"),
        ("indirect", "flat_rate"),
    ]
    by_place = {
        (theme, scope): ActivityType.objects.filter(theme=theme, scope=scope).count()
        for theme in ("administration", "communication", "network", "competence")
        for scope in ("regional", "local")
    }
    assert by_place == {
        ("administration", "regional"): 8,
        ("administration", "local"): 4,
        ("communication", "regional"): 7,
        ("communication", "local"): 3,
        ("network", "regional"): 6,
        ("network", "local"): 7,
        ("competence", "regional"): 2,
        ("competence", "local"): 7,
    }
