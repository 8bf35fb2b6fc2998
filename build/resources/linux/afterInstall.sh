#!/bin/sh
# Runs as root when the deb or rpm package is installed. electron-builder fills in the names; its own script for the removal
# undoes the link and the profile.
set -e
folder='/opt/${sanitizedProductName}'

if command -v update-alternatives >/dev/null; then
  update-alternatives --install '/usr/bin/${executable}' '${executable}' "$folder/${executable}" 100
else
  ln -sf "$folder/${executable}" '/usr/bin/${executable}'
fi

# Chromium's sandbox is made of user namespaces, or by this helper where a user may not make them. Root may always make them,
# so whether a user may cannot be tested here.
chown root:root "$folder/chrome-sandbox"
chmod 4755 "$folder/chrome-sandbox"

# Lets the app make user namespaces where AppArmor forbids them (Ubuntu from 24.04 on); older versions cannot read the profile.
source="$folder/resources/apparmor-profile"
target='/etc/apparmor.d/${executable}'
if apparmor_status --enabled >/dev/null 2>&1 &&
  apparmor_parser --skip-kernel-load --skip-cache "$source" >/dev/null 2>&1; then
  install -m 0644 "$source" "$target"
  # Not while an image is made.
  if ! { [ -x /usr/bin/ischroot ] && ischroot; }; then
    apparmor_parser --replace --write-cache --skip-read-cache "$target" || true
  fi
fi
