#!/bin/sh
# Links the packages that this bun.lock asks for into /app/node_modules, then becomes the command.
#
# The store (a volume) has one folder for each lock file that was ever started, named by its hash: a branch with other
# packages gets its own folder, and switching back costs nothing. A folder is made under another name and renamed when
# it is whole, so that one that was interrupted is never used and of two containers that start at once one wins.
set -eu

store=/store
hash=$(sha256sum bun.lock | cut -c 1-64)
modules="$store/$hash/node_modules"

if [ ! -d "$store/$hash" ]; then
  echo "ui: installing the packages of bun.lock $(echo "$hash" | cut -c 1-12)"
  # What an interrupted start left behind.
  find "$store" -maxdepth 1 -name '.new-*' -mmin +60 -exec rm -rf {} +
  new=$(mktemp -d "$store/.new-XXXXXX")
  cp package.json bun.lock "$new/"
  (cd "$new" && BUN_INSTALL_CACHE_DIR="$store/.cache" bun install --frozen-lockfile)
  # -T: if another container was faster, the target is a folder that is not empty, and mv refuses.
  mv -T "$new" "$store/$hash" 2>/dev/null || [ -d "$store/$hash" ]
  rm -rf "$new"
fi

# /app/node_modules is the container's own (a tmpfs), so what the host installed, for its own platform, does not show.
find node_modules -mindepth 1 -maxdepth 1 -exec rm -rf {} +
for entry in "$modules"/* "$modules"/.bin; do
  [ ! -e "$entry" ] || ln -s "$entry" node_modules/
done

exec "$@"
