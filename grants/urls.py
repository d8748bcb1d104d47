"""Addresses of what was promised; each topic keeps its own list."""

from grants import (
    urls_applications,
    urls_calls,
    urls_changes,
    urls_currency,
    urls_grants,
    urls_listings,
    urls_measures,
    urls_municipal,
    urls_operations,
    urls_people,
    urls_proposals,
    urls_tokens,
)

app_name = "grants"
urlpatterns = [
    *urls_calls.urlpatterns,
    *urls_applications.urlpatterns,
    *urls_currency.urlpatterns,
    *urls_grants.urlpatterns,
    *urls_listings.urlpatterns,
    *urls_municipal.urlpatterns,
    *urls_measures.urlpatterns,
    *urls_operations.urlpatterns,
    *urls_proposals.urlpatterns,
    *urls_changes.urlpatterns,
    *urls_people.urlpatterns,
    *urls_tokens.urlpatterns,
]
