# The node: up, down, status.
# Sourced by grid: variables are shared between the scripts, and $1 in quotes is for an inner shell.
# shellcheck shell=bash disable=SC2154,SC2034,SC2016

node_file=$data/node
node_http=${ORDERGRID_HTTP:-http://127.0.0.1:8080}
node_admin=${ORDERGRID_ADMIN_HTTP:-http://127.0.0.1:8081}
# A node drains before it stops; one that takes longer is killed, which loses nothing that was answered.
node_drain_seconds=90
node_start_seconds=120
journal_private='private PostgreSQL'

# .data/node holds key=value lines: pid, start, http, admin, runtime, journal, postgres.
node_read() { [[ ! -f $node_file ]] || sed -n "s/^$1=//p" "$node_file"; }
node_running() { process_is "$(node_read pid)" "$(node_read start)"; }

# The host and port of the first address of a list such as http://*:8080;https://…
address_port() {
    local address=${1%%;*} scheme=${1%%:*}
    address=${address#*://} address=${address%%/*}
    if [[ $address =~ :([0-9]+)$ ]]; then printf '%s' "${BASH_REMATCH[1]}"
    elif [[ $scheme == https ]]; then printf 443
    else printf 80; fi
}

address_host() {
    local address=${1%%;*}
    address=${address#*://} address=${address%%/*} address=${address%:*}
    case $address in '*' | + | 0.0.0.0 | '[::]' | localhost) address=127.0.0.1 ;; esac
    printf '%s' "$address"
}

# node_ready address: the status code of GET /readyz, 000 without an answer.
node_ready() {
    local answer='' host port
    host=$(address_host "$1") port=$(address_port "$1")
    answer=$(timeout 3 bash -c 'exec 3<>"/dev/tcp/$1/$2" && printf "GET /readyz HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" \
        "$1" >&3 && IFS= read -r line <&3 && printf "%s" "$line"' bash "$host" "$port" 2>/dev/null) || true
    [[ $answer =~ ^HTTP/1\.[01]\ ([0-9]{3}) ]] && printf '%s' "${BASH_REMATCH[1]}" || printf '000'
}

node_check_port() {
    local port
    port=$(address_port "$2")
    ! port_taken "$port" || die "port $port is taken by $(port_holder "$port")." \
        "Stop that process, or choose another port: $1=http://127.0.0.1:$((port + 1000)) ./grid up"
}

node_up() {
    local detach='' volatile='' arguments=() argument before=''
    for argument in "$@"; do
        case $argument in
            --detach | -d) detach=1; continue ;;
            volatile) [[ $before != --journal ]] || volatile=1 ;;
            --journal=volatile) volatile=1 ;;
        esac
        arguments+=("$argument") before=$argument
    done
    data_prepare
    if node_running; then
        say "the node is already running (pid $(node_read pid)) at $(node_read http)"
        node_revive_postgres
        [[ -n $detach ]] || die 'only one node runs per folder.' './grid status shows it, ./grid down stops it.'
        return
    fi
    steps=4
    [[ -z $volatile && -z ${ORDERGRID_POSTGRES:-} ]] || steps=3
    node_check_port ORDERGRID_HTTP "$node_http"
    node_check_port ORDERGRID_ADMIN_HTTP "$node_admin"
    [[ $steps -eq 3 ]] || pg_install
    runtime_choose
    build_release "$runtime"
    node_choose_journal "$volatile"
    node_start "$detach" "${arguments[@]}"
}

# True when the node in this folder works on the private PostgreSQL, and that has ended: on a full disk it may.
node_bereft() {
    node_running && [[ $(node_read journal) == "$journal_private" ]] && ! pg_running "$data/postgres"
}

# The node goes on by itself as soon as its PostgreSQL is back.
node_revive_postgres() {
    local port
    node_bereft || return 0
    port=$(cat "$data/postgres/port")
    say 'but its PostgreSQL has ended'
    steps=2
    pg_install
    pg_up postgres
    [[ $(cat "$pg_home/port") == "$port" ]] || die "PostgreSQL's port $port was taken by $(port_holder "$port") meanwhile." \
        "It has another now, which the node learns when it starts: ./grid down, then ./grid up."
    node_http=$(node_read http)
    step_begin 'waiting for the node'
    node_await_ready "$(node_read pid)" "$data/node.log"
    step_end ready
}

node_choose_journal() {
    if [[ -n $1 ]]; then
        journal=volatile
        unset ORDERGRID_POSTGRES
    elif [[ -n ${ORDERGRID_POSTGRES:-} ]]; then
        journal='PostgreSQL server of ORDERGRID_POSTGRES'
    else
        journal=$journal_private
        at_exit 'pg_down postgres || true'
        pg_up postgres
        export ORDERGRID_POSTGRES=$pg_connection
    fi
}

node_start() {
    local detach=$1 dll log=$data/node.log pid
    shift
    dll=$(program "$runtime" Gateway OrderGrid.Gateway.dll)
    export ORDERGRID_HTTP=$node_http ORDERGRID_ADMIN_HTTP=$node_admin
    [[ ! -f $log ]] || mv "$log" "$log.old"
    step_begin 'starting the node'
    if [[ -n $detach ]]; then
        setsid dotnet "$dll" "$@" >"$log" 2>&1 </dev/null &
    else
        # The log goes to the file while the node starts, and to the terminal as well from then on.
        dotnet "$dll" "$@" >"$log" 2>&1 </dev/null &
    fi
    pid=$!
    at_exit "node_stop $pid $(process_start "$pid")"
    printf '%s\n' "pid=$pid" "start=$(process_start "$pid")" "http=$node_http" "admin=$node_admin" \
        "runtime=$runtime" "journal=$journal" >"$node_file"
    node_await_ready "$pid" "$log"
    step_end ready
    say "channels and partners: $node_http · operators: $node_admin · runtime $runtime · journal: $journal"
    if [[ -n $detach ]]; then
        cleanups=()
        say "the node runs (pid $pid), log in .data/node.log; ./grid status shows it, ./grid down stops it"
        return
    fi
    say 'Ctrl-C stops it'
    node_follow "$pid" "$log"
}

node_await_ready() {
    local pid=$1 log=$2 until=$((SECONDS + node_start_seconds)) code
    while kill -0 "$pid" 2>/dev/null; do
        [[ $(node_ready "$node_http") != 200 ]] || return 0
        if [[ $SECONDS -ge $until ]]; then
            show_tail "$log" 25
            code=$(node_ready "$node_http")
            die "the node is not ready after $node_start_seconds s (/readyz answers $code)." \
                "The log above says what it waits for; the whole of it is in .data/node.log."
        fi
        sleep 0.2
    done
    show_tail "$log" 25
    die 'the node ended while it was starting.' "$(node_advice "$log")"
}

node_advice() {
    if grep -qi 'address already in use' "$1"; then
        printf 'Its port is taken: choose others with ORDERGRID_HTTP and ORDERGRID_ADMIN_HTTP.'
    elif grep -q 'No space left on device' "$1"; then printf 'The disk is full: free some space and try again.'
    elif [[ -n ${ORDERGRID_POSTGRES:-} ]] && grep -qE 'NpgsqlException|JournalUnavailable' "$1"; then
        printf 'PostgreSQL cannot be used: check the server (and ORDERGRID_POSTGRES, if you set it).'
    else printf 'The log above says why; the whole of it is in .data/node.log.'; fi
}

# Shows the node's log until it ends. The first Ctrl-C drains and stops it, a second one kills it.
node_follow() {
    local pid=$1 code=0 asked=0
    tail -n +1 -s 0.2 --pid="$pid" -f "$2" &
    child=$!
    trap 'asked=$((asked + 1)); if [[ $asked -eq 1 ]]; then kill -TERM '"$pid"'; else kill -KILL '"$pid"'; fi' INT TERM HUP
    while kill -0 "$pid" 2>/dev/null; do wait "$pid" || code=$?; done
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    wait "$child" || true
    child=''
    rm -f "$node_file"
    [[ $asked -eq 0 ]] || { say 'the node has stopped'; return 0; }
    [[ $code -eq 0 ]] || die "the node ended with exit code $code." 'Its log is in .data/node.log.'
}

# node_stop pid start: asks, waits for the drain, then insists. Silent when it is gone already.
node_stop() {
    local pid=$1 start=$2 until=$((SECONDS + node_drain_seconds))
    process_is "$pid" "$start" || { rm -f "$node_file"; return 0; }
    kill -TERM "$pid" 2>/dev/null || die "the node (pid $pid) belongs to another user." 'Run ./grid down as that user or as root.'
    while process_is "$pid" "$start" && [[ $SECONDS -lt $until ]]; do
        sleep 0.1
    done
    if process_is "$pid" "$start" && [[ $SECONDS -ge $until ]]; then
        say "the node did not stop within $node_drain_seconds s and is killed; what was answered is in the journal"
        kill -KILL "$pid" 2>/dev/null || true
    fi
    rm -f "$node_file"
}

node_down() {
    local name
    [[ -d $data ]] || { say 'nothing is running'; return 0; }
    steps=0
    if node_running; then
        steps=1 step_number=0
        step_begin "stopping the node (pid $(node_read pid))"
        node_stop "$(node_read pid)" "$(node_read start)"
        step_end
    else
        say 'no node is running'
        rm -f "$node_file"
    fi
    if pg_down postgres; then say 'PostgreSQL has stopped'; fi
    # What a killed demo, bench or flash sale left behind goes too; a running one is left alone.
    for name in demo bench flash; do
        work_running "$name" || ! pg_down "$name" || say "PostgreSQL of a killed $name has stopped"
    done
}

node_status() {
    local code=3 journal ready
    if node_running; then
        code=0
        ready=$(node_ready "$(node_read http)")
        say "node        running (pid $(node_read pid)), log .data/node.log"
        say "addresses   channels and partners $(node_read http), operators $(node_read admin)"
        case $ready in
            200) say 'readiness   ready' ;;
            000) say 'readiness   no answer' ;;
            *) say "readiness   not ready (/readyz answers $ready)" ;;
        esac
        say "runtime     $(node_read runtime)"
        journal=$(node_read journal)
        say "journal     $journal"
    else
        say 'node        not running'
    fi
    if [[ -d $data/postgres/data ]] && pg_running "$data/postgres"; then
        say "PostgreSQL  running (pid $(pg_pid "$data/postgres")), 127.0.0.1:$(cat "$data/postgres/port"), .data/postgres"
    else
        say 'PostgreSQL  the private one is not running'
        ! node_bereft || say '            the node waits for it: ./grid up --detach starts it again'
    fi
    node_status_disk "$data"
    say "versions    OrderGrid $(sed -n 's/.*<Version>\(.*\)<.*/\1/p' Directory.Build.props)$(node_versions)"
    exit "$code"
}

# A disk that is full, or soon will be: orders are refused, or PostgreSQL has ended.
node_status_disk() {
    local folder free
    for folder in "$1" "$1/postgres"; do
        [[ -d $folder ]] || continue
        folder=$(readlink -f "$folder") free=$(disk_free "$folder")
        [[ $free -lt $disk_needed ]] || continue
        say "disk        only $free MB are free on the disk that holds $folder"
        say '            without space no order is accepted, and nothing that was accepted is lost: free some space'
        return
    done
}

node_versions() {
    ! command -v dotnet >/dev/null || printf ', .NET SDK %s' "$(dotnet --version 2>/dev/null || printf 'missing')"
    ! pg_find || printf ', PostgreSQL %s' "$("$pg_bin/postgres" --version | awk '{ print $3 }')"
}
