"""All addresses, by string, so that the ground imports no room above it."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("reporting.urls_api")),
    path("", include("reporting.urls")),
    path("", include("grants.urls")),
    path("", include("partners.urls")),
    path("", include("consortium.house_urls")),
    path("admin/", admin.site.urls),
]

handler403 = "consortium.views.problems.forbidden"
handler404 = "consortium.views.problems.not_found"
handler500 = "consortium.views.problems.broken"
