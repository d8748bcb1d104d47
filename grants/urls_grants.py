"""Addresses of grants, agreements, budgets, periods and indicators."""

from django.urls import path

from grants.views import agreements, budgets, grants, indicator_plans, indicators, periods

urlpatterns = [
    path("grants/", grants.grant_list, name="grant-list"),
    path("grants/<slug:ref>/", grants.grant_detail, name="grant-detail"),
    path("grants/<slug:ref>/accept/", grants.accept, name="grant-accept"),
    path("grants/<slug:ref>/agreements/", agreements.agreement_list, name="agreement-list"),
    path(
        "grants/<slug:ref>/agreements/<int:number>/",
        agreements.agreement_detail,
        name="agreement-detail",
    ),
    path(
        "grants/<slug:ref>/agreements/<int:number>/edit/",
        agreements.agreement_edit,
        name="agreement-edit",
    ),
    path(
        "grants/<slug:ref>/agreements/<int:number>/sign-partner/",
        agreements.sign_as_partner,
        name="agreement-sign-partner",
    ),
    path(
        "grants/<slug:ref>/agreements/<int:number>/sign-lead/",
        agreements.sign_as_lead,
        name="agreement-sign-lead",
    ),
    path(
        "grants/<slug:ref>/agreements/<int:number>/end/",
        agreements.agreement_end,
        name="agreement-end",
    ),
    path("grants/<slug:ref>/budget/", budgets.budget_list, name="budget-list"),
    path("grants/<slug:ref>/budget/new/", budgets.budget_new, name="budget-new"),
    path("grants/<slug:ref>/budget/<int:number>/", budgets.budget_detail, name="budget-detail"),
    path("grants/<slug:ref>/budget/<int:number>/edit/", budgets.budget_edit, name="budget-edit"),
    path(
        "grants/<slug:ref>/budget/<int:number>/propose/",
        budgets.budget_propose,
        name="budget-propose",
    ),
    path(
        "grants/<slug:ref>/budget/<int:number>/approve/",
        budgets.budget_approve,
        name="budget-approve",
    ),
    path(
        "grants/<slug:ref>/budget/<int:number>/send-back/",
        budgets.budget_send_back,
        name="budget-send-back",
    ),
    path("grants/<slug:ref>/periods/", periods.period_list, name="period-list"),
    path("grants/<slug:ref>/periods/lay-out/", periods.period_lay_out, name="period-lay-out"),
    path("grants/<slug:ref>/periods/<int:number>/open/", periods.period_open, name="period-open"),
    path(
        "grants/<slug:ref>/periods/<int:number>/close/", periods.period_close, name="period-close"
    ),
    path("grants/<slug:ref>/indicators/", indicators.indicator_list, name="indicator-list"),
    path("grants/<slug:ref>/indicators/new/", indicators.indicator_new, name="indicator-new"),
    path(
        "grants/<slug:ref>/indicators/<int:number>/",
        indicators.indicator_edit,
        name="indicator-edit",
    ),
    path(
        "grants/<slug:ref>/indicators/<int:number>/targets/",
        indicator_plans.target_list,
        name="target-list",
    ),
    path(
        "grants/<slug:ref>/indicators/<int:number>/targets/<int:period_number>/",
        indicator_plans.target_edit,
        name="target-edit",
    ),
    path(
        "grants/<slug:ref>/indicators/baseline/",
        indicator_plans.baseline_new,
        name="baseline-new",
    ),
]
