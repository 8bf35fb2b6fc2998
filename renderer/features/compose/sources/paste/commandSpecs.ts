import { annotationsOf, buildxAnnotations } from "./parseAnnotations.ts";
import type { FlagSpec, ParsedFlags } from "./parseFlags.ts";
import type { PasteResult } from "./pasteResult.ts";
import { ignored, orasFlags, podmanFlags, regctlFlags } from "./toolFlags.ts";

/** A command of another tool, and what it gives to a draft. */
export interface CommandSpec extends FlagSpec {
  /** `index` makes an index, `add` adds to one made before, `copy` copies an image, `name` only names images. */
  readonly kind: "index" | "add" | "copy" | "name";
  /** The words that it begins with, each with its other names. */
  readonly words: readonly (readonly string[])[];
  readonly read: (flags: ParsedFlags) => Partial<PasteResult>;
}

function splitList(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => value.split(",")).filter((part) => part.trim() !== "");
}

/** The longest reference, in UTF-16 units: the repository of a longer one would be repeated for each tag. */
const longestReference = 1024;

/** A reference without its tag and digest; empty where it cannot be one. */
function repositoryOf(reference = ""): string {
  return reference.length > longestReference
    ? ""
    : reference.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
}

/** The same repository at a digest. */
function atDigest(target: string | undefined, digest: string): string {
  const name = repositoryOf(target);
  return name === "" ? digest : `${name}@${digest}`;
}

/** Programs with the commands of docker. */
export const dockerLike = ["docker", "podman", "nerdctl", "buildah"];

const onePlatform =
  "Without --all, skopeo copies one platform only; here all of them are taken, unless you filter.";

/** Commands that are read, by the words that they begin with. */
export const commandSpecs: readonly CommandSpec[] = [
  {
    kind: "index",
    words: [["docker"], ["buildx"], ["imagetools"], ["create"]],
    values: {
      "--tag": "tag",
      "-t": "tag",
      "--annotation": "annotation",
      "--file": "file",
      "-f": "file",
      "--platform": "platform",
      "-p": "platform",
      ...ignored("--metadata-file", "--progress", "--builder"),
    },
    switches: {
      "--append": "append",
      "--prefer-index": "preferIndex",
      ...ignored("--dry-run", "--debug", "-D"),
    },
    read: ({ positionals, values, isOn }) => {
      const targets = values("tag");
      const preferIndex = isOn("preferIndex");
      const { annotations, notes } = buildxAnnotations(values("annotation"));
      return {
        // What is appended to stands first. Source: buildx `imagetools create`, `--append`.
        sources: [...(isOn("append") === true ? targets.slice(0, 1) : []), ...positionals],
        targets,
        annotations,
        platforms: splitList(values("platform")),
        ...(preferIndex === undefined ? {} : { preferIndex }),
        notes: [
          ...notes,
          ...values("file").map(
            (file) => `Add ${file} with "Add descriptor file…": what is in it is a source.`,
          ),
        ],
      };
    },
  },
  {
    kind: "index",
    words: [["crane"], ["index"], ["append"]],
    values: {
      "--manifest": "manifest",
      "-m": "manifest",
      "--tag": "tag",
      "-t": "tag",
      ...ignored("--platform"),
    },
    switches: ignored("--flatten", "--docker-empty-base", "--insecure", "--verbose", "-v"),
    read: ({ positionals, values }) => ({
      sources: [...positionals, ...splitList(values("manifest"))],
      targets: values("tag"),
    }),
  },
  {
    kind: "index",
    words: [["crane"], ["index"], ["filter"]],
    values: { "--platform": "platform", "--tag": "tag", "-t": "tag" },
    switches: ignored("--insecure", "--verbose", "-v"),
    read: ({ positionals, values }) => ({
      sources: positionals,
      targets: values("tag"),
      platforms: splitList(values("platform")),
    }),
  },
  {
    kind: "index",
    words: [["regctl"], ["index"], ["create", "add"]],
    values: {
      "--ref": "ref",
      "--digest": "digest",
      "--annotation": "annotation",
      "--desc-annotation": "descAnnotation",
      "--platform": "platform",
      ...ignored("--desc-platform", "--media-type", "--artifact-type", "--subject", "--format"),
      ...regctlFlags,
    },
    switches: ignored("--by-digest", "--referrers", "--digest-tags"),
    read: ({ positionals: [target], values }) => ({
      sources: [...values("ref"), ...values("digest").map((digest) => atDigest(target, digest))],
      targets: target === undefined ? [] : [target],
      annotations: [
        ...annotationsOf(values("annotation"), "index"),
        ...annotationsOf(values("descAnnotation"), "entries"),
      ],
      platforms: splitList(values("platform")),
    }),
  },
  {
    kind: "index",
    words: [dockerLike, ["manifest"], ["create"]],
    values: {
      "--annotation": "annotation",
      ...podmanFlags,
    },
    switches: ignored("--amend", "-a", "--insecure", "--all", "--tls-verify"),
    read: ({ positionals, values }) => {
      const [list, ...images] = positionals;
      return {
        sources: images,
        targets: list === undefined ? [] : [list],
        annotations: annotationsOf(values("annotation"), "index"),
      };
    },
  },
  {
    kind: "index",
    words: [["oras"], ["manifest"], ["index"], ["create", "update"]],
    values: { "--annotation": "annotation", "-a": "annotation", "--add": "add", ...orasFlags },
    switches: ignored("--plain-http", "--insecure", "--oci-layout"),
    read: ({ positionals: [target, ...children], values }) => ({
      sources: [...children, ...values("add")].map((child) =>
        // A tag or a digest of the same repository.
        /[/@]/.test(child) ? child : inRepository(target, child),
      ),
      targets: target === undefined ? [] : splitTags(target),
      annotations: annotationsOf(values("annotation"), "index"),
    }),
  },
  {
    kind: "add",
    words: [["podman", "buildah"], ["manifest"], ["add"]],
    values: { ...ignored("--annotation", "--features", "--os-version"), ...podmanFlags },
    switches: ignored("--all", "--tls-verify"),
    read: ({ positionals }) => ({ sources: positionals.slice(1) }),
  },
  {
    kind: "add",
    words: [dockerLike, ["manifest"], ["push"]],
    values: { ...ignored("--format", "-f", "--digestfile"), ...podmanFlags },
    switches: ignored(
      "--purge",
      "-p",
      "--insecure",
      "--all",
      "--rm",
      "--tls-verify",
      "--quiet",
      "-q",
    ),
    read: ({ positionals }) => ({ targets: positionals.slice(1) }),
  },
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
      const one =
        arch === undefined ? [] : [[os ?? "linux", arch, variant].filter(Boolean).join("/")];
      const all = isOn("all") === true || values("multiArch").length > 0 || one.length > 0;
      return {
        sources: from === undefined ? [] : [from],
        targets: [...(to === undefined ? [] : [to]), ...values("tag")],
        platforms: one,
        preferIndex: false,
        notes: all ? [] : [onePlatform],
      };
    },
  },
  {
    kind: "copy",
    words: [
      ["crane", "gcrane"],
      ["copy", "cp"],
    ],
    values: ignored("--platform", "--jobs", "-j"),
    switches: ignored("--all-tags", "-a", "--no-clobber", "-n", "--insecure", "--verbose", "-v"),
    read: readCopy,
  },
  {
    kind: "copy",
    words: [["regctl"], ["image"], ["copy", "cp"]],
    values: {
      "--platforms": "platform",
      ...ignored("--platform", "-p", "--format", "--referrers-src", "--referrers-tgt"),
      ...regctlFlags,
    },
    switches: ignored(
      "--digest-tags",
      "--referrers",
      "--include-external",
      "--fast",
      "--force-recursive",
    ),
    read: readCopy,
  },
  {
    kind: "copy",
    words: [["oras"], ["cp", "copy"]],
    values: orasFlags,
    switches: {
      ...ignored("--recursive", "-r", "--plain-http", "--from-plain-http", "--to-plain-http"),
      ...ignored("--from-insecure", "--to-insecure", "--from-oci-layout", "--to-oci-layout"),
      ...ignored("--debug", "-d", "--no-tty", "--verbose", "-v"),
    },
    read: readCopy,
  },
  {
    kind: "copy",
    words: [dockerLike, ["tag"]],
    values: {},
    switches: {},
    read: readCopy,
  },
  {
    kind: "copy",
    words: [["crane"], ["tag"]],
    values: ignored("--platform"),
    switches: ignored("--insecure", "--verbose", "-v"),
    read: ({ positionals: [image, tag] }) => ({
      sources: image === undefined ? [] : [image],
      targets: image === undefined || tag === undefined ? [] : [inRepository(image, tag)],
      preferIndex: false,
    }),
  },
  ...named([dockerLike, ["pull", "push"]]),
  ...named([dockerLike, ["image"], ["pull", "push", "inspect"]]),
  ...named([dockerLike, ["manifest"], ["inspect"]]),
  ...named([["docker"], ["buildx"], ["imagetools"], ["inspect"]]),
  ...named(
    [
      ["crane", "gcrane"],
      ["pull", "manifest", "digest", "config", "ls"],
    ],
    1,
  ),
  ...named([["regctl"], ["image", "manifest"], ["inspect", "get", "head", "digest", "manifest"]]),
  ...named([["skopeo"], ["inspect"]]),
  ...named([["oras"], ["pull", "discover"]], Infinity, orasFlags),
  ...named([["oras"], ["manifest"], ["fetch"]], Infinity, orasFlags),
];

/** A tag or digest of the repository of another reference. */
function inRepository(reference: string | undefined, name: string): string {
  return `${repositoryOf(reference)}${/^[a-z0-9]+:[0-9a-f]{32,}$/.test(name) ? "@" : ":"}${name}`;
}

/** oras takes several tags in one: `repo:1,latest`. */
function splitTags(target: string): readonly string[] {
  const [first = "", ...tags] = target.split(",");
  return [first, ...tags.map((tag) => inRepository(first, tag))];
}

function readCopy({ positionals: [from, to], values }: ParsedFlags): Partial<PasteResult> {
  return {
    sources: from === undefined ? [] : [from],
    targets: to === undefined ? [] : [to],
    platforms: splitList(values("platform")),
    preferIndex: false,
  };
}

/**
 * A command that only names images.
 * @param most of its words that are images
 * @param more flags with a value
 */
function named(
  words: CommandSpec["words"],
  most = Infinity,
  more: Readonly<Record<string, string>> = {},
): readonly CommandSpec[] {
  const values = {
    ...ignored("--platform", "--format", "-f", "--registry-token", "--retry-times", "--builder"),
    ...ignored("--daemon-host", "--cache_path", "-c"),
    ...podmanFlags,
    ...regctlFlags,
    ...more,
  };
  const switches = {
    ...ignored("--raw", "--quiet", "-q", "--all-tags", "-a", "--tls-verify", "--verbose"),
    ...ignored("--insecure", "--plain-http", "--debug", "-d", "--disable-content-trust"),
    ...ignored("--config", "--no-tags", "-n", "--no-creds", "--list", "--require-list"),
  };
  const read = ({ positionals }: ParsedFlags): Partial<PasteResult> => ({
    sources: positionals.slice(0, most),
  });
  return [{ kind: "name", words, values, switches, read }];
}
