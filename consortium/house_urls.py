"""Addresses of the house itself: log-in, language, health, my notices. Without a namespace."""

from django.urls import path

from consortium.views import health, language, login, mails, notices, password, second_factor

urlpatterns = [
    path("login/", login.HouseLogin.as_view(), name="login"),
    path("logout/", login.HouseLogout.as_view(), name="logout"),
    path("password/change/", password.password_change, name="password-change"),
    path("second-factor/", second_factor.second_factor, name="second-factor"),
    path("i18n/setlang/", language.language_choice, name="set_language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("notices/", notices.my_notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices-read"),
    path("notices/settings/", notices.notice_settings, name="notice-settings"),
    path("notices/<int:pk>/", notices.notice_open, name="notice-open"),
    path("notices/<int:pk>/mark/", notices.notice_mark, name="notice-mark"),
    path("mails/", mails.mail_list, name="mail-list"),
    path("mails/<int:pk>/retry/", mails.mail_retry, name="mail-retry"),
]
