"""All settings, from environment variables; runs with nothing set. See docs/operations.md."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.urls import reverse

from tsunagari.environment import Environment, kept_secret

env = Environment()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # names and mails lie there

DEBUG = env.flag("DEBUG")
# The demo shows sent mail on a page and prints its logins: never on a site that real people use.
DEMO = env.flag("DEMO")
SECRET_KEY = env.text("SECRET_KEY") or kept_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")
# The address printed in certificates' QR codes and mails.
SITE_URL = env.address("SITE_URL", f"http://localhost:{env.integer('PORT', 8000)}")
# Who issues the certificates of those who completed online, without an organization of their own.
CERTIFICATE_ISSUER = env.text("CERTIFICATE_ISSUER", "つながりサポーター養成講座 事務局")
# Whom to ask, on the help and policy pages: one or more lines of plain text.
CONTACT = env.text("CONTACT")
# Where the quick exit of the pages about consultation windows leads: a page that says nothing.
QUICK_EXIT_URL = env.address("QUICK_EXIT_URL", "https://www.jma.go.jp/")
SITE_ID = 1

INSTALLED_APPS = [
    "tsunagari",
    "demo",
    "portal",
    "reporting",
    "certificates",
    "trainings",
    "lecturers",
    "authoring",
    "learning",
    "handbooks",
    "surveys",
    "courses",
    "quizzes",
    "content",
    "windows",
    "activities",
    "accounts",
    "theme",
    "core",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_htmx",
    "import_export",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.RequestLogMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "theme.readings.ReadingsMiddleware",  # below the one that counts the page's length
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.SignInAgainMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tsunagari.errors.MethodPageMiddleware",
]

ROOT_URLCONF = "tsunagari.urls"
WSGI_APPLICATION = "tsunagari.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "theme.context_processors.theme",
                "tsunagari.navigation.navigation",
            ],
        },
    }
]
# Where a job's progress is shown, and a draft lesson as learners will see it: the layers that start
# jobs or hold drafts don't know those pages.
ABSOLUTE_URL_OVERRIDES = {
    "core.job": lambda job: reverse("portal:job_detail", args=[job.pk]),
    "courses.lesson": lambda lesson: reverse("authoring:lesson_preview", args=[lesson.pk]),
}
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "dads"
CRISPY_TEMPLATE_PACK = "dads"

# Data -----------------------------------------------------------------------------------------

_database = env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
DATABASES: dict[str, Any] = {"default": _database}
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
elif _database["ENGINE"] == "django.db.backends.postgresql":
    _database["OPTIONS"] = {
        # A page never waits longer than this for a database that is away or full.
        "connect_timeout": 3,
        # A line that went dead is noticed after 25 s, sent data without an answer after 5.
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 5000,
        "pool": {"min_size": 1, "max_size": env.integer("DATABASE_POOL", 8), "timeout": 4},
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CACHES: dict[str, dict[str, Any]]
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "core.caches.PatientRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
        }
    }
# What never changes once made (a published edition's outline, a rendered lesson) is kept in each
# process: no round trip, no invalidation.
CACHES["immutable"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "immutable",
    "TIMEOUT": None,
    "OPTIONS": {"MAX_ENTRIES": 2000},
}

# Files ----------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    ("dads", BASE_DIR / "node_modules/@digital-go-jp/design-tokens/dist"),
]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "theme.finders.WebFontFinder",
]
MEDIA_ROOT = VAR_DIR / "media"
_bucket = env.text("S3_BUCKET")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": _bucket,
            "endpoint_url": env.text("S3_ENDPOINT_URL") or None,
            "access_key": env.text("S3_ACCESS_KEY") or None,
            "secret_key": env.text("S3_SECRET_KEY") or None,
            "default_acl": "private",
        },
    }
    if _bucket
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tsunagari.static_files.StaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

# Signing in -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:my_page"
# Where those who work here are led; a page of a layer above the one that leads there.
DESK_URL = "portal:desk"
# Where the learning app leads who has completed a course; called with the completion's id.
LEARNING_COMPLETED_URL = "portal:completion_done"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
# Without a password one signs in with a code by e-mail.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# An address is its owner's before anything hangs on it: nobody registers somebody else's.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # named in account/email/login_code_message.txt
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "【つながりサポーター】"
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_URL.startswith("https") else "http"
# A hall or an office signs in at once behind one address; a person is still stopped by their key.
ACCOUNT_RATE_LIMITS = {
    "signup": "120/m/ip",
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/300s/key",
    "request_login_code": "120/m/ip,3/m/key",
    "training_application": "20/h/key",  # nobody fills another's mailbox with receipts
}
SESSION_COOKIE_AGE = 60 * 60 * 24 * 180  # a visitor's progress is kept for half a year

# Languages ------------------------------------------------------------------------------------

# やさしい日本語 is a language of its own; Django knows no such code.
LANG_INFO["ja-easy"] = {
    "bidi": False,
    "code": "ja-easy",
    "name": "Easy Japanese",
    "name_local": "やさしい日本語",
}
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("ja-easy", "やさしい日本語"), ("en", "English")]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

# Mail -----------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "つながりサポーター事務局 <noreply@localhost>")
EMAIL_HOST = env.text("SMTP_HOST")
EMAIL_PORT = env.integer("SMTP_PORT", 587)
EMAIL_HOST_USER = env.text("SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("SMTP_TLS", default=True)
EMAIL_TIMEOUT = 20  # of the worker alone: pages store mail and don't wait for the server
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_BACKEND = "core.outbox.OutboxBackend"
# Where the outbox delivers: without a mail server to files, which the demo shows.
MAIL_TRANSPORT = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)

# Jobs -----------------------------------------------------------------------------------------

if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        "retry_on_timeout": False,
    }
else:
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "broker"),
        "data_folder_out": str(VAR_DIR / "broker"),
        "control_folder": str(VAR_DIR / "broker-control"),
    }
    for _folder in ("broker", "broker-control"):
        (VAR_DIR / _folder).mkdir(exist_ok=True)
CELERY_TASK_IGNORE_RESULT = True  # results and progress live in core.Job
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Drawing a textbook takes 400 MB that Python never gives back: such a child is renewed.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 250_000  # KiB
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "issue-missing-certificates": {
        "task": "certificates.issue_missing",
        "schedule": 300,
    },
    # Not at publishing: the first minutes of a fresh site belong to its visitors.
    "build-missing-handouts": {"task": "handbooks.build_missing_handouts", "schedule": 300},
    "erase-unused-photographs": {"task": "authoring.erase_unused_photographs", "schedule": 3600},
    "suspend-unconfirmed-roles": {
        "task": "accounts.suspend_unconfirmed_roles",
        "schedule": 86400,
    },
    "forget-ended-sessions": {"task": "accounts.forget_ended_sessions", "schedule": 86400},
    "clear-expired-sessions": {"task": "core.clear_expired_sessions", "schedule": 86400},
    "send-outbox": {"task": "core.send_outbox", "schedule": 60},
    "remove-old-mails": {"task": "core.remove_old_mails", "schedule": 86400},
    "fail-lost-jobs": {"task": "core.fail_lost_jobs", "schedule": 600},
    "remove-old-job-files": {"task": "core.remove_old_job_files", "schedule": 3600},
    "remove-old-import-files": {"task": "trainings.remove_old_import_files", "schedule": 3600},
}

# Security -------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
_https = SITE_URL.startswith("https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT")
SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("HSTS_SUBDOMAINS")
SECURE_HSTS_PRELOAD = env.flag("HSTS_PRELOAD")
SECURE_REFERRER_POLICY = "same-origin"
if env.flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Else the limits on signing in would count everybody as one: the proxy.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "tsunagari.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Logs and errors ------------------------------------------------------------------------------

LOG_LEVEL = env.one_of("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])
LOGGING_CONFIG = "core.logs.configure"
LOGGING = {"level": LOG_LEVEL}
SENTRY_DSN = env.text("SENTRY_DSN")

CURRICULUM_DIR = Path(env.text("CURRICULUM_DIR", str(BASE_DIR / "curriculum")))
FACTS_FILE = CURRICULUM_DIR / "facts.yaml"
# The number of rows from which an export becomes a job.
JOB_ROWS = 1000

ENVIRONMENT_PROBLEMS = env.problems
