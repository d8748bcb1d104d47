"""Addresses of what happened; each topic keeps its own list."""

from django.urls import URLPattern, URLResolver

from reporting import (
    urls_documents,
    urls_history,
    urls_lead,
    urls_money,
    urls_overview,
    urls_partner,
)

app_name = "reporting"
urlpatterns: list[URLPattern | URLResolver] = [
    *urls_overview.urlpatterns,
    *urls_partner.urlpatterns,
    *urls_money.urlpatterns,
    *urls_lead.urlpatterns,
    *urls_documents.urlpatterns,
    *urls_history.urlpatterns,
]
