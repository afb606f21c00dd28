#!/bin/sh
# Runs `hltv-scraper` with the given arguments again and again. PAUSE_SECONDS is the time between two runs. A signal is
# passed on to the run, which ends after the current page, and no other run starts. The exit code of a run changes
# nothing: a cool-down or a locked folder ends by itself, and the health check reports what lasts.
set -u

pause=${PAUSE_SECONDS:-3600}
# Without this check a pause that `sleep` rejects would be no pause at all.
case $pause in
  *[!0-9]*)
    echo "repeat.sh: PAUSE_SECONDS is \"$pause\"; expected a whole number of seconds, such as 3600" >&2
    exit 2
    ;;
esac

end() {
  trap '' HUP INT TERM
  # The program that was started last: a run or a pause.
  if [ -n "${!:-}" ]; then
    kill -TERM "$!" 2>/dev/null
    wait "$!"
  fi
  exit 143
}
trap end HUP INT TERM

while true; do
  hltv-scraper "$@" &
  wait "$!"
  code=$?
  if [ "$code" -ne 0 ]; then
    echo "hltv-scraper: exit code $code, next run in $pause s" >&2
  fi
  sleep "$pause" &
  wait "$!"
done
