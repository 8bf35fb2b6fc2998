import { findExecutable } from "../../electron/engine/disk/findExecutable.ts";
import { splitPath } from "../../electron/testing/servers/commandLineClient.ts";

/** A reference in a registry that speaks plain HTTP. */
export interface Place {
  readonly host: string;
  readonly repository: string;
  readonly tag: string;
}

/** A command line tool that does some of the jobs. */
export interface Tool {
  readonly name: string;
  /** File names that it goes by, the first that is found counts. */
  readonly files: readonly string[];
  /** Arguments that make it tell its version. */
  readonly version: readonly string[];
  /** Arguments to combine images into an index; undefined where it cannot. */
  combine(sources: readonly Place[], target: Place): readonly string[] | undefined;
  /** Arguments to copy one image, byte for byte. */
  copy(source: Place, target: Place): readonly string[] | undefined;
}

/** A tool that is here. */
export interface FoundTool {
  readonly tool: Tool;
  readonly path: string;
}

/** The tools compared with, each told to speak plain HTTP where it does not find out by itself. */
export const peers: readonly Tool[] = [
  {
    name: "buildx",
    files: ["buildx", "docker-buildx"],
    version: ["version"],
    combine: (sources, target) => ["imagetools", "create", "-t", at(target), ...sources.map(at)],
    copy: (source, target) => {
      return ["imagetools", "create", "--prefer-index=false", "-t", at(target), at(source)];
    },
  },
  {
    name: "crane",
    files: ["crane"],
    version: ["version"],
    combine: (sources, target) => {
      return ["index", "append", "-t", at(target), ...sources.flatMap((from) => ["-m", at(from)])];
    },
    copy: (source, target) => ["copy", at(source), at(target)],
  },
  {
    name: "oras",
    files: ["oras"],
    version: ["version"],
    combine: (sources, target) => {
      const here = sources.every((from) => from.repository === target.repository);
      const tags = sources.map(({ tag }) => tag);
      return here
        ? ["manifest", "index", "create", "--plain-http", at(target), ...tags]
        : undefined;
    },
    copy: (source, target) => {
      return ["cp", "--from-plain-http", "--to-plain-http", at(source), at(target)];
    },
  },
  {
    name: "regctl",
    files: ["regctl"],
    // Without the format it tells Go's version too, and that alone when it was built without a tag.
    version: ["version", "--format", "{{.VCSTag}}"],
    combine: (sources, target) => {
      const refs = sources.flatMap((from) => ["--ref", at(from)]);
      return ["index", "create", ...plain([...sources, target]), at(target), ...refs];
    },
    copy: (source, target) => {
      return ["image", "copy", ...plain([source, target]), at(source), at(target)];
    },
  },
  {
    name: "skopeo",
    files: ["skopeo"],
    version: ["--version"],
    combine: () => undefined,
    copy: (source, target) => {
      const plainHttp = ["--src-tls-verify=false", "--dest-tls-verify=false"];
      const places = [`docker://${at(source)}`, `docker://${at(target)}`];
      return ["copy", "--all", "--insecure-policy", ...plainHttp, ...places];
    },
  },
];

/**
 * Find a tool's file.
 * @param folders where to look, as PATH lists them; the first that has it counts
 */
export function findTool(tool: Tool, folders: string): FoundTool | undefined {
  const path = findExecutable(tool.files, splitPath(folders));
  return path === undefined ? undefined : { tool, path };
}

/** A reference as all of them write it. */
export function at({ host, repository, tag }: Place): string {
  return `${host}/${repository}:${tag}`;
}

function plain(places: readonly Place[]): readonly string[] {
  const hosts = [...new Set(places.map(({ host }) => host))];
  return hosts.flatMap((host) => ["--host", `reg=${host},tls=disabled`]);
}
