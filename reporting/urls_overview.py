"""Home and the lead's overview."""

from django.urls import path

from reporting.views import home, overview

urlpatterns = [
    path("", home.home, name="home"),
    path("grants/<slug:ref>/overview/", overview.grant_overview, name="overview"),
]
