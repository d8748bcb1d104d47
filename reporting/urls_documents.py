"""Papers: the list, drafts, frozen versions, files."""

from django.urls import path

from reporting.views import document_files, documents, public_list, signing

GRANT = "grants/<slug:ref>/documents"
DRAFT = f"{GRANT}/period-<int:number>/<slug:kind>"
WHOLE = f"{GRANT}/whole/<slug:kind>"
STATEMENT = f"{GRANT}/period-<int:number>/partner-statement/partner-<int:partner>"

urlpatterns = [
    path("operations/", public_list.operations, name="operations"),
    path("operations/list.<slug:format_>", public_list.operations_file, name="operations-file"),
    path(f"{GRANT}/", documents.document_list, name="documents"),
    path(f"{GRANT}/<int:pk>/", documents.frozen_document, name="document"),
    path(f"{GRANT}/<int:pk>/sign/", signing.paper_sign, name="paper-sign"),
    path(f"{GRANT}/<int:pk>/signed/<slug:language>/", signing.signed_file, name="paper-signed"),
    path(f"{GRANT}/<int:pk>/<str:format_>", document_files.frozen_file, name="document-file"),
    path(f"{GRANT}/jobs/<int:pk>/", document_files.job, name="document-job"),
    path(f"{GRANT}/jobs/<int:pk>/file", document_files.job_file, name="document-job-file"),
    path(f"{STATEMENT}/", documents.draft_statement, name="statement-draft"),
    path(f"{STATEMENT}/submit/", documents.submit_statement, name="statement-submit"),
    path(f"{STATEMENT}/<str:format_>", document_files.draft_file, name="statement-draft-file"),
    path(f"{WHOLE}/", documents.draft_whole, name="whole-draft"),
    path(f"{WHOLE}/submit/", documents.submit_whole, name="whole-submit"),
    path(f"{WHOLE}/<str:format_>", document_files.whole_file, name="whole-draft-file"),
    path(f"{DRAFT}/", documents.draft_document, name="document-draft"),
    path(f"{DRAFT}/submit/", documents.submit, name="document-submit"),
    path(f"{DRAFT}/<str:format_>", document_files.draft_file, name="document-draft-file"),
]
