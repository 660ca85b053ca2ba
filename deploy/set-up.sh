#!/usr/bin/env bash
# Makes of a Debian 12 server, or newer, a server of this portal: PostgreSQL, both doors, worker, watch, backups, nginx.
# Run it as root in a checkout. Run it again from a newer checkout to upgrade: what is there stays, keys and passwords too.
# Before: copy deploy/settings.example.env to /etc/portal/settings.env and fill it in.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
etc=${PORTAL_ETC:-/etc/portal} opt=${PORTAL_OPT:-/opt/portal} lib=${PORTAL_LIB:-/var/lib/portal} backups=${PORTAL_BACKUPS:-/var/backups/portal}

say() { printf '%s\n' "== $*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }
as() { local who=$1; shift; (cd / && runuser -u "$who" -- "$@"); }

[ "$(id -u)" = 0 ] || stop "Run this as root: it installs packages and makes users."
if [ ! -f "$etc/settings.env" ]; then
  install -d -m 755 "$etc"
  install -m 600 "$here/deploy/settings.example.env" "$etc/settings.env"
  stop "Fill in $etc/settings.env, then run this again."
fi

say "Packages"
export DEBIAN_FRONTEND=noninteractive
wanted=(python3-venv make postgresql nginx openssl libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
  fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji)
command -v node >/dev/null || wanted+=(nodejs npm)
missing=()
for each in "${wanted[@]}"; do dpkg -s "$each" >/dev/null 2>&1 || missing+=("$each"); done
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

say "Users, each of whom can read its own settings and nobody else's"
for each in public staff worker watch owner; do
  id "portal-$each" >/dev/null 2>&1 || useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "portal-$each"
done
install -d -m 755 "$opt" "$lib" "$lib/static"
getent group portal-records >/dev/null || groupadd --system portal-records
usermod -aG portal-records portal-worker
usermod -aG portal-records portal-owner
install -d -m 2770 -o portal-worker -g portal-records "$lib/records"
install -d -m 700 -o portal-owner "$backups"

say "This version of the portal"
version=$(sed -n 's/^VERSION = "\(.*\)"$/\1/p' "$here/portal/__init__.py")
release=$opt/$version-$(date -u +%Y%m%d%H%M%S)
install -d -m 755 "$release"
cp -R "$here"/{assets.mjs,gunicorn.conf.py,locks,package.json,package-lock.json,policies,portal,pyproject.toml,templates,translations,README.md,LICENSE} "$release"
[ ! -f "$here/.npmrc" ] || cp "$here/.npmrc" "$release"
(
  cd "$release"
  umask 022
  python3 -m venv .venv
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r locks/uv.txt
  .venv/bin/uv pip install -q --compile-bytecode --python .venv/bin/python --require-hashes -r locks/run.txt
  printf '#!/bin/sh\nPYTHONPATH=%s exec %s -m portal "$@"\n' "$release" "$release/.venv/bin/python" > .venv/bin/portal
  chmod 755 .venv/bin/portal
  npm ci --silent --ignore-scripts --omit=peer --omit=dev
  node assets.mjs
  rm -rf node_modules
  .venv/bin/python -m compileall -q portal
)
portal=$release/.venv/bin/portal

say "Keys and passwords, made once"
umask 077
[ -f "$etc/keys.env" ] || "$portal" new-keys > "$etc/keys.env"
if [ ! -f "$etc/database.env" ]; then
  # What an earlier run began and did not end; with a database there is nothing to begin.
  [ -z "$(as postgres psql -tAc "SELECT 1 FROM pg_database WHERE datname = 'portal'")" ] ||
    stop "There is a database named portal, but no $etc/database.env with its passwords: put that file back."
  as postgres psql -q -v ON_ERROR_STOP=1 -c 'DROP ROLE IF EXISTS portal' -c 'DROP ROLE IF EXISTS portal_owner'
  owner=$(openssl rand -hex 24) mine=$(openssl rand -hex 24)
  {
    echo "PORTAL_DATABASE_URL=postgresql://portal:$mine@127.0.0.1/portal"
    echo "PORTAL_DATABASE_OWNER_URL=postgresql://portal_owner:$owner@127.0.0.1/portal"
  } > "$etc/database.env.new"
  sql=$("$portal" database-roles)
  sql=${sql/\'…\'/\'$owner\'}
  sql=${sql/\'…\'/\'$mine\'}
  as postgres psql -q -v ON_ERROR_STOP=1 <<<"$(sed '$d' <<<"$sql")"
  as postgres psql -q -v ON_ERROR_STOP=1 -d portal <<<"$(tail -n 1 <<<"$sql")"
  mv "$etc/database.env.new" "$etc/database.env"
fi

say "Settings, a file for each process"
set -a
export PORTAL_ENV=production PORTAL_PROXIES=1 PORTAL_RECORDS_DIR=$lib/records
# shellcheck source=/dev/null
for each in keys database settings; do . "$etc/$each.env"; done
set +a
"$portal" split-settings "$etc"

say "The database, brought up to this version"
# shellcheck source=/dev/null
run() { (set -a; . "$etc/command.env"; set +a; "$portal" "$@"); }
run upgrade --check || say "What runs now answers 503 from here until it is started anew"
run upgrade
run static "$lib/static"
install -d -m 755 "$lib/static/.well-known"
rm -f "$lib/static/.well-known/security.txt"
case ${SECURITY_CONTACT:-} in
  "") say "No SECURITY_CONTACT: whoever finds a weakness has nobody to tell" ;;
  mailto:?* | https://?*)
    printf 'Contact: %s\nExpires: %s\nPreferred-Languages: en\n' "$SECURITY_CONTACT" "$(date -u -d '+365 days' +%FT00:00:00Z)" \
      > "$lib/static/.well-known/security.txt" ;;
  *) stop "SECURITY_CONTACT has to begin with mailto: or https://" ;;
esac
chmod 755 "$lib/static"; find "$lib/static" -type f -exec chmod 644 {} +
chown -R portal-worker:portal-records "$lib/records"; chmod -R g+rwX "$lib/records"
[ ! -f "$etc/backup.pub" ] || chmod 644 "$etc/backup.pub"

say "Units and nginx"
umask 022
ln -sfn "$release" "$opt/current.new" && mv -T "$opt/current.new" "$opt/current"
install -m 644 "$here"/deploy/systemd/* /etc/systemd/system/
install -m 644 "$here/deploy/nginx/forwarded.conf" /etc/nginx/portal-forwarded.conf
host() { sed -E 's|^https://([^/:]+).*|\1|' <<<"$1"; }
public=$(host "$PORTAL_PUBLIC_URL") staff=$(host "$PORTAL_STAFF_URL")
sed "s/PUBLIC_HOST/$public/g; s/STAFF_HOST/$staff/g" "$here/deploy/nginx/portal.conf" > /etc/nginx/sites-available/portal
ln -sfn ../sites-available/portal /etc/nginx/sites-enabled/portal
install -d -m 700 "$etc/tls"
for each in "public:$public" "staff:$staff"; do
  file=$etc/tls/${each%%:*} name=${each#*:}
  if [ ! -f "$file.crt" ]; then
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$name" -addext "subjectAltName=DNS:$name" \
      -keyout "$file.key" -out "$file.crt" 2>/dev/null
    say "$file.crt is signed by nobody and ends in 30 days: put the council's own there, and reload nginx"
  fi
done
nginx -t -q

if [ -d /run/systemd/system ]; then
  say "Start"
  systemctl daemon-reload
  systemctl enable -q --now portal-public.socket portal-staff.socket
  systemctl enable -q portal-public portal-staff portal-worker portal-watch
  systemctl restart portal-public portal-staff portal-worker portal-watch
  run upgrade  # what was left while the version of before was at work
  [ ! -f "$etc/backup.pub" ] || systemctl enable -q --now portal-backup.timer
  systemctl reload-or-restart nginx
else
  say "systemd does not run here: nothing was started"
fi
[ -f "$etc/backup.pub" ] || say "No backups yet: put the line that \`portal new-backup-key\` prints into $etc/backup.pub, then run this again"
say "Done. Add the first administrator: docs/runbooks/first-people.md. Then: portal doctor"
