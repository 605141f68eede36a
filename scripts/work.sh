# Work that ends by itself: demo, bench, flash and simulate.
# Sourced by grid: variables are shared between the scripts, and $1 in quotes is for an inner shell.
# shellcheck shell=bash disable=SC2154,SC2034,SC2016

# True while the demo, bench or flash sale that wrote the file is alive.
work_running() {
    local file=$data/$1.owner
    [[ -f $file ]] && process_is "$(cut -d' ' -f1 "$file")" "$(cut -d' ' -f2 "$file")"
}

# Demo, bench and flash sales run on a private cluster of their own, whatever ORDERGRID_POSTGRES says, and leave nothing running.
work_with_postgres() {
    local name=$1 load code=0
    shift
    data_prepare
    disk_check "$data" 1000
    ! work_running "$name" || die "another $name is running in this folder." 'Wait until it ends, or stop it with Ctrl-C.'
    steps=4
    pg_install
    runtime_choose
    [[ $name != bench || $runtime != Orleans || -n ${GridRuntime:-} ]] || steps=6
    build_release "$runtime"
    # Where Orleans restores, the bench tells its calls beside those of the Embedded runtime.
    if [[ $name == bench && $runtime == Orleans && -z ${GridRuntime:-} ]]; then
        build_release Embedded
        ORDERGRID_OTHER_LOAD_DLL=$(program Embedded load OrderGrid.Load.dll)
        export ORDERGRID_OTHER_LOAD_DLL
    fi
    pg_down "$name" || true
    pg_remove "$name"
    printf '%s %s\n' $$ "$(process_start $$)" >"$data/$name.owner"
    at_exit "rm -f '$data/$name.owner'"
    at_exit "pg_down $name || true"
    pg_up "$name"
    load=$(program "$runtime" load OrderGrid.Load.dll)
    ORDERGRID_GATEWAY_DLL=$(program "$runtime" Gateway OrderGrid.Gateway.dll)
    ORDERGRID_SILO_DLL=$(program "$runtime" Silo OrderGrid.Silo.dll)
    ORDERGRID_SANDBOX_DLL=$(program "$runtime" Sandbox OrderGrid.Sandbox.dll)
    export ORDERGRID_GATEWAY_DLL ORDERGRID_SILO_DLL ORDERGRID_SANDBOX_DLL ORDERGRID_POSTGRES=$pg_connection
    step_open "running the $name"
    work_run dotnet "$load" "$name" "$@" || code=$?
    if [[ $code -eq 0 ]]; then
        pg_down "$name" || true
        pg_remove "$name"
    else
        say "the $name failed (exit code $code); its database is kept in .data/$name until the next $name"
    fi
    return "$code"
}

# Runs a program in a process group of its own, so that whatever it has started ends with it.
work_run() {
    local code=0 pid
    setsid "$@" </dev/null &
    pid=$!
    at_exit "work_end $pid"
    while :; do
        code=0
        wait "$pid" || code=$?
        kill -0 "$pid" 2>/dev/null || break
    done
    work_end "$pid"
    return "$code"
}

work_end() {
    local until=$((SECONDS + 15))
    kill -TERM -- "-$1" 2>/dev/null || return 0
    while group_alive "$1"; do
        [[ $SECONDS -lt $until ]] || { kill -KILL -- "-$1" 2>/dev/null || true; return 0; }
        sleep 0.2
    done
}

# The simulator needs the seeded scheduler, which only the Embedded runtime has.
work_simulate() {
    local simulation
    steps=3
    sdk_find
    build_release Embedded
    simulation=$(program Embedded Simulation OrderGrid.Simulation.dll)
    step_open 'simulating'
    work_run dotnet "$simulation" "$@"
}
