"""Reports of the lead's own choosing, and the tables of the pages as files."""

from django.urls import path

from reporting.views import own_reports, report_templates, table_files

GRANT = "grants/<slug:ref>/own-reports"
TEMPLATE = f"{GRANT}/templates/<int:pk>"

urlpatterns = [
    path(
        "grants/<slug:ref>/tables/<slug:page>.<slug:format_>",
        table_files.page_file,
        name="page-file",
    ),
    path(f"{GRANT}/", own_reports.report_list, name="own-report-list"),
    path(f"{GRANT}/new/", own_reports.report_new, name="own-report-new"),
    path(f"{GRANT}/<int:pk>/", own_reports.report_detail, name="own-report"),
    path(f"{GRANT}/<int:pk>/file", own_reports.report_file, name="own-report-file"),
    path(f"{TEMPLATE}/", report_templates.template_edit, name="report-template"),
    path(f"{TEMPLATE}/make/", own_reports.template_make, name="report-template-make"),
    path(f"{TEMPLATE}/delete/", report_templates.template_remove, name="report-template-remove"),
    path(
        f"{TEMPLATE}/schedule/", report_templates.template_schedule, name="report-template-schedule"
    ),
    path(
        f"{GRANT}/schedules/<int:pk>/stop/",
        report_templates.schedule_stop,
        name="report-schedule-stop",
    ),
]
