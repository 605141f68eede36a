# ./grid test: everything that can run here, then one summary.
# Sourced by grid: variables are shared between the scripts, and $1 in quotes is for an inner shell.
# shellcheck shell=bash disable=SC2154,SC2034,SC2016

tests_passed=0 tests_failed=0 tests_skipped=0 tests_summary=() tests_done=''
tests_seeds=200 tests_seed_seconds=300 tests_limit_seconds=1200

tests_run() {
    local filters=() words=0 before='' forced=${GridRuntime:-}
    while [[ $# -gt 0 ]]; do
        case $1 in
            --filter) [[ $# -gt 1 ]] || die '--filter needs a word.' 'Example: ./grid test Journal'
                shift; filters+=(-method "*${1#FullyQualifiedName~}*") ;;
            -*) filters+=("$1") ;;
            *) # A value of the runner's own option before it, or a word of a name.
                if [[ $before == -* ]]; then filters+=("$1"); else filters+=(-method "*$1*"); fi ;;
        esac
        words=$((words + 1)) before=$1
        shift
    done
    at_exit tests_last_line
    data_prepare
    runtime_choose
    # Restore, build and test for each runtime, and the simulation.
    [[ $forced == Orleans ]] || steps=$((words == 0 ? 4 : 3))
    [[ $runtime != Orleans ]] || steps=$((steps + 3))
    pg_install
    if [[ $forced != Orleans ]]; then
        build_release Embedded
        tests_suite Embedded "${filters[@]}"
        if [[ $words -eq 0 ]]; then tests_simulation; else tests_skip simulation 'a filter is set'; fi
    else
        tests_skip 'Embedded tests and simulation' 'GridRuntime=Orleans is set'
    fi
    if [[ $runtime == Orleans ]]; then
        build_release Orleans
        tests_suite Orleans "${filters[@]}"
    elif [[ -n $forced ]]; then
        tests_skip 'Orleans tests' "GridRuntime=$forced is set"
    else
        tests_skip 'Orleans tests' "Orleans packages: $orleans_verdict"
    fi
    tests_done=1
    say ''
    printf '%s\n' "${tests_summary[@]}"
    [[ $tests_failed -eq 0 && $tests_passed -gt 0 ]]
}

# The last line of output, whatever happened before: a run that could not finish has failed.
tests_last_line() {
    [[ -n $tests_done ]] || tests_failed=$((tests_failed + 1))
    [[ -z $tests_done || $((tests_passed + tests_failed)) -gt 0 ]] || tests_failed=1
    printf '%d passed, %d failed%s\n' "$tests_passed" "$tests_failed" \
        "$([[ $tests_skipped -eq 0 ]] || printf ', %d skipped' "$tests_skipped")"
}

# tests_count name passed failed skipped note
tests_count() {
    tests_passed=$((tests_passed + $2)) tests_failed=$((tests_failed + $3)) tests_skipped=$((tests_skipped + $4))
    tests_summary+=("$(printf '%-16s %d passed, %d failed, %d skipped%s' "$1" "$2" "$3" "$4" "${5:+ · $5}")")
}

tests_skip() {
    tests_skipped=$((tests_skipped + 1))
    tests_summary+=("$(printf '%-16s skipped: %s' "$1" "$2")")
}

# Runs one build's tests, shows progress, and counts from the result file: a run without one has failed.
tests_suite() {
    local rt=$1 folder=$root/artifacts/${1,,}/tests code=0 pid dll from=$SECONDS counts
    shift
    dll=$(program "$rt" Tests OrderGrid.Tests.dll)
    rm -rf "$folder"
    mkdir -p "$folder"
    step_open "testing ($rt)"
    ORDERGRID_POSTGRES_BIN=$pg_bin setsid timeout "$tests_limit_seconds" dotnet "$dll" -noLogo -noColor \
        -reporter verbose -xml "$folder/results.xml" "$@" >"$folder/output.log" 2>&1 </dev/null &
    pid=$!
    at_exit "work_end $pid"
    tests_progress "$pid" "$folder/output.log"
    wait "$pid" || code=$?
    work_end "$pid"
    tests_show "$folder/output.log"
    counts=$(tests_read "$folder/results.xml")
    if [[ -z $counts ]]; then
        show_tail "$folder/output.log" 30
        tests_count "$rt tests" 0 1 0 "ended with exit code $code without a result; see ${folder#"$root"/}/output.log"
        return
    fi
    local passed failed skipped
    read -r passed failed skipped <<<"$counts"
    # The runner's own verdict counts too: it can fail without a failed test.
    [[ $code -eq 0 || $failed -gt 0 ]] || failed=1
    tests_count "$rt tests" "$passed" "$failed" "$skipped" "$((SECONDS - from)) s"
}

# One line every ten seconds, so that a log shows that it lives.
tests_progress() {
    local from=$SECONDS next=$((SECONDS + 10))
    while kill -0 "$1" 2>/dev/null; do
        sleep 0.3
        [[ $SECONDS -ge $next ]] || continue
        next=$((SECONDS + 10))
        printf '      %d s: %d done, %d failed\n' $((SECONDS - from)) \
            "$(grep -c '\[FINISHED\]' "$2" || true)" "$(grep -c '\[FAIL\]' "$2" || true)"
    done
}

# Failed and skipped tests by name with their messages, without the noise around them.
tests_show() {
    awk '/ \[(STARTING|FINISHED|PASS|NOT RUN)\]/ { shown = 0 } / \[(FAIL|SKIP)\]/ { shown = 1 } shown && NF' "$1"
}

# passed failed skipped, summed over the assemblies of an xunit result file; nothing when it is not complete.
tests_read() {
    [[ -s $1 ]] && grep -q '</assemblies>' "$1" || return 0
    grep -o '<assembly [^>]*>' "$1" | awk '
        function value(name) {
            if (!match($0, " " name "=\"[0-9]+\"")) return 0
            return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0
        }
        { passed += value("passed"); failed += value("failed") + value("errors"); skipped += value("skipped") }
        END { if (NR > 0) printf "%d %d %d", passed, failed, skipped }'
}

tests_simulation() {
    local log=$root/artifacts/embedded/tests/simulation.log code=0 line from=$SECONDS
    step_begin "simulating $tests_seeds seeds and every planted bug"
    local dll=$root/artifacts/embedded/bin/Simulation/release/OrderGrid.Simulation.dll
    timeout "$tests_seed_seconds" dotnet "$dll" --plants --repeat --seeds "$tests_seeds" >"$log" 2>&1 </dev/null &
    child=$!
    wait "$child" || code=$?
    child=''
    step_end
    line=$(grep -E '^simulation: [0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1 || true)
    if [[ $line =~ ^simulation:\ ([0-9]+)\ passed,\ ([0-9]+)\ failed && $code -ne 124 ]]; then
        local passed=${BASH_REMATCH[1]} failed=${BASH_REMATCH[2]}
        [[ $code -eq 0 || $failed -gt 0 ]] || failed=1
        [[ $((passed + failed)) -gt 0 ]] || failed=1
        [[ $failed -eq 0 ]] || show_tail "$log" 40
        tests_count simulation "$passed" "$failed" 0 "$((SECONDS - from)) s"
        return
    fi
    show_tail "$log" 40
    local why="ended with exit code $code and no count"
    [[ $code -ne 124 ]] || why="not done after $tests_seed_seconds s"
    tests_count simulation 0 1 0 "$why; see ${log#"$root"/}"
}
