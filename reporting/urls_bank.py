"""Addresses of invoices, bank statements and payment files."""

from django.urls import path

from reporting.views import bank, invoices

GRANT = "grants/<slug:ref>/"
INVOICE = "invoices/<int:pk>/"
FILE = "payment-files/<int:pk>/"

urlpatterns = [
    path(f"{GRANT}invoices/", invoices.invoice_list, name="invoice-list"),
    path(f"{GRANT}invoices/instalments/<int:pk>/", invoices.invoice_new, name="invoice-new"),
    path(INVOICE, invoices.invoice_detail, name="invoice"),
    path(f"{INVOICE}send/", invoices.invoice_send, name="invoice-send"),
    path(f"{INVOICE}drop/", invoices.invoice_drop, name="invoice-drop"),
    path(f"{INVOICE}delivery/", invoices.invoice_delivery, name="invoice-delivery"),
    path(f"{INVOICE}credit/", invoices.invoice_credit, name="invoice-credit"),
    path(f"{INVOICE}<str:format_>", invoices.invoice_file, name="invoice-file"),
    path(f"{GRANT}bank/", bank.bank, name="bank"),
    path(f"{GRANT}bank/new/", bank.bank_read, name="bank-read"),
    path(f"{GRANT}bank/confirm/", bank.bank_confirm, name="bank-confirm"),
    path("bank-statements/<int:pk>/", bank.bank_statement, name="bank-statement"),
    path("payments/<int:pk>/file/", bank.payment_file_new, name="payment-file-new"),
    path(FILE, bank.payment_file, name="payment-file"),
    path(f"{FILE}transfers.xml", bank.payment_file_content, name="payment-file-content"),
    path(f"{FILE}withdraw/", bank.payment_file_withdraw, name="payment-file-withdraw"),
]
