"""The calendar and its feed."""

from django.urls import path

from reporting.views import calendar

urlpatterns = [
    path("calendar/", calendar.my_calendar, name="calendar"),
    path("calendar/feed/", calendar.calendar_feed, name="calendar-feed"),
    path("calendar/feed/revoke/", calendar.calendar_feed_revoke, name="calendar-feed-revoke"),
    path("calendar/<str:secret>.ics", calendar.calendar_file, name="calendar-file"),
    path("grants/<slug:ref>/calendar/", calendar.grant_calendar, name="grant-calendar"),
]
