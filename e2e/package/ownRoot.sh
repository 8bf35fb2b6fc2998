#!/bin/sh
# Runs a command with another root folder: ownRoot.sh <folder> <command…>. With pivot_root, since chroot forbids the user
# namespaces of Chromium's sandbox (user_namespaces(7)); with USER_NAMESPACES=forbidden, that is what chroot is for. Ends with all its processes when it is killed.
exec unshare --mount --pid --ipc --fork --kill-child=SIGKILL sh -ec '
  root=$1
  shift
  mount --make-rprivate /
  mount --bind "$root" "$root"
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs tmpfs "$root/tmp"
  if [ "${USER_NAMESPACES:-allowed}" = forbidden ]; then
    exec chroot "$root" "$@"
  fi
  mkdir -p "$root/.old"
  cd "$root"
  pivot_root . .old
  umount -l /.old
  exec "$@"
' sh "$@"
