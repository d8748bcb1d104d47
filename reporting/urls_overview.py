"""Home, the lead's overview, and how the work flows."""

from django.urls import path

from reporting.views import home, overview, workflow

urlpatterns = [
    path("", home.home, name="home"),
    path("workflow/", workflow.workflow_page, name="workflow"),
    path("grants/<slug:ref>/overview/", overview.grant_overview, name="overview"),
]
