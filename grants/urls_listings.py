"""The address where a grant's line in the public list is written."""

from django.urls import path

from grants.views import listings

urlpatterns = [
    path("grants/<slug:ref>/public-entry/", listings.public_entry, name="public-entry"),
]
