# Talking to the user: numbered steps with their time, and errors that say what to do.
# Sourced by grid: variables are shared between the scripts, and $1 in quotes is for an inner shell.
# shellcheck shell=bash disable=SC2154,SC2034,SC2016

steps=0 step_number=0 step_head='' step_from=0 ticker='' child=''
cleanups=()

# Megabytes without which nothing is started on a disk.
disk_needed=200

# A terminal sees the seconds count; a log gets a dot every 15 seconds, so that it never looks dead.
step_begin() {
    step_number=$((step_number + 1))
    step_wait "[$step_number/$steps] $1 …"
}

step_wait() {
    step_head=$1 step_from=$SECONDS
    printf '%s' "$step_head"
    # Reading from a pipe that never delivers waits without a process that could be left behind.
    (
        trap - INT TERM HUP EXIT
        exec 8<> <(:) 9>&-
        if [[ -t 1 && -z ${CI:-} ]]; then
            while ! read -r -t 1 -u 8; do printf '\r%s %d s' "$step_head" $((SECONDS - step_from)); done
        else
            while ! read -r -t 15 -u 8; do printf '.'; done
        fi
    ) &
    ticker=$!
}

# A step that needed nothing.
step_skip() {
    step_number=$((step_number + 1))
    printf '[%d/%d] %s … %s\n' "$step_number" "$steps" "$1" "$2"
}

# A step whose own output follows.
step_open() { step_skip "$1" ''; }

step_stop_ticker() {
    [[ -n $ticker ]] || return 0
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    ticker=''
}

# step_end [what came out]
step_end() {
    step_stop_ticker
    [[ ! -t 1 || -n ${CI:-} ]] || printf '\r%s' "$step_head"
    printf ' %d s%s\n' $((SECONDS - step_from)) "${1:+, $1}"
}

# step_run label log command...: one step whose output goes to the log. Returns the command's exit code.
step_run() {
    local label=$1 log=$2 code=0
    shift 2
    step_begin "$label"
    "$@" >"$log" 2>&1 </dev/null 9>&- &
    child=$!
    wait "$child" || code=$?
    child=''
    if [[ $code -eq 0 ]]; then step_end; else step_end "failed (exit code $code)"; fi
    return "$code"
}

say() { printf '%s\n' "$*"; }

# die what [what to do...]
die() {
    [[ -z $ticker ]] || { step_stop_ticker; printf ' failed\n'; }
    printf 'grid: %s\n' "$1" >&2
    shift
    [[ $# -eq 0 ]] || printf '      %s\n' "$@" >&2
    exit 1
}

show_tail() {
    [[ -s $1 ]] || return 0
    printf '      --- last lines of %s\n' "${1#"$root"/}" >&2
    tail -n "${2:-15}" "$1" | sed 's/^/      | /' >&2
}

# at_exit 'command': runs when the script ends, however it ends, latest first.
at_exit() { cleanups=("$1" "${cleanups[@]}"); }

leave() {
    local code=$? cleanup
    # A child that is ended before it has put our traps away must not clean up for us.
    [[ $BASHPID -eq $$ ]] || { trap - EXIT; exit "$code"; }
    trap '' INT TERM HUP
    trap - EXIT
    step_stop_ticker
    [[ -z $child ]] || kill "$child" 2>/dev/null || true
    for cleanup in "${cleanups[@]}"; do eval "$cleanup" || true; done
    exit "$code"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Makes sure that .data can be written and that the disk is not full, before anything is started on it.
data_prepare() {
    if ! mkdir -p "$data" 2>/dev/null || ! { : >"$data/.probe"; } 2>/dev/null; then
        local free
        free=$(df -Pk "$root" | awk 'NR == 2 { print $4 }')
        [[ ${free:-1} -gt 0 ]] || die "the disk that holds $root is full." "Free some space and try again."
        die "$data cannot be written by $(id -un)." \
            "Make the folder writable for this user, or run ./grid as the user who owns it."
    fi
    rm -f "$data/.probe"
    disk_check "$data" "$disk_needed"
}

# Megabytes that are free on the disk that holds a folder.
disk_free() { df -Pk "$1" | awk 'NR == 2 { print int($4 / 1024) }'; }

# disk_check folder megabytes
disk_check() {
    local free
    free=$(disk_free "$1")
    [[ $free -ge $2 ]] || die "only $free MB are free on the disk that holds $1; at least $2 MB are needed." \
        "Free some space and try again. Large folders of ours: .data (what the grid keeps), artifacts (build output)."
}

# A process is named by its id and its start time, so that a reused id is never taken for it.
# A zombie, which only waits for its parent to look at it, counts as gone.
process_start() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" { print $20 }'; }
process_is() { [[ -n ${1:-} && -n ${2:-} && "$(process_start "$1")" == "$2" ]]; }

# True while a process group has a living member.
group_alive() { cat /proc/[0-9]*/stat 2>/dev/null | sed 's/.*) //' | awk -v group="$1" '
    $3 == group && $1 != "Z" { alive = 1 } END { exit !alive }'; }

port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Names the process that listens on a port: "pid 123 (dotnet)"; another user's process stays unnamed.
port_holder() {
    local hex inode link pid
    hex=$(printf '%04X' "$1")
    inode=$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
        awk -v port=":$hex\$" '$2 ~ port && $4 == "0A" { print $10; exit }')
    [[ -n $inode ]] || { printf 'another process'; return; }
    link=$(find /proc/[0-9]*/fd -lname "socket:\[$inode\]" 2>/dev/null | head -n 1 || true)
    pid=${link#/proc/} pid=${pid%%/*}
    [[ -n $pid ]] || { printf "another user's process"; return; }
    printf 'pid %s (%s)' "$pid" "$(tr '\0' ' ' <"/proc/$pid/cmdline" | cut -c1-60 | sed 's/ *$//')"
}
