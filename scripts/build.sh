# The SDK, the runtime and the build.
# Sourced by grid: variables are shared between the scripts, and $1 in quotes is for an inner shell.
# shellcheck shell=bash disable=SC2154,SC2034,SC2016

runtime='' output='' sdk=''
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

sdk_find() {
    local folder
    if ! command -v dotnet >/dev/null; then
        for folder in /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet "${HOME:-/nonexistent}/.dotnet"; do
            [[ ! -x $folder/dotnet ]] || PATH=$PATH:$folder
        done
    fi
    local asked
    asked=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' global.json)
    command -v dotnet >/dev/null || die "the .NET SDK is not installed (no 'dotnet' in PATH)." \
        "Install SDK $asked or a later 10.0: https://dotnet.microsoft.com/download"
    home_prepare
    sdk=$(dotnet --version 2>/dev/null) || die \
        "the .NET SDK that global.json asks for ($asked or a later 10.0) is not installed." \
        "Installed: $(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd' ' || true)" \
        "Install it: https://dotnet.microsoft.com/download"
}

# The SDK keeps settings and packages in the home folder; a user without one gets them under artifacts.
home_prepare() {
    mkdir -p "$root/artifacts" 2>/dev/null || true
    [[ -w $root/artifacts ]] || die "$root/artifacts cannot be written by $(id -un)." \
        "Run ./grid as the folder's owner, or clone it anew."
    [[ -n ${HOME:-} && -d $HOME && -w $HOME ]] || export HOME=$root/artifacts/home DOTNET_CLI_HOME=$root/artifacts/home
    mkdir -p "$HOME"
    disk_check "$root/artifacts" 500
}

# Sets $runtime and says in one line which it is and why.
runtime_choose() {
    sdk_find
    case ${GridRuntime:-} in
        '') orleans_restores && runtime=Orleans || runtime=Embedded
            say "Orleans packages: $orleans_verdict → runtime $runtime" ;;
        Orleans | Embedded) runtime=$GridRuntime
            say "GridRuntime is set → runtime $runtime" ;;
        *) die "GridRuntime is '$GridRuntime'." "Set it to Orleans or Embedded, or unset it." ;;
    esac
    output=$root/artifacts/${runtime,,}/bin
}

# True when the configured package source has the Orleans packages. The verdict is kept until the package versions
# or the source's configuration change; deleting artifacts/orleans-verdict asks again.
orleans_verdict='' orleans_seconds=180
orleans_restores() {
    local file=$root/artifacts/orleans-verdict log=$root/artifacts/orleans-restore.log key code=0
    key=$({
        cat Directory.Packages.props "$HOME/.nuget/NuGet/NuGet.Config" [Nn]u[Gg]et.[Cc]onfig 2>/dev/null || true
        printf '%s\n' "$sdk" "${NUGET_PACKAGES:-}" "${RestoreAdditionalProjectSources:-}" "${RestoreSources:-}"
    } | sha256sum | cut -d' ' -f1)
    if [[ -f $file && $(head -n 1 "$file") == "$key" ]]; then
        orleans_verdict=$(sed -n 2p "$file")
        [[ $orleans_verdict == found* ]]
        return
    fi
    # The silo needs every Orleans package there is. What is fetched here is not fetched again by the build.
    step_wait 'asking the package source for Orleans …'
    GridRuntime=Orleans timeout "$orleans_seconds" dotnet restore Silo/Silo.csproj -nodeReuse:false -v:q \
        >"$log" 2>&1 </dev/null || code=$?
    step_end
    orleans_explain "$code" "$log"
    # Only the source's own answer is kept; after any other failure it is asked again next time.
    case $orleans_verdict in
        found* | 'not found'*) printf '%s\n%s\n' "$key" "$orleans_verdict" >"$file" ;;
        *) rm -f "$file" ;;
    esac
    [[ $code -eq 0 ]]
}

orleans_explain() {
    local missing
    missing=$(grep -oE 'NU110[123]: [^.]*package Microsoft\.Orleans\.[A-Za-z.]*[A-Za-z]' "$2" |
        sed 's/.*package //' | sort -u || true)
    if [[ $1 -eq 0 ]]; then orleans_verdict='found'
    elif [[ $1 -eq 124 ]]; then orleans_verdict="the package source did not answer within $orleans_seconds s"
    elif grep -q 'NU1301' "$2"; then orleans_verdict='the package source cannot be reached (NU1301)'
    elif [[ -n $missing ]]; then
        # The runtime package says it best; the others follow from it.
        local named
        named=$(grep -x 'Microsoft.Orleans.Runtime' <<<"$missing" || head -n 1 <<<"$missing")
        local more=$(($(wc -l <<<"$missing") - 1))
        orleans_verdict="not found in the configured package source ($named"
        [[ $more -eq 0 ]] || orleans_verdict+=" and $more more"
        orleans_verdict+=')'
    else
        orleans_verdict="restore failed ($(grep -oE 'error [A-Z]+[0-9]+' "$2" | head -n 1 || true);"
        orleans_verdict+=' see artifacts/orleans-restore.log)'
    fi
}

# build_release runtime: restores and builds the solution, or finds that nothing has changed since. Two steps.
build_release() {
    local rt=$1 folder=$root/artifacts/${1,,}
    mkdir -p "$folder"
    exec 9>"$root/artifacts/.build-lock"
    flock -n 9 || { say "waiting for another ./grid that is building …"; flock 9; }
    if [[ -f $folder/.built && $(cat "$folder/.built") == "$sdk" && -z $(build_changes "$folder/.built") ]]; then
        step_skip "restoring packages ($rt)" 'nothing changed'
        step_skip "building Release ($rt)" 'nothing changed'
    else
        build_now "$rt" "$folder"
    fi
    exec 9>&-
}

# A changed file is newer than the stamp; a deleted or renamed one makes its folder newer.
build_changes() {
    find . \( -name artifacts -o -name .data -o -name .git -o -name node_modules -o -name samples -o -name docs \
        -o -name scripts -o -name deploy \) -prune -o \
        \( -type d -path './*' -o -type f \
        \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.targets' -o -name '*.json' \
        -o -name '*.sql' -o -name '*.sln' -o -name '.editorconfig' -o -path '*/wwwroot/*' -o -name '*.conf' \) \) \
        -newer "$1" -print -quit 2>/dev/null
}

build_now() {
    local rt=$1 folder=$2 code=0 locked=()
    [[ $rt != Embedded ]] || locked=(--locked-mode)
    rm -f "$folder/.built"
    touch "$folder/.building"
    GridRuntime=$rt step_run "restoring packages ($rt)" "$folder/restore.log" \
        dotnet restore OrderGrid.sln -nodeReuse:false "${locked[@]}" || code=$?
    [[ $code -eq 0 ]] || build_failed "$rt" restoring "$folder/restore.log"
    # No compiler server and no build node may outlive the script.
    GridRuntime=$rt step_run "building Release ($rt)" "$folder/build.log" \
        dotnet build OrderGrid.sln -c Release --no-restore -nodeReuse:false -p:UseSharedCompilation=false || code=$?
    [[ $code -eq 0 ]] || build_failed "$rt" building "$folder/build.log"
    # The stamp bears the time the build began, so that a file changed meanwhile is built next time.
    printf '%s\n' "$sdk" >"$folder/.built"
    touch -r "$folder/.building" "$folder/.built"
}

build_failed() {
    local rt=$1 what=$2 log=$3 advice
    grep -E 'error|No space left' "$log" | sed 's/ \[[^]]*\]$//' | sort -u | head -n 12 | sed 's/^ */      | /' >&2 || true
    if grep -q 'No space left on device' "$log"; then advice='The disk is full: free some space and try again.'
    elif grep -q 'NU1301' "$log"; then advice='The package source cannot be reached: check network, proxy and NuGet configuration.'
    elif grep -q 'NU1004' "$log"; then
        advice='The lock files do not fit the projects: run GridRuntime=Embedded dotnet restore --force-evaluate and commit them.'
    elif grep -q 'NU1403' "$log"; then
        advice="A package differs from its lock file's hash: run dotnet nuget locals all --clear, or check the package source."
    elif [[ $rt == Orleans ]] && grep -qE 'NU110[123]' "$log"; then
        advice='The package source lacks Orleans packages: run with GridRuntime=Embedded, or configure another source.'
    else advice='Correct the errors above and run the same command again.'; fi
    die "$what for $rt failed; the whole output is in ${log#"$root"/}." "$advice"
}

# program runtime project dll: the built program's path, or a message.
program() {
    local dll=$root/artifacts/${1,,}/bin/$2/release/$3
    [[ -f $dll ]] || die "$3 was not built: ${dll#"$root"/} is missing." \
        "Delete artifacts/${1,,}/.built and run the same command again."
    printf '%s' "$dll"
}
