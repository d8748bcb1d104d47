"""The tables of an empty database at once; who has an older one goes the long way."""

import consortium.models.evidence
import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from consortium.models.together import Together
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('consortium', '0001_initial'),
        ('consortium', '0002_form_drafts'),
        ('consortium', '0003_notices_by_mail'),
        ('consortium', '0004_sealed_projects'),
        ('consortium', '0005_jobs'),
        ('consortium', '0006_chain_seals'),
        ('consortium', '0007_log_ins'),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        Together(operations=[
            migrations.CreateModel(
                name='ChainHead',
                fields=[
                    ('chain', models.CharField(max_length=40, primary_key=True, serialize=False)),
                    ('number', models.PositiveBigIntegerField(default=0)),
                    ('sha256', models.CharField(blank=True, max_length=64)),
                    ('is_sealed', models.BooleanField(default=False)),
                ],
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('language', models.CharField(default='da', max_length=2, verbose_name='language')),
                    ('is_staff', models.BooleanField(default=False, verbose_name='may open the admin pages')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
            ),
            migrations.CreateModel(
                name='AuditEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('chain', models.CharField(max_length=40, verbose_name='chain')),
                    ('number', models.PositiveBigIntegerField(verbose_name='number')),
                    ('at', models.DateTimeField(verbose_name='time')),
                    ('verb', models.CharField(max_length=60, verbose_name='verb')),
                    ('subject_type', models.CharField(max_length=60)),
                    ('subject_id', models.CharField(max_length=40)),
                    ('subject_label', models.CharField(max_length=200, verbose_name='subject')),
                    ('before', models.JSONField(default=dict, verbose_name='before')),
                    ('after', models.JSONField(default=dict, verbose_name='after')),
                    ('reason', models.TextField(blank=True, verbose_name='reason')),
                    ('versions', models.JSONField(default=dict)),
                    ('previous_sha256', models.CharField(blank=True, max_length=64)),
                    ('body_text', models.TextField(default='')),
                    ('sha256', models.CharField(max_length=64)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['chain', 'number'],
                },
            ),
            migrations.CreateModel(
                name='CalendarFeed',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('secret_sha256', models.CharField(max_length=64, unique=True)),
                    ('made_at', models.DateTimeField(verbose_name='made')),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feed', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='ChainSeal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('chain', models.CharField(max_length=40, verbose_name='chain')),
                    ('number', models.PositiveBigIntegerField(verbose_name='number')),
                    ('sha256', models.CharField(max_length=64)),
                    ('at', models.DateTimeField(verbose_name='time')),
                    ('verified', models.BooleanField(verbose_name='verified')),
                ],
                options={
                    'ordering': ['chain', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('chain', 'number'), name='seal_once_per_event')],
                },
            ),
            migrations.CreateModel(
                name='EvidenceFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sha256', models.CharField(max_length=64)),
                    ('name', models.CharField(max_length=200, verbose_name='file name')),
                    ('content_type', models.CharField(max_length=100)),
                    ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                    ('file', models.FileField(upload_to=consortium.models.evidence.evidence_path)),
                    ('owner_ref', models.CharField(max_length=40)),
                    ('uploaded_at', models.DateTimeField()),
                    ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='DestroyedFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('grant_ref', models.CharField(db_index=True, max_length=40, verbose_name='grant')),
                    ('at', models.DateTimeField(verbose_name='destroyed')),
                    ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='destroyed', to='consortium.evidencefile')),
                ],
            ),
            migrations.CreateModel(
                name='FormDraft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('address', models.CharField(max_length=300, verbose_name='page')),
                    ('key', models.CharField(blank=True, max_length=32)),
                    ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                    ('fields', models.JSONField(default=dict, verbose_name='fields')),
                    ('version', models.PositiveBigIntegerField(default=0, verbose_name='version it began from')),
                    ('updated_at', models.DateTimeField(verbose_name='last typed')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-updated_at', '-id'],
                },
            ),
            migrations.CreateModel(
                name='HistoricalCalendarFeed',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('made_at', models.DateTimeField(verbose_name='made')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical calendar feed',
                    'verbose_name_plural': 'historical calendar feeds',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalNoticeChoice',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('pace', models.CharField(choices=[('daily', 'Once a day, all in one mail'), ('at_once', 'At once'), ('in_app', 'Not by mail; only here')], default='daily', max_length=10, verbose_name='mails')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical notice choice',
                    'verbose_name_plural': 'historical notice choices',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalUser',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('email', models.EmailField(db_index=True, max_length=254, verbose_name='e-mail')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('language', models.CharField(default='da', max_length=2, verbose_name='language')),
                    ('is_staff', models.BooleanField(default=False, verbose_name='may open the admin pages')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical user',
                    'verbose_name_plural': 'historical users',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Job',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=40)),
                    ('params', models.JSONField(default=dict)),
                    ('requested_at', models.DateTimeField()),
                    ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('stopped', 'Stopped')], default='queued', max_length=10)),
                    ('progress', models.PositiveIntegerField(default=0)),
                    ('total', models.PositiveIntegerField(default=0)),
                    ('refused', models.PositiveIntegerField(default=0)),
                    ('phase', models.CharField(blank=True, max_length=20)),
                    ('started_at', models.DateTimeField(null=True)),
                    ('stop_wanted', models.BooleanField(default=False)),
                    ('attempts', models.PositiveIntegerField(default=0)),
                    ('heartbeat_at', models.DateTimeField(null=True)),
                    ('result', models.FileField(blank=True, upload_to='jobs/')),
                    ('error', models.TextField(blank=True)),
                    ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-id'],
                },
            ),
            migrations.CreateModel(
                name='LogIn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('in', 'Logged in'), ('failed', 'Failed to log in'), ('out', 'Logged out')], max_length=6, verbose_name='what')),
                    ('at', models.DateTimeField(verbose_name='time')),
                    ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-at', '-id'],
                },
            ),
            migrations.CreateModel(
                name='Mail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest_on', models.DateField(blank=True, null=True, verbose_name='digest of')),
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('failed', 'Failed'), ('unsure', 'Perhaps sent')], default='waiting', max_length=10, verbose_name='state')),
                    ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                    ('made_at', models.DateTimeField(verbose_name='made')),
                    ('next_try_at', models.DateTimeField(verbose_name='next attempt')),
                    ('claimed_at', models.DateTimeField(blank=True, null=True)),
                    ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                    ('error', models.TextField(blank=True, verbose_name='error')),
                    ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-made_at', '-id'],
                },
            ),
            migrations.CreateModel(
                name='NoticeChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('pace', models.CharField(choices=[('daily', 'Once a day, all in one mail'), ('at_once', 'At once'), ('in_app', 'Not by mail; only here')], default='daily', max_length=10, verbose_name='mails')),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='notice_choice', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='Notification',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('verb', models.CharField(max_length=60)),
                    ('message', models.TextField(verbose_name='message')),
                    ('params', models.JSONField(default=dict)),
                    ('url', models.CharField(blank=True, max_length=300)),
                    ('created_at', models.DateTimeField()),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('read_at', models.DateTimeField(blank=True, null=True)),
                    ('key', models.CharField(blank=True, default='', max_length=120)),
                    ('not_mailed', models.BooleanField(default=False)),
                    ('mail', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='consortium.mail')),
                    ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-created_at', '-id'],
                },
            ),
            migrations.AddConstraint(
                model_name='user',
                constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_any_case'),
            ),
            migrations.AddIndex(
                model_name='auditevent',
                index=models.Index(fields=['subject_type', 'subject_id'], name='event_by_subject'),
            ),
            migrations.AddIndex(
                model_name='auditevent',
                index=models.Index(fields=['at'], name='event_by_time'),
            ),
            migrations.AddConstraint(
                model_name='auditevent',
                constraint=models.UniqueConstraint(fields=('chain', 'number'), name='event_number_once_per_chain'),
            ),
            migrations.AddConstraint(
                model_name='evidencefile',
                constraint=models.UniqueConstraint(fields=('owner_ref', 'sha256'), name='evidence_once_per_owner'),
            ),
            migrations.AddIndex(
                model_name='formdraft',
                index=models.Index(fields=['address'], name='form_draft_by_page'),
            ),
            migrations.AddIndex(
                model_name='formdraft',
                index=models.Index(fields=['updated_at'], name='form_draft_by_age'),
            ),
            migrations.AddConstraint(
                model_name='formdraft',
                constraint=models.UniqueConstraint(fields=('user', 'address', 'key'), name='form_draft_once_per_opening'),
            ),
            migrations.AddIndex(
                model_name='login',
                index=models.Index(fields=['user', 'kind', 'at'], name='log_in_by_person'),
            ),
            migrations.AddIndex(
                model_name='login',
                index=models.Index(fields=['at'], name='log_in_by_time'),
            ),
            migrations.AddIndex(
                model_name='mail',
                index=models.Index(fields=['state', 'next_try_at'], name='mail_due'),
            ),
            migrations.AddConstraint(
                model_name='mail',
                constraint=models.UniqueConstraint(fields=('recipient', 'digest_on'), name='digest_once_a_day'),
            ),
            migrations.AddIndex(
                model_name='notification',
                index=models.Index(fields=['recipient', 'read_at'], name='notice_unread'),
            ),
            migrations.AddConstraint(
                model_name='notification',
                constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('recipient', 'key'), name='notice_said_once'),
            ),
        ]),
    ]
