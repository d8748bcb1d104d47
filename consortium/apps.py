"""App configuration."""

from django.apps import AppConfig


class ConsortiumConfig(AppConfig):
    """The room `consortium`."""

    name = "consortium"
