"""Addresses of the exchange rates."""

from django.urls import path

from grants.views import currency

urlpatterns = [
    path("exchange-rates/", currency.exchange_rates, name="exchange-rates"),
    path("exchange-rates/new/", currency.exchange_rate_new, name="exchange-rate-new"),
    path("exchange-rates/import/", currency.exchange_rate_import, name="exchange-rate-import"),
]
