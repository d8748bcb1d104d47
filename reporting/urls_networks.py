"""Networks: the regional overview of contacts."""

from django.urls import path

from reporting.views import networks

GRANT = "grants/<slug:ref>/"

urlpatterns = [
    path(f"{GRANT}contacts/", networks.shared_contacts, name="shared-contacts"),
    path(
        f"{GRANT}contacts/overview.<str:extension>/",
        networks.shared_contacts_file,
        name="shared-contacts-file",
    ),
]
