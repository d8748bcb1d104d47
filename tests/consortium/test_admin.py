"""The admin pages write nothing that actions keep."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

ROOMS = {"consortium", "partners", "grants", "reporting"}


def test_no_model_of_ours_can_be_written(rf, world):
    request = rf.get("/admin/")
    request.user = world.ad
    ours = [m for model, m in admin.site._registry.items() if model._meta.app_label in ROOMS]
    assert ours
    assert not any(page.has_add_permission(request) for page in ours)
    assert not any(page.has_change_permission(request) for page in ours)
    assert not any(page.has_delete_permission(request) for page in ours)


def test_groups_are_not_edited_by_hand():
    assert Group not in admin.site._registry


@pytest.mark.parametrize(("who", "status"), [("ad", 200), ("pm", 302), ("stranger", 302)])
def test_only_staff_come_in(world, client, who, status):
    client.force_login(getattr(world, who))
    assert client.get(reverse("admin:index")).status_code == status
