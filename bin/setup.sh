# shellcheck shell=bash
# Set-up shared by serve, test and bench: sourced by them, never run on its own.
# Everything here is safe to repeat, and quick when there is nothing to do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }
fail() {
    say "$*"
    exit 1
}

# System packages -------------------------------------------------------------------------------

# install_packages NAME…: what is missing, by apt as root; otherwise says what to install.
install_packages() {
    local missing=() name installed
    installed=$(dpkg-query --show --showformat='${Package} ${db:Status-Abbrev}\n' "$@" 2>/dev/null || true)
    for name; do
        grep -q "^$name ii" <<<"$installed" || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" != 0 ]; then
        fail "Missing system packages. As root, once:  apt-get install ${missing[*]}"
    fi
    say "installing ${missing[*]}"
    local log status
    log=$(mktemp)
    # Fresh machines have no package lists yet, and old lists point to files that are gone.
    if ! apt_install "${missing[@]}" >"$log" 2>&1; then
        status=0
        { apt-get update && apt_install "${missing[@]}"; } >"$log" 2>&1 || status=$?
        if [ "$status" != 0 ]; then
            tail -n 20 "$log" >&2
            rm -f "$log"
            fail "apt-get could not install ${missing[*]}"
        fi
    fi
    rm -f "$log"
}

apt_install() {
    # RUNLEVEL=1: a database server that comes with its package is not started as a service.
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --quiet --no-install-recommends "$@"
}

is_debian() { command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; }

has_library() { { ldconfig -p || /sbin/ldconfig -p; } 2>/dev/null | grep -q "$1"; }

# install_system [PACKAGE…]: what the site needs, and the Debian packages named.
install_system() {
    if is_debian; then
        local packages=(gettext libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
            fonts-morisawa-bizud-gothic fonts-morisawa-bizud-mincho fonts-noto-cjk "$@")
        find_python >/dev/null || packages+=(python3 python3-venv)
        command -v npm >/dev/null || [ -f node_modules/.locked ] || packages+=(nodejs npm)
        install_packages "${packages[@]}"
        find_python >/dev/null && return
        install_packages python3.11 python3.11-venv
        find_python >/dev/null || fail "Python 3.11 or newer with its venv module is needed."
        return
    fi
    local missing=()
    find_python >/dev/null || missing+=("Python 3.11 or newer with venv")
    command -v npm >/dev/null || [ -f node_modules/.locked ] || missing+=("Node.js with npm")
    command -v msgfmt >/dev/null || missing+=("GNU gettext")
    has_library libpango-1.0 && has_library libpangoft2-1.0 || missing+=("Pango 1.44 or newer")
    has_library libharfbuzz-subset || missing+=("HarfBuzz with its subset library")
    fc-list 2>/dev/null | grep -q "BIZ UDGothic\|BIZUDGothic" || missing+=("the font BIZ UDGothic")
    fc-list 2>/dev/null | grep -q "Noto Sans CJK JP" || missing+=("the font Noto Sans CJK JP")
    command_of_package "$@" missing
    if [ ${#missing[@]} -gt 0 ]; then
        say "This is neither Debian nor Ubuntu. Please install, then start again:"
        printf '  %s\n' "${missing[@]}" >&2
        exit 1
    fi
}

# command_of_package PACKAGE… ARRAY: adds to ARRAY the packages whose command is not there.
command_of_package() {
    local -n lacking=${!#}
    local package name
    for package in "${@:1:$#-1}"; do
        case $package in
            postgresql) [ -n "$(postgresql_folder)" ] && continue ;;
            poppler-utils) name=pdftoppm ;;
            redis-server | chromium | wrk) name=$package ;;
            libreoffice-calc | libreoffice-impress) name=soffice ;;
            *) continue ;;
        esac
        [ "$package" != postgresql ] && command -v "$name" >/dev/null && continue
        lacking+=("$package")
    done
}

# Python and npm packages -----------------------------------------------------------------------

# find_python: a Python of version 3.11 or newer that can make virtual environments.
find_python() {
    local candidate
    if [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null; then
        echo .venv/bin/python
        return
    fi
    for candidate in python3 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null && "$candidate" -c '
import sys, venv, ensurepip
sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

digest_of() { cat "$@" | sha256sum | cut -d' ' -f1; }

# install_python base|dev: the virtual environment from the hash-locked requirements.
install_python() {
    local lock=$1 digest
    digest=$(digest_of requirements/uv.txt "requirements/$lock.txt")
    [ -x .venv/bin/python ] && grep -qsx "$lock $digest" .venv/locked && return
    say "installing Python packages ($lock)"
    if ! [ -x .venv/bin/python ] || ! .venv/bin/python -c '' 2>/dev/null; then
        "$(find_python)" -m venv --clear .venv
    fi
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r requirements/uv.txt
    # pip, where uv finds no index: a mirror may be configured for pip alone.
    UV_SYSTEM_CERTS=1 .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes \
        -r "requirements/$lock.txt" ||
        .venv/bin/python -m pip install --quiet --require-hashes -r "requirements/$lock.txt"
    {
        echo "$lock $digest"
        # dev holds every pin of base.
        [ "$lock" = dev ] && echo "base $(digest_of requirements/uv.txt requirements/base.txt)"
        true
    } >.venv/locked
}

# install_npm site|all: the web assets; all: the test tools too.
install_npm() {
    local scope=$1 digest
    digest=$(digest_of package-lock.json)
    grep -qsx "$scope $digest" node_modules/.locked && return
    say "installing npm packages ($scope)"
    local options=(--ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error)
    [ "$scope" = site ] && options+=(--omit=dev)
    npm ci "${options[@]}" >&2
    {
        echo "$scope $digest"
        [ "$scope" = all ] && echo "site $digest"
        true
    } >node_modules/.locked
}

# compile_catalogues: every translation catalogue that changed since it was compiled.
compile_catalogues() {
    local source
    for source in locale/*/LC_MESSAGES/*.po; do
        [ -f "$source" ] || continue
        [ "${source%.po}.mo" -nt "$source" ] || msgfmt --check-format -o "${source%.po}.mo" "$source"
    done
}

# Throw-away servers for tests and benches ------------------------------------------------------

free_port() {
    .venv/bin/python -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

postgresql_folder() {
    local folder
    folder=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort --version-sort | tail -n 1)
    if [ -x "$folder" ]; then
        dirname "$folder"
    elif command -v initdb >/dev/null; then
        dirname "$(command -v initdb)"
    fi
}

# As whom a throw-away server runs: PostgreSQL refuses root.
unprivileged() {
    if [ "$(id -u)" != 0 ]; then
        "$@"
    elif id postgres >/dev/null 2>&1; then
        runuser -u postgres -- "$@"
    else
        runuser -u nobody -- "$@"
    fi
}

# start_postgresql: sets DATABASE_URL to an empty database behind a socket that only we can reach.
start_postgresql() {
    local programs
    programs=$(postgresql_folder)
    POSTGRESQL_HOME=$(cd / && unprivileged mktemp -d /tmp/tsunagari-postgresql-XXXXXX)
    (
        cd "$POSTGRESQL_HOME"
        unprivileged "$programs/initdb" --pgdata=data --username=tsunagari --auth=trust \
            --encoding=UTF8 --locale=C.UTF-8 --no-sync >initdb.log
        unprivileged "$programs/pg_ctl" --pgdata=data --log=log --wait --silent start --options="\
-k $POSTGRESQL_HOME -c listen_addresses= -c max_connections=1000 -c fsync=off \
-c synchronous_commit=off -c full_page_writes=off"
        "$programs/createdb" --host="$POSTGRESQL_HOME" --username=tsunagari tsunagari
    ) || fail "PostgreSQL could not be started, see $POSTGRESQL_HOME"
    export DATABASE_URL="postgres://tsunagari@${POSTGRESQL_HOME//\//%2F}/tsunagari"
}

# start_redis: sets REDIS_URL to an empty, unsaved Redis on a free port.
start_redis() {
    local port
    port=$(free_port)
    REDIS_HOME=$(cd / && unprivileged mktemp -d /tmp/tsunagari-redis-XXXXXX)
    (cd "$REDIS_HOME" && unprivileged redis-server --bind 127.0.0.1 --port "$port" --save "" \
        --appendonly no --dir "$REDIS_HOME" --daemonize yes --pidfile "$REDIS_HOME/pid" \
        --logfile "$REDIS_HOME/log" >/dev/null)
    export REDIS_URL="redis://127.0.0.1:$port/0"
}

stop_throwaway_servers() {
    if [ -n "${POSTGRESQL_HOME:-}" ]; then
        (cd / && unprivileged "$(postgresql_folder)/pg_ctl" --pgdata="$POSTGRESQL_HOME/data" \
            --mode=immediate --silent stop) >/dev/null 2>&1 || true
        rm -rf "$POSTGRESQL_HOME" || true
    fi
    if [ -n "${REDIS_HOME:-}" ]; then
        stop_and_wait "$(cat "$REDIS_HOME/pid" 2>/dev/null)"
        rm -rf "$REDIS_HOME" || true
    fi
}

# stop_and_wait PID: until it is gone, five seconds at most; it may still write as it ends.
stop_and_wait() {
    kill "${1:-none}" 2>/dev/null || return 0
    for _ in $(seq 50); do
        kill -0 "$1" 2>/dev/null || return 0
        sleep 0.1
    done
}
