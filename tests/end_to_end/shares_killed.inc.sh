# Sourced behind shares.inc.sh. killed_and_resumed WORKSPACE WORKERS KILLS: collect, then refine, each with half of the kills: processes that are killed with -9 at
# random moments and started again, in the end all of them undisturbed. The hashes must be $expected.
milliseconds() { echo $(($(date +%s%N) / 1000000)); }
# kill_one STAGE WORKSPACE WORKERS LIMIT_MS: starts all, kills one at a random moment; whether that met it running.
kill_one() {
  local pids=() i victim status met=1
  for i in $(seq "$3"); do
    "$jangin" --quiet "$1" "$folder/recipe.toml" --workspace "$folder/$2" $([ "$3" = 1 ] || echo "--share $i/$3") >/dev/null 2>&1 &
    pids+=($!)
  done
  victim=${pids[RANDOM % $3]}
  sleep "$(awk -v limit="$4" -v r=$RANDOM 'BEGIN { printf "%.3f", limit / 1000 * r / 32768 }')"
  kill -9 "$victim" 2>/dev/null || true
  for i in "${pids[@]}"; do
    status=0
    wait "$i" 2>/dev/null || status=$?
    [ "$status" != 137 ] || met=0
  done
  return $met
}
killed_and_resumed() {
  local stage begin limit kills all=0 wanted=$((($3 + 1) / 2))
  for stage in collect refine; do
    rm -rf "${folder:?}/time"
    [ "$stage" = collect ] || { cp -r "$folder/whole" "$folder/time"; rm "$folder/time/refine/manifest.json"; }
    begin=$(milliseconds)
    run "$stage" time >/dev/null
    limit=$(($(milliseconds) - begin)) kills=0
    for _ in $(seq $((20 * $3))); do
      [ "$kills" -lt "$wanted" ] || break
      if kill_one "$stage" "$1" "$2" "$limit"; then kills=$((kills + 1)); continue; fi
      [ "$stage" = refine ] || rm -rf "${folder:?}/$1"   # it was done: begin again
      rm -rf "${folder:?}/$1/refine"
    done
    [ "$kills" -ge "$wanted" ] || fail "only $kills kills met a running $stage"
    all=$((all + kills))
    [ "$2" = 1 ] || workers "$1" "$stage" "$2"
    run "$stage" "$1" >/dev/null || fail "$stage after the kills"
  done
  [ "$(hashes "$1")" = "$expected" ] || fail "killed: $(hashes "$1"), undisturbed: $expected"
  echo "$name: $all kills, processes side by side: $2, equal hashes"
}
