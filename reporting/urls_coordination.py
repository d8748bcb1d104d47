"""Coordination: other projects, regional tasks, areas, and the Dialogforum."""

from django.urls import path

from reporting.views import coordination as views
from reporting.views import members, themes

HUB = "grants/<slug:ref>/coordination/"
THEMES = "grants/<slug:ref>/themes/"

urlpatterns = [
    path(HUB, views.coordination, name="coordination"),
    path(f"{HUB}projects/new/", views.related_project, name="related-project-new"),
    path(f"{HUB}projects/<int:pk>/", views.related_project, name="related-project"),
    path(f"{HUB}tasks/new/", views.regional_task, name="regional-task-new"),
    path(f"{HUB}tasks/<int:pk>/", views.regional_task, name="regional-task"),
    path(f"{HUB}areas/<int:partner>/new/", views.local_area, name="local-area-new"),
    path(f"{HUB}areas/<int:partner>/<int:pk>/", views.local_area, name="local-area"),
    path(f"{HUB}forum/", views.forum, name="forum"),
    path(f"{HUB}forum/members/new/", views.forum_member, name="forum-member"),
    path(f"{HUB}forum/members/<int:pk>/end/", views.forum_member_end, name="forum-member-end"),
    path(f"{HUB}forum/meetings/new/", views.forum_meeting, name="forum-meeting-new"),
    path(f"{HUB}forum/meetings/<int:pk>/", views.forum_meeting, name="forum-meeting"),
    path(THEMES, themes.theme_list, name="theme-list"),
    path(f"{THEMES}new/", themes.theme_edit, name="theme-new"),
    path(f"{THEMES}<int:pk>/", themes.theme_edit, name="theme-edit"),
    path(f"{THEMES}<int:pk>/remove/", themes.theme_remove, name="theme-remove"),
    path(f"{THEMES}activities/", themes.activity_list, name="activity-list"),
    path(f"{HUB}members/", members.member_list, name="member-list"),
    path(f"{HUB}members/<int:partner>/new/", members.member_new, name="member-new"),
    path(f"{HUB}members/<int:pk>/end/", members.member_end, name="member-end"),
]
