#!/bin/sh
# A line a second, for ten seconds: each leaves for the browser as soon as it is written, long before the script ends.
printf 'Content-Type: text/plain; charset=utf-8\n\n'
for left in 9 8 7 6 5 4 3 2 1 0; do
    echo "Il est $(date +%T)."
    [ $left -eq 0 ] || sleep 1
done
