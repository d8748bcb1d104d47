"""App configuration."""

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """The room `grants`."""

    name = "grants"
