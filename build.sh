#!/usr/bin/env bash
# The front door: ./build.sh help
set -euo pipefail

repositoryRoot="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$repositoryRoot"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# The total below is read from the English summary.
export DOTNET_CLI_UI_LANGUAGE=en

help() {
    cat <<'TEXT'
Usage: ./build.sh COMMAND [ARGUMENTS]

  quickstart   trains a small Bayesian classifier on drawings that it makes itself, and shows which answers not to trust
  test         runs all tests; further arguments go to the test runner, for example: --filter Name~Uncertainty
  bench        measures scoring and training against TorchSharp and ONNX Runtime, all on one thread; --quick takes less than five
               minutes, --json FILE writes the figures, --kernels measures single kernels instead
  fuzz         feeds the readers of files with a million damaged ones: --inputs N, --seed S; --only N reads one of them
  device       publishes samples/Device for a device without .NET: device [RUNTIME], by default linux-arm64; prints its size, and fails when
               it is too large or has torch in it. Tests it where it runs, on this machine or by an emulator: device RUNTIME EMULATOR...
  pack         makes the NuGet packages in artifacts/ and checks what is in them
  docs         makes the documentation site in artifacts/site and checks that no link and no explanation is missing; then open
               artifacts/site/index.html, or serve it with: dotnet docfx serve artifacts/site
  format       formats the code; with --check it changes nothing and fails when something would change

Every command first checks that this machine has what it needs, and says what is missing.
Tests on real data look for it in the folder named by BAYESIANML_DATA, by default ../shared/data beside
this repository; without it they are skipped and say so.
TEXT
}

quickstart() {
    build/setup.sh
    dotnet run -c Release --project samples/QuickStart -- "$@"
}

run_tests() {
    build/setup.sh
    if [ -z "${BAYESIANML_DATA:-}" ] && [ -d ../shared/data ]; then
        BAYESIANML_DATA="$(cd ../shared/data && pwd)"
        export BAYESIANML_DATA
    fi

    # A filter may leave a project without tests, which is exit code 8 and then no failure.
    local filtered=()
    if [ $# -gt 0 ]; then filtered=(--ignore-exit-code 8); fi

    local log exitCode=0
    log="$(mktemp)"
    # One project at a time: training uses all cores, and some tests measure memory.
    dotnet test --solution BayesianML.sln -c Release --max-parallel-test-modules 1 \
        ${filtered[@]+"${filtered[@]}"} "$@" 2>&1 | tee "$log" || exitCode=$?

    local passed failed skipped
    passed="$(last_count succeeded "$log")" failed="$(last_count failed "$log")" skipped="$(last_count skipped "$log")"
    rm -f "$log"
    if [ "$exitCode" = 0 ] && { [ "$failed" != 0 ] || [ "$passed" = 0 ]; }; then exitCode=1; fi
    echo "$passed passed, $failed failed, $skipped skipped"
    return "$exitCode"
}

# The runner ends with one summary over all projects, a count on each of its lines.
last_count() {
    local count
    count="$(sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$2" | tail -n 1)"
    echo "${count:-0}"
}

bench() {
    build/setup.sh
    dotnet run -c Release --project test/Microsoft.ML.Bayesian.PerformanceTests -- "$@"
}

fuzz() {
    build/setup.sh sdk
    dotnet run -c Release --project test/Fuzzing -- "$@"
}

device() {
    build/setup.sh sdk
    local runtime="${1:-linux-arm64}"
    local folder="artifacts/device/$runtime"
    rm -rf "$folder"
    dotnet publish samples/Device -c Release -r "$runtime" -o "$folder" -v quiet
    dotnet run build/CheckDevice.cs -- "$folder"
    if [ $# -gt 1 ] || [ "$runtime" = "$(dotnet --info | sed -n 's/^ *RID: *//p')" ]; then
        local program=("${@:2}" "$repositoryRoot/$folder/Device")
        BAYESIANML_DEVICE="$(IFS=:; echo "${program[*]}")" \
            dotnet run -c Release --project test/Microsoft.ML.Bayesian.Quantization.Tests -- --filter ClassName~DeviceTests
    fi
}

pack() {
    build/setup.sh sdk
    rm -f artifacts/*.nupkg
    local project
    for project in Microsoft.ML.Bayesian.Core Microsoft.ML.Bayesian.Quantization Microsoft.ML.Bayesian tools/bayesianml; do
        dotnet pack "$project" -c Release -o artifacts -v quiet
    done
    dotnet run build/CheckPackages.cs -- artifacts
}

docs() {
    build/setup.sh sdk
    dotnet tool restore
    rm -rf artifacts/site artifacts/site-work
    # From the built libraries with all they refer to, as only the build itself sees ML.NET's internals.
    dotnet publish Microsoft.ML.Bayesian -c Release -o artifacts/site-work/libraries -v quiet
    dotnet docfx metadata docs/docfx.json --warningsAsErrors
    dotnet docfx build docs/docfx.json --warningsAsErrors
    dotnet run build/CheckSite.cs -- artifacts/site
}

format() {
    build/setup.sh sdk
    if [ "${1:-}" = --check ]; then
        shift
        dotnet format BayesianML.sln --verify-no-changes "$@"
    else
        dotnet format BayesianML.sln "$@"
    fi
}

command="${1:-help}"
[ $# -gt 0 ] && shift
case "$command" in
    quickstart) quickstart "$@" ;;
    test) run_tests "$@" ;;
    bench) bench "$@" ;;
    fuzz) fuzz "$@" ;;
    device) device "$@" ;;
    pack) pack ;;
    docs) docs ;;
    format) format "$@" ;;
    help | -h | --help) help ;;
    *)
        echo "Unknown command '$command'." >&2
        help >&2
        exit 2
        ;;
esac
