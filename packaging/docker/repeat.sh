#!/bin/sh
# Runs `hltv-scraper` with the given arguments again and again. PAUSE_SECONDS is the time between two runs. A signal is
# passed on to the run, which ends after the current page, and no other run starts. The exit code of a run changes
# nothing: a cool-down or a locked folder ends by itself, and the health check reports what lasts.
set -u

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
    echo "hltv-scraper: exit code $code, next run in ${PAUSE_SECONDS:-3600} s" >&2
  fi
  sleep "${PAUSE_SECONDS:-3600}" &
  wait "$!"
done
