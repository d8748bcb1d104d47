"""Addresses of what happened; each topic keeps its own list."""

from django.urls import URLPattern, URLResolver

from reporting import (
    urls_audit,
    urls_bank,
    urls_calendar,
    urls_closing,
    urls_coordination,
    urls_documents,
    urls_explain,
    urls_history,
    urls_lead,
    urls_money,
    urls_municipal,
    urls_networks,
    urls_overview,
    urls_own_reports,
    urls_packages,
    urls_partner,
    urls_passages,
    urls_results,
    urls_texts,
)

app_name = "reporting"
urlpatterns: list[URLPattern | URLResolver] = [
    *urls_overview.urlpatterns,
    *urls_calendar.urlpatterns,
    *urls_partner.urlpatterns,
    *urls_money.urlpatterns,
    *urls_municipal.urlpatterns,
    *urls_networks.urlpatterns,
    *urls_coordination.urlpatterns,
    *urls_lead.urlpatterns,
    *urls_results.urlpatterns,
    *urls_closing.urlpatterns,
    *urls_passages.urlpatterns,
    *urls_texts.urlpatterns,
    *urls_documents.urlpatterns,
    *urls_own_reports.urlpatterns,
    *urls_packages.urlpatterns,
    *urls_explain.urlpatterns,
    *urls_history.urlpatterns,
    *urls_audit.urlpatterns,
    *urls_bank.urlpatterns,
]
