"""Addresses of who."""

from django.urls import path

from partners.views import accounts, confirmations, contacts, members
from partners.views import organisations as v

LIST = "contact-lists/<int:pk>/"
CONTACT = "contact-lists/contacts/<int:pk>/"

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
    path("organisations/<int:pk>/contact-lists/", contacts.contact_list_list, name="contact-lists"),
    path("organisations/<int:pk>/consortia/", members.consortia, name="consortia"),
    path("organisations/<int:pk>/accounts/", accounts.account_list, name="account-list"),
    path("organisations/<int:pk>/accounts/new/", accounts.account_new, name="account-new"),
    path("bank-accounts/<int:pk>/approve/", accounts.account_approve, name="account-approve"),
    path("bank-accounts/<int:pk>/refuse/", accounts.account_refuse, name="account-refuse"),
    path(LIST, contacts.contact_list, name="contact-list"),
    path(f"{LIST}new/", contacts.contact_new, name="contact-new"),
    path(CONTACT, contacts.contact_edit, name="contact-edit"),
    path(f"{CONTACT}consent/", contacts.contact_consent, name="contact-consent"),
    path(f"{CONTACT}erasure/", contacts.contact_erasure, name="contact-erasure"),
    path(f"{CONTACT}withdraw/", contacts.contact_withdraw, name="contact-withdraw"),
    path(f"{CONTACT}confirm/", confirmations.contact_confirm, name="contact-confirm"),
    path("contact/<str:token>/", confirmations.contact_own, name="contact-own"),
    path("contact/<str:token>/leave/", confirmations.contact_leave, name="contact-leave"),
]
