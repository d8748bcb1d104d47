"""Addresses of who."""

from django.urls import path

from partners.views import organisations as v

app_name = "partners"
urlpatterns = [
    path("organisations/", v.organisation_list, name="organisation-list"),
    path("organisations/new/", v.organisation_new, name="organisation-new"),
    path("organisations/<int:pk>/", v.organisation_edit, name="organisation-edit"),
    path("organisations/<int:pk>/employees/", v.employee_list, name="employee-list"),
    path("organisations/<int:pk>/employees/new/", v.employee_new, name="employee-new"),
    path(
        "organisations/<int:pk>/employees/<int:employee_pk>/",
        v.employee_edit,
        name="employee-edit",
    ),
]
