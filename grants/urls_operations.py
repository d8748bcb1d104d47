"""Addresses of the register of related operations."""

from django.urls import path

from grants.views import operations

OPERATIONS = "grants/<slug:ref>/operations/"
urlpatterns = [
    path(OPERATIONS, operations.operation_list, name="operation-list"),
    path(f"{OPERATIONS}<int:number>/", operations.operation_note, name="operation-note"),
]
