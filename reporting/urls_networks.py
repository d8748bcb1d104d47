"""Networks and communication: the regional overview, the newsletter, what the public sees."""

from django.urls import path

from reporting.views import erasures, local_news, networks, newsletters, public_pages, visibility

GRANT = "grants/<slug:ref>/"
HUB = f"{GRANT}communication/"
ISSUE = f"{HUB}newsletters/<int:number>/"
PUBLIC = "projects/<slug:ref>/"

urlpatterns = [
    path(f"{GRANT}contacts/", networks.shared_contacts, name="shared-contacts"),
    path(
        f"{GRANT}contacts/overview.<str:extension>/",
        networks.shared_contacts_file,
        name="shared-contacts-file",
    ),
    path(f"{GRANT}erasures/", erasures.erasure_list, name="erasure-list"),
    path(f"{GRANT}erasures/new/<int:partner>/", erasures.erasure_new, name="erasure-new"),
    path(f"{GRANT}erasures/<int:number>/", erasures.erasure_answer, name="erasure-answer"),
    path(f"{GRANT}erasures/<int:number>/longer/", erasures.erasure_longer, name="erasure-longer"),
    path(HUB, newsletters.communication, name="communication"),
    path(f"{HUB}newsletters/new/", newsletters.newsletter_new, name="newsletter-new"),
    path(ISSUE, newsletters.newsletter, name="newsletter"),
    path(f"{ISSUE}material/", newsletters.newsletter_material, name="newsletter-material"),
    path(
        f"{ISSUE}material/<int:pk>/withdraw/",
        newsletters.newsletter_withdraw,
        name="newsletter-withdraw",
    ),
    path(f"{ISSUE}issue/", newsletters.newsletter_issue, name="newsletter-issue"),
    path(f"{ISSUE}paper.pdf", newsletters.newsletter_file, name="newsletter-file"),
    path(f"{HUB}local/", local_news.local_news, name="local-news"),
    path(f"{HUB}local/new/<int:partner>/", local_news.local_issue_new, name="local-issue-new"),
    path(f"{HUB}local/reach/<int:partner>/", local_news.reach_new, name="reach-new"),
    path(f"{HUB}events/", visibility.event_list, name="event-list"),
    path(f"{HUB}events/new/", visibility.event_new, name="event-new"),
    path(f"{HUB}events/<int:pk>/cancel/", visibility.event_cancel, name="event-cancel"),
    path(f"{HUB}activities/<int:pk>/show/", visibility.activity_show, name="activity-show"),
    path(f"{HUB}seen/", visibility.visibility_log, name="visibility-log"),
    path(f"{HUB}seen/new/", visibility.visibility_new, name="visibility-new"),
    path(f"{HUB}packs/", visibility.pack_list, name="pack-list"),
    path(f"{HUB}packs/new/", visibility.pack_move, name="pack-move"),
    path(f"{HUB}page/<int:partner>/", visibility.public_page_edit, name="public-page"),
    path("newsletter/<str:token>/", newsletters.newsletter_end, name="newsletter-end"),
    path(PUBLIC, public_pages.project, name="project"),
    path(f"{PUBLIC}events.ics", public_pages.project_events_ics, name="project-events-ics"),
    path(f"{PUBLIC}events.json", public_pages.project_events_json, name="project-events-json"),
    path(
        f"{PUBLIC}newsletters/<int:number>.pdf",
        public_pages.project_newsletter,
        name="project-newsletter-file",
    ),
    path(f"{PUBLIC}<int:partner>/", public_pages.project, name="project-partner"),
]
