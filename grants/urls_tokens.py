"""Addresses of the tokens for programs."""

from django.urls import path

from grants.views import tokens as v

urlpatterns = [
    path("tokens/", v.token_list, name="tokens"),
    path("tokens/new/", v.token_new, name="token-new"),
    path("tokens/<int:pk>/revoke/", v.token_revoke, name="token-revoke"),
]
