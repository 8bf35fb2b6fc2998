/** Flags of which nothing is taken, with a value each. */
export function ignored(...flags: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(flags.map((flag) => [flag, "ignored"]));
}

/** Flags with a value that regctl's commands have in common; a login is in `--host`. */
export const regctlFlags = ignored("--host", "--user-agent", "--verbosity", "-v", "--logopt");

/** Flags with a value of podman and buildah, wherever they reach a registry. */
export const podmanFlags = ignored(
  "--authfile",
  "--creds",
  "--cert-dir",
  "--username",
  "-u",
  "--password",
  "--os",
  "--arch",
  "--variant",
  "--retry",
  "--retry-delay",
  "--sign-by",
  "--decryption-key",
);

/** Flags with a value of oras; those of a registry are there for both sides of a copy as well. */
function orasRegistryFlags(): Readonly<Record<string, string>> {
  const registry = ["username", "password", "identity-token", "ca-file", "cert-file", "key-file"];
  const both = [...registry, "registry-config", "resolve", "header"];
  return ignored(
    "--annotation-file",
    "--concurrency",
    "--platform",
    "--artifact-type",
    "--output",
    "-o",
    "-u",
    "-p",
    "-H",
    "--config",
    "--format",
    "--depth",
    "--distribution-spec",
    "--template",
    ...both.flatMap((name) => [`--${name}`, `--from-${name}`, `--to-${name}`]),
    "--from-distribution-spec",
    "--to-distribution-spec",
    "--from-oci-layout-path",
    "--to-oci-layout-path",
  );
}

export const orasFlags = orasRegistryFlags();
