# Private PostgreSQL clusters: found or installed, made, started, stopped.
# A cluster's home (.data/postgres for `up`) holds data/, port and password.
# Sourced by grid: variables are shared between the scripts, and $1 in quotes is for an inner shell.
# shellcheck shell=bash disable=SC2154,SC2034,SC2016

pg_bin='' pg_as=() pg_owner='' pg_home='' pg_connection=''
pg_oldest=15

# pg_find [major]: sets pg_bin to the newest binaries, or to those of the wanted major version. False if there are none.
pg_find() {
    local wanted=${1:-} folder major best=0 on_path
    on_path=$(command -v postgres || true)
    pg_bin=''
    for folder in ${on_path:+"$(dirname "$(readlink -f "$on_path")")"} /usr/lib/postgresql/*/bin /usr/pgsql-*/bin; do
        [[ -x $folder/postgres && -x $folder/initdb ]] || continue
        major=$("$folder/postgres" --version | sed -E 's/.* ([0-9]+).*/\1/')
        [[ $major -ge $pg_oldest && $major -gt $best ]] || continue
        [[ -z $wanted || $wanted == "$major" ]] || continue
        best=$major pg_bin=$folder
    done
    [[ -n $pg_bin ]]
}

# Installs Debian's package when no binaries are found. It must not start a cluster of its own.
pg_install() {
    pg_find && return
    local log=$data/apt.log as_root=() conf=/etc/postgresql-common/createcluster.d
    local advice="Install PostgreSQL $pg_oldest or later (Debian: apt-get install postgresql), or set ORDERGRID_POSTGRES."
    command -v apt-get >/dev/null || die "PostgreSQL is not installed, and this is no Debian system." "$advice"
    if [[ $(id -u) -ne 0 ]]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root=(sudo -n)
        else die "PostgreSQL is not installed, and only root may install it." "$advice"; fi
    fi
    steps=$((steps + 1))
    "${as_root[@]}" mkdir -p "$conf"
    printf 'create_main_cluster = false\n' | "${as_root[@]}" tee "$conf/ordergrid.conf" >/dev/null
    local code=0
    step_run 'installing PostgreSQL (apt-get)' "$log" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive sh -c \
        'apt-get update && apt-get install -y --no-install-recommends postgresql' || code=$?
    "${as_root[@]}" rm -f "$conf/ordergrid.conf"
    [[ $code -eq 0 ]] || { show_tail "$log"; die "apt-get could not install PostgreSQL." "$advice"; }
    pg_find || die "no PostgreSQL $pg_oldest or later was found after the installation." "$advice"
}

# PostgreSQL refuses to run as root: root hands over to `postgres`, or to a system user made for it.
pg_choose_owner() {
    local home=$1 user
    user=$(id -un)
    if [[ -d $home/data ]]; then pg_owner=$(stat -c %U "$home/data"); else pg_owner=$user; fi
    if [[ $user != root ]]; then
        [[ $pg_owner == "$user" ]] || die "the data in $home belongs to $pg_owner." "Run ./grid as $pg_owner or as root."
        pg_as=()
        return
    fi
    if [[ $pg_owner == root ]]; then
        if id postgres >/dev/null 2>&1; then pg_owner=postgres; else pg_owner=ordergrid; fi
        id "$pg_owner" >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin "$pg_owner" ||
            die "the system user $pg_owner could not be made." "PostgreSQL refuses to run as root: run ./grid as another user."
    fi
    pg_as=(setpriv --reuid="$pg_owner" --regid="$(id -g "$pg_owner")" --init-groups)
}

# Runs a command as the cluster's owner, from a folder that everybody may enter.
pg_run() { (cd / && exec "${pg_as[@]}" env -u PGDATA -u PGHOST -u PGPORT LC_ALL=C "$@"); }

# pg_place name: sets pg_home to .data/<name>, or, where the owner cannot reach that folder, to one it can reach.
pg_place() {
    local link=$data/$1 away
    pg_home=$(readlink -m "$link")
    pg_choose_owner "$pg_home"
    [[ ! -d $pg_home/data ]] || return 0
    if [[ -L $link ]]; then rm -f "$link"; pg_home=$(readlink -m "$link"); fi
    mkdir -p "$pg_home"
    [[ $(id -u) -ne 0 ]] || chmod 711 "$data" "$(dirname "$pg_home")" "$pg_home"
    if ! pg_run test -x "$pg_home"; then
        rm -rf "$pg_home"
        away=/var/lib/ordergrid/$(printf '%s' "$root" | sha256sum | cut -c1-12)/$1
        say "$pg_owner cannot enter $(dirname "$root"), so the database goes to $away (linked from .data/$1)"
        mkdir -p "$away"
        chmod 711 /var/lib/ordergrid "$(dirname "$away")" "$away"
        mkdir -p "$(dirname "$link")"
        ln -s "$away" "$link"
        pg_home=$away
    fi
}

pg_pid() { [[ ! -f $1/data/postmaster.pid ]] || head -n 1 "$1/data/postmaster.pid" 2>/dev/null; }

# True when the process in the pid file is a server on this very folder, not another process with a reused id.
pg_running() {
    local pid
    pid=$(pg_pid "$1")
    [[ -n $pid && "$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline")" == *postgres*"$(readlink -f "$1/data")"* ]]
}

# Takes away the pid file of a killed server when nobody or another program has its id now. Whether one of its
# backends is still alive PostgreSQL checks by itself.
pg_forget_stale() {
    local pid program
    pid=$(pg_pid "$pg_home")
    [[ -n $pid ]] || return 0
    program=$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" || true)
    [[ -n $(process_start "$pid") && (-z $program || $program == *postgres*) ]] ||
        rm -f "$pg_home"/data/postmaster.pid "$pg_home"/data/.s.PGSQL.*
}

# pg_up name: makes and starts the cluster, sets pg_connection. One step. pg_install comes before.
pg_up() {
    local major=''
    pg_place "$1"
    step_begin "starting PostgreSQL (.data/$1)"
    disk_check "$pg_home" "$disk_needed"
    [[ ! -f $pg_home/data/PG_VERSION ]] || major=$(cat "$pg_home/data/PG_VERSION")
    if [[ -n $major ]] && ! pg_find "$major"; then
        die "the data in .data/$1 is of PostgreSQL $major, whose binaries are not installed." \
            "Install them (Debian: apt-get install postgresql-$major), or move .data/$1 away to begin anew."
    fi
    [[ -n $major && -f $pg_home/password ]] || pg_make
    if pg_running "$pg_home"; then
        pg_set_connection
        step_end 'was running'
    else
        pg_start
        pg_set_connection
        pg_make_database
        step_end "version $(pg_run "$pg_bin/postgres" --version | awk '{ print $3 }'), port $(cat "$pg_home/port")"
    fi
}

pg_make() {
    local secret log=$data/initdb.log
    secret=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
    rm -rf "$pg_home/data"
    install -d -m 700 "$pg_home/data"
    (umask 077 && printf '%s' "$secret" >"$pg_home/password" && printf '%s' "$secret" >"$pg_home/.initial")
    if [[ $(id -u) -eq 0 ]]; then chown "$pg_owner" "$pg_home/data" "$pg_home/.initial"; fi
    if ! pg_run "$pg_bin/initdb" -D "$pg_home/data" -U ordergrid --pwfile="$pg_home/.initial" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C >"$log" 2>&1; then
        rm -rf "$pg_home/data" "$pg_home/.initial"
        show_tail "$log"
        die "initdb could not make the database in .data." "$(pg_advice "$log")"
    fi
    rm -f "$pg_home/.initial"
    printf "include_if_exists = 'ordergrid.conf'\n" | pg_run sh -c 'cat >>"$1"' sh "$pg_home/data/postgresql.conf"
}

# The port is chosen once and kept, so that connections noted elsewhere stay valid; it changes only when it is taken.
pg_free_port() {
    local port
    for port in $(shuf -i 54320-55999 -n 50); do
        port_taken "$port" || { printf '%s' "$port"; return; }
    done
    die 'no free port was found between 54320 and 55999.' 'Stop what listens there, or set ORDERGRID_POSTGRES.'
}

pg_settings() {
    local socket=$pg_home/data
    # A socket's path holds 107 bytes at most; a longer one is left out.
    [[ $((${#socket} + 15)) -le 107 ]] || socket=''
    {
        cat Grains/Journal/postgresql.settings.conf 2>/dev/null || true
        printf "\nlisten_addresses = '127.0.0.1'\nport = %s\nunix_socket_directories = '%s'\n" "$1" "$socket"
    } | pg_run sh -c 'cat >"$1"' sh "$pg_home/data/ordergrid.conf"
}

pg_start() {
    local log=$pg_home/data/server.log port=''
    [[ ! -f $pg_home/port ]] || port=$(cat "$pg_home/port")
    pg_forget_stale
    for _ in {1..5}; do
        if [[ -z $port ]] || port_taken "$port"; then port=$(pg_free_port); fi
        pg_settings "$port"
        pg_run sh -c '[ ! -f "$1" ] || mv "$1" "$1.old"' sh "$log"
        if pg_run "$pg_bin/pg_ctl" -D "$pg_home/data" -l "$log" -w -t 120 start >/dev/null 2>&1; then
            printf '%s\n' "$port" >"$pg_home/port"
            return
        fi
        if grep -q 'shared memory block .* is still in use' "$log" 2>/dev/null; then
            # Backends of a killed server notice within a second or two that it is gone.
            sleep 2
        elif grep -qE 'could not bind|Address already in use' "$log" 2>/dev/null; then
            port=''
        else
            break
        fi
    done
    show_tail "$log"
    die "PostgreSQL did not start; its log is $log." "$(pg_advice "$log")"
}

pg_advice() {
    if grep -q 'No space left on device' "$1" 2>/dev/null; then printf 'The disk is full: free some space and try again.'
    elif grep -q 'could not.*shared memory' "$1" 2>/dev/null; then
        printf 'Too little shared memory: give the container more (docker run --shm-size 256m).'
    elif grep -q 'Permission denied' "$1" 2>/dev/null; then
        printf 'A folder is not accessible for %s: check the owner and mode of the path in the log.' "$pg_owner"
    else printf 'Read the log lines above. ORDERGRID_POSTGRES uses a server of your own instead.'; fi
}

pg_set_connection() {
    pg_connection="Host=127.0.0.1;Port=$(cat "$pg_home/port");Username=ordergrid;Password=$(cat "$pg_home/password")"
    pg_connection+=';Database=ordergrid'
}

pg_sql() {
    PGPASSWORD=$(cat "$pg_home/password") PGCONNECT_TIMEOUT=10 "$pg_bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 \
        -h 127.0.0.1 -p "$(cat "$pg_home/port")" -U ordergrid -d postgres -c "$1"
}

pg_make_database() {
    local log=$data/psql.log
    [[ $(pg_sql "select 1 from pg_database where datname = 'ordergrid'" 2>"$log") == 1 ]] ||
        pg_sql 'create database ordergrid' >>"$log" 2>&1 || {
        show_tail "$log"
        die 'PostgreSQL runs but does not let us in.' "Move $pg_home away to begin anew, or restore its password file."
    }
}

# pg_down name: stops the cluster if it runs. True when there was something to stop.
pg_down() {
    [[ -d $data/$1/data ]] || return 1
    pg_home=$(readlink -f "$data/$1")
    pg_running "$pg_home" || return 1
    pg_choose_owner "$pg_home"
    pg_find "$(cat "$pg_home/data/PG_VERSION")" || die "the binaries of the running PostgreSQL are gone." \
        "Install them again, or end process $(pg_pid "$pg_home")."
    pg_run "$pg_bin/pg_ctl" -D "$pg_home/data" -m fast -w -t 60 stop >/dev/null 2>&1 ||
        pg_run "$pg_bin/pg_ctl" -D "$pg_home/data" -m immediate -w -t 30 stop >/dev/null 2>&1 ||
        die "PostgreSQL (pid $(pg_pid "$pg_home")) does not stop." "End the process by hand; nothing committed is lost."
}

# pg_remove name: deletes a stopped cluster.
pg_remove() {
    local link=$data/$1 home
    home=$(readlink -f "$link" 2>/dev/null) || return 0
    rm -rf "${home:?}/data" "${home:?}/port" "${home:?}/password"
    rmdir "$home" 2>/dev/null || true
    [[ ! -L $link ]] || rm -f "$link"
}
