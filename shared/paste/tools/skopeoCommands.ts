import { type CommandSpec, ignored, nameCommand } from "./commandSpec.ts";

const onePlatformNote =
  "Without --all, skopeo copies one platform only; here all platforms are kept unless you filter.";

/** Commands of skopeo. */
export const skopeoCommands: readonly CommandSpec[] = [
  {
    kind: "copy",
    words: [["skopeo"], ["copy"]],
    values: {
      "--additional-tag": "tag",
      "--override-os": "os",
      "--override-arch": "arch",
      "--override-variant": "variant",
      "--multi-arch": "multiArch",
      ...ignored("--authfile", "--src-authfile", "--dest-authfile", "--creds", "--src-creds"),
      ...ignored("--dest-creds", "--src-cert-dir", "--dest-cert-dir", "--format", "-f"),
      ...ignored("--policy", "--digestfile", "--sign-by", "--retry-times", "--command-timeout"),
      ...ignored("--src-registry-token", "--dest-registry-token", "--encryption-key"),
      ...ignored("--src-username", "--src-password", "--dest-username", "--dest-password"),
      ...ignored(
        "--decryption-key",
        "--sign-passphrase-file",
        "--sign-identity",
        "--sign-by-sigstore",
      ),
      ...ignored(
        "--sign-by-sigstore-private-key",
        "--dest-compress-format",
        "--dest-compress-level",
      ),
      ...ignored("--src-shared-blob-dir", "--dest-shared-blob-dir", "--retry-delay", "--tmpdir"),
    },
    switches: {
      "--all": "all",
      "-a": "all",
      ...ignored("--preserve-digests", "--remove-signatures", "--quiet", "-q", "--debug"),
      ...ignored("--src-tls-verify", "--dest-tls-verify", "--insecure-policy", "--src-no-creds"),
      ...ignored("--dest-no-creds", "--dest-compress", "--dest-oci-accept-uncompressed-layers"),
    },
    read: ({ positionals: [from, to], values, isOn }) => {
      const [os, arch, variant] = ["os", "arch", "variant"].map((name) => values(name).at(-1));
      const platforms =
        arch === undefined ? [] : [[os ?? "linux", arch, variant].filter(Boolean).join("/")];
      const isMultiPlatform = isOn("all") === true || values("multiArch").length > 0;
      return {
        sources: from === undefined ? [] : [from],
        targets: [...(to === undefined ? [] : [to]), ...values("tag")],
        platforms,
        preferIndex: false,
        notes: isMultiPlatform || platforms.length > 0 ? [] : [onePlatformNote],
      };
    },
  },
  nameCommand([["skopeo"], ["inspect", "list-tags"]]),
];
