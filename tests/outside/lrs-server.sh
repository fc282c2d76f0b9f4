# Sourced by checks that need a running record store: `lrs_start sqlite` or `lrs_start postgres` gives LRS_URL, LRS_KEY and LRS_SECRET.
# Everything that was started ends with the script.

lrs_folder=$(mktemp -d)
lrs_servers=()
# The last first: PostgreSQL waits for those who are connected to it.
lrs_stop() {
  local at
  for ((at = ${#lrs_servers[@]} - 1; at >= 0; at--)); do
    kill "${lrs_servers[at]}" 2>/dev/null && wait "${lrs_servers[at]}" 2>/dev/null
  done
  rm -rf "$lrs_folder"
}
trap lrs_stop EXIT

# The program: KARMAYOGI_BIN, or what is built here (`lrs_profile=release` for a release build).
lrs_binary() {
  if [ -z "${KARMAYOGI_BIN:-}" ]; then
    cargo build --quiet --workspace --profile "${lrs_profile:-dev}" --bin karmayogi
    local target
    target=$(cargo metadata --format-version 1 --no-deps | node -p 'JSON.parse(fs.readFileSync(0)).target_directory')
    KARMAYOGI_BIN=$target/$([ "${lrs_profile:-dev}" = dev ] && echo debug || echo "$lrs_profile")/karmayogi
  fi
}

lrs_free_port() {
  node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'
}

# PostgreSQL of our own, durable as it comes; initdb refuses to run as root.
lrs_postgres() {
  local bin='' folder port as=()
  IFS=: read -ra folders <<<"$PATH"
  for folder in "${folders[@]}" /usr/lib/postgresql/*/bin; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then bin=$folder; fi
  done
  [ -n "$bin" ] || { echo "PostgreSQL's server programs are missing; tools/provision.sh gets them" >&2; return 1; }
  mkdir -p "$lrs_folder/postgres"
  if [ "$(id -u)" -eq 0 ]; then
    chmod 755 "$lrs_folder"
    chown nobody "$lrs_folder/postgres"
    as=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
  fi
  port=$(lrs_free_port)
  (cd /tmp && "${as[@]}" "$bin/initdb" -D "$lrs_folder/postgres/data" -U postgres -A trust -E UTF8 --locale=C >/dev/null)
  (cd /tmp && exec "${as[@]}" "$bin/postgres" -D "$lrs_folder/postgres/data" -p "$port" -k "$lrs_folder/postgres" -c listen_addresses=127.0.0.1) \
    >"$lrs_folder/postgres.log" 2>&1 &
  lrs_servers+=($!)
  lrs_database=postgres://postgres@127.0.0.1:$port/postgres
}

# Retries a command for twenty seconds.
lrs_patiently() {
  local tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { echo "gave up waiting for: $*" >&2; return 1; }
    sleep 0.2
  done
}

lrs_create_client() { "$KARMAYOGI_BIN" lrs-client create --data "$lrs_data" --name check >"$lrs_data/client.json" 2>"$lrs_data/client.log"; }

lrs_start() {
  lrs_binary
  lrs_data=$lrs_folder/data-$1
  mkdir -p "$lrs_data"
  unset KARMAYOGI_DATABASE_URL
  if [ "$1" = postgres ]; then
    lrs_postgres
    export KARMAYOGI_DATABASE_URL=$lrs_database
  fi
  lrs_patiently lrs_create_client || { cat "$lrs_data/client.log" >&2; return 1; }
  LRS_KEY=$(node -p 'JSON.parse(fs.readFileSync(process.argv[1])).key' "$lrs_data/client.json")
  LRS_SECRET=$(node -p 'JSON.parse(fs.readFileSync(process.argv[1])).secret' "$lrs_data/client.json")
  local port
  port=$(lrs_free_port)
  KARMAYOGI_LOG=warn "$KARMAYOGI_BIN" serve --data "$lrs_data" --listen "127.0.0.1:$port" 2>"$lrs_data/serve.log" &
  lrs_servers+=($!)
  LRS_URL=http://127.0.0.1:$port/xapi
  export LRS_URL LRS_KEY LRS_SECRET
  lrs_patiently node -e 'fetch(process.argv[1]).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))' "$LRS_URL/about"
}
