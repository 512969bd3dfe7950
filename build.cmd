@echo off
rem The front door on Windows: build.cmd help
setlocal
cd /d "%~dp0"
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1

set command=%~1
if "%command%"=="" set command=help

rem All arguments after the command.
set rest=
:collect
shift
if "%~1"=="" goto run
set rest=%rest% %1
goto collect

:run
if /i "%command%"=="help" goto help
dotnet --version >nul 2>&1
if errorlevel 1 (
    echo No .NET SDK here satisfies global.json. Install .NET SDK 10 from https://dotnet.microsoft.com/download/dotnet/10.0 1>&2
    exit /b 1
)
if /i "%command%"=="quickstart" goto quickstart
if /i "%command%"=="test" goto test
if /i "%command%"=="bench" goto bench
if /i "%command%"=="fuzz" goto fuzz
if /i "%command%"=="device" goto device
if /i "%command%"=="pack" goto pack
if /i "%command%"=="docs" goto docs
if /i "%command%"=="format" goto format
echo Unknown command '%command%'. 1>&2
call :help 1>&2
exit /b 2

:quickstart
dotnet run -c Release --project samples/QuickStart -- %rest%
exit /b %errorlevel%

:fuzz
dotnet run -c Release --project test/Fuzzing -- %rest%
exit /b %errorlevel%

:bench
dotnet run -c Release --project test/Microsoft.ML.Bayesian.PerformanceTests -- %rest%
exit /b %errorlevel%

:test
if "%BAYESIANML_DATA%"=="" if exist "..\shared\data" for %%d in ("..\shared\data") do set BAYESIANML_DATA=%%~fd
rem A filter may leave a project without tests, which is exit code 8 and then no failure.
set filtered=
if defined rest set filtered=--ignore-exit-code 8
dotnet test --solution BayesianML.sln -c Release --max-parallel-test-modules 1 %filtered% %rest%
exit /b %errorlevel%

:device
set runtime=linux-arm64
if defined rest set runtime=%rest: =%
if exist "artifacts\device\%runtime%" rmdir /s /q "artifacts\device\%runtime%"
dotnet publish samples\Device -c Release -r %runtime% -o artifacts\device\%runtime% -v quiet || exit /b 1
dotnet run build/CheckDevice.cs -- artifacts\device\%runtime%
exit /b %errorlevel%

:pack
if exist artifacts\*.nupkg del /q artifacts\*.nupkg
for %%p in (Microsoft.ML.Bayesian.Core Microsoft.ML.Bayesian.Quantization Microsoft.ML.Bayesian tools\bayesianml) do (
    dotnet pack %%p -c Release -o artifacts -v quiet || exit /b 1
)
dotnet run build/CheckPackages.cs -- artifacts
exit /b %errorlevel%

:docs
for %%d in (artifacts\site artifacts\site-work) do if exist %%d rmdir /s /q %%d
dotnet tool restore || exit /b 1
dotnet publish Microsoft.ML.Bayesian -c Release -o artifacts/site-work/libraries -v quiet || exit /b 1
dotnet docfx metadata docs/docfx.json --warningsAsErrors || exit /b 1
dotnet docfx build docs/docfx.json --warningsAsErrors || exit /b 1
dotnet run build/CheckSite.cs -- artifacts/site
exit /b %errorlevel%

:format
if defined rest set rest=%rest:--check=--verify-no-changes%
dotnet format BayesianML.sln %rest%
exit /b %errorlevel%

:help
echo Usage: build.cmd COMMAND [ARGUMENTS]
echo.
echo   quickstart   trains a small Bayesian classifier on drawings that it makes itself, and shows which answers not to trust
echo   test         runs all tests; further arguments go to the test runner, for example: --filter Name~Uncertainty
echo   bench        measures scoring and training against TorchSharp and ONNX Runtime, all on one thread; options: --quick, --json FILE, --kernels
echo   fuzz         feeds the readers of files with a million damaged ones; options: --inputs N, --seed S, --only N
echo   device       publishes samples\Device for a device without .NET, trimmed: device [RUNTIME], by default linux-arm64; prints its size, and
echo                fails when it is too large or has torch in it
echo   pack         makes the NuGet packages in artifacts\ and checks what is in them
echo   docs         makes the documentation site in artifacts\site and checks that no link and no explanation is missing
echo   format       formats the code; with --check it changes nothing and fails when something would change
echo.
echo Tests on real data look for it in the folder named by BAYESIANML_DATA, by default ..\shared\data beside
echo this repository; without it they are skipped and say so.
exit /b 0
