"""Addresses of calls."""

from django.urls import path

from grants.views import calls as v

urlpatterns = [
    path("calls/", v.call_list, name="call-list"),
    path("calls/new/", v.call_new, name="call-new"),
    path("calls/<slug:ref>/", v.call_detail, name="call-detail"),
    path("calls/<slug:ref>/edit/", v.call_edit, name="call-edit"),
    path("calls/<slug:ref>/open/", v.call_open, name="call-open"),
    path("calls/<slug:ref>/close/", v.call_close, name="call-close"),
]
