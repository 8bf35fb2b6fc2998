import { parseAnnotations } from "../parseAnnotations.ts";
import { type CommandSpec, ignored, inRepository, nameCommand, readCopy } from "./commandSpec.ts";

/** Flags with a value; registry flags also exist with the prefixes `--from-` and `--to-`. */
function orasFlags(): Readonly<Record<string, string>> {
  const registry = ["username", "password", "identity-token", "ca-file", "cert-file", "key-file"];
  const prefixed = [...registry, "registry-config", "resolve", "header"];
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
    ...prefixed.flatMap((name) => [`--${name}`, `--from-${name}`, `--to-${name}`]),
    "--from-distribution-spec",
    "--to-distribution-spec",
    "--from-oci-layout-path",
    "--to-oci-layout-path",
  );
}

const values = orasFlags();

/** Splits several tags in one target: `repo:1,latest`. */
function splitTags(target: string): readonly string[] {
  const [first = "", ...tags] = target.split(",");
  return [first, ...tags.map((tag) => inRepository(first, tag))];
}

/** Commands of oras. */
export const orasCommands: readonly CommandSpec[] = [
  {
    kind: "index",
    words: [["oras"], ["manifest"], ["index"], ["create", "update"]],
    values: { "--annotation": "annotation", "-a": "annotation", "--add": "add", ...values },
    switches: ignored("--plain-http", "--insecure", "--oci-layout"),
    read: ({ positionals: [target, ...children], values: valuesOf }) => ({
      sources: [...children, ...valuesOf("add")].map((child) =>
        // A bare tag or digest belongs to the repository of the target.
        /[/@]/.test(child) ? child : inRepository(target, child),
      ),
      targets: target === undefined ? [] : splitTags(target),
      annotations: parseAnnotations(valuesOf("annotation"), "index"),
    }),
  },
  {
    kind: "copy",
    words: [["oras"], ["cp", "copy"]],
    values,
    switches: {
      ...ignored("--recursive", "-r", "--plain-http", "--from-plain-http", "--to-plain-http"),
      ...ignored("--from-insecure", "--to-insecure", "--from-oci-layout", "--to-oci-layout"),
      ...ignored("--debug", "-d", "--no-tty", "--verbose", "-v"),
    },
    read: readCopy,
  },
  nameCommand([["oras"], ["pull", "discover"]], { values }),
  nameCommand([["oras"], ["manifest"], ["fetch"]], { values }),
];
