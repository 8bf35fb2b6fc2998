import { findExecutableSync, splitPath } from "../../electron/testing/servers/commandLineClient.ts";

/** A reference in a registry with plain HTTP. */
export interface RegistryReference {
  readonly host: string;
  readonly repository: string;
  readonly tag: string;
}

/** A command-line tool for some of the benchmarks. */
export interface Tool {
  readonly name: string;
  /** Its file names; the first one found is used. */
  readonly files: readonly string[];
  /** Arguments that print its version. */
  readonly version: readonly string[];
  /** Returns the arguments to combine images into an index; undefined if not supported. */
  combine(
    sources: readonly RegistryReference[],
    target: RegistryReference,
  ): readonly string[] | undefined;
  /** Returns the arguments to copy an image byte for byte. */
  copy(source: RegistryReference, target: RegistryReference): readonly string[] | undefined;
}

/** An installed tool. */
export interface FoundTool {
  readonly tool: Tool;
  readonly path: string;
}

/** The compared tools, with flags for plain HTTP if they do not detect it. */
export const peers: readonly Tool[] = [
  {
    name: "buildx",
    files: ["buildx", "docker-buildx"],
    version: ["version"],
    combine: (sources, target) => [
      "imagetools",
      "create",
      "-t",
      formatReference(target),
      ...sources.map(formatReference),
    ],
    copy: (source, target) => {
      return [
        "imagetools",
        "create",
        "--prefer-index=false",
        "-t",
        formatReference(target),
        formatReference(source),
      ];
    },
  },
  {
    name: "crane",
    files: ["crane"],
    version: ["version"],
    combine: (sources, target) => {
      return [
        "index",
        "append",
        "-t",
        formatReference(target),
        ...sources.flatMap((from) => ["-m", formatReference(from)]),
      ];
    },
    copy: (source, target) => ["copy", formatReference(source), formatReference(target)],
  },
  {
    name: "oras",
    files: ["oras"],
    version: ["version"],
    combine: (sources, target) => {
      const here = sources.every((from) => from.repository === target.repository);
      const tags = sources.map(({ tag }) => tag);
      return here
        ? ["manifest", "index", "create", "--plain-http", formatReference(target), ...tags]
        : undefined;
    },
    copy: (source, target) => {
      return [
        "cp",
        "--from-plain-http",
        "--to-plain-http",
        formatReference(source),
        formatReference(target),
      ];
    },
  },
  {
    name: "regctl",
    files: ["regctl"],
    // Without the format, it also prints Go's version, or only that if it was built without a tag.
    version: ["version", "--format", "{{.VCSTag}}"],
    combine: (sources, target) => {
      const refs = sources.flatMap((from) => ["--ref", formatReference(from)]);
      return ["index", "create", ...plain([...sources, target]), formatReference(target), ...refs];
    },
    copy: (source, target) => {
      return [
        "image",
        "copy",
        ...plain([source, target]),
        formatReference(source),
        formatReference(target),
      ];
    },
  },
  {
    name: "skopeo",
    files: ["skopeo"],
    version: ["--version"],
    combine: () => undefined,
    copy: (source, target) => {
      const plainHttp = ["--src-tls-verify=false", "--dest-tls-verify=false"];
      const places = [`docker://${formatReference(source)}`, `docker://${formatReference(target)}`];
      return ["copy", "--all", "--insecure-policy", ...plainHttp, ...places];
    },
  },
];

/**
 * Finds the file of a tool.
 * @param folders a list of folders like PATH
 */
export function findTool(tool: Tool, folders: string): FoundTool | undefined {
  const path = findExecutableSync(tool.files, splitPath(folders));
  return path === undefined ? undefined : { tool, path };
}

/** Formats a reference. */
export function formatReference({ host, repository, tag }: RegistryReference): string {
  return `${host}/${repository}:${tag}`;
}

function plain(places: readonly RegistryReference[]): readonly string[] {
  const hosts = [...new Set(places.map(({ host }) => host))];
  return hosts.flatMap((host) => ["--host", `reg=${host},tls=disabled`]);
}
