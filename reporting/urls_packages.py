"""Audit packages and the links to them."""

from django.urls import path

from reporting.views import packages

GRANT = "grants/<slug:ref>/packages"

urlpatterns = [
    path(f"{GRANT}/", packages.package_list, name="package-list"),
    path(f"{GRANT}/verify.py", packages.package_script, name="package-script"),
    path(f"{GRANT}/<int:pk>/file", packages.package_file, name="package-file"),
    path(f"{GRANT}/<int:pk>/access/", packages.link_give, name="package-link-give"),
    path(f"{GRANT}/links/<int:pk>/close/", packages.link_withdraw, name="package-link-withdraw"),
    path("packages/<int:pk>/", packages.link_detail, name="package-link"),
]
