"""Addresses of applications."""

from django.urls import path

from grants.views import applications as v
from grants.views import decisions

urlpatterns = [
    path("applications/", v.application_list, name="application-list"),
    path("applications/new/", v.application_new, name="application-new"),
    path("applications/<slug:ref>/", v.application_detail, name="application-detail"),
    path("applications/<slug:ref>/edit/", v.application_edit, name="application-edit"),
    path("applications/<slug:ref>/ask-support/", v.ask_support, name="application-ask-support"),
    path("applications/<slug:ref>/support/<int:pk>/", v.give_support, name="support-give"),
    path("applications/<slug:ref>/submit/", v.submit, name="application-submit"),
    path("applications/<slug:ref>/withdraw/", v.withdraw, name="application-withdraw"),
    path("applications/<slug:ref>/recommend/", decisions.recommend, name="application-recommend"),
    path("applications/<slug:ref>/award/", decisions.award, name="application-award"),
    path("applications/<slug:ref>/reject/", decisions.reject, name="application-reject"),
]
