import { parseAnnotations, parseBuildxAnnotations } from "../parseAnnotations.ts";
import {
  type CommandSpec,
  ignored,
  nameCommand,
  podmanFlags,
  readCopy,
  splitList,
} from "./commandSpec.ts";
import { runCommand } from "./runCommand.ts";

/** Programs with the commands of docker. */
export const dockerLike = ["docker", "podman", "nerdctl", "buildah", "finch"];

/** Commands of docker, buildx, podman, nerdctl, buildah and finch. */
export const dockerCommands: readonly CommandSpec[] = [
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
      const { annotations, notes } = parseBuildxAnnotations(values("annotation"));
      return {
        // `--append` puts the existing index first. Source: buildx `imagetools create`.
        sources: [...(isOn("append") === true ? targets.slice(0, 1) : []), ...positionals],
        targets,
        annotations,
        platforms: splitList(values("platform")),
        ...(preferIndex === undefined ? {} : { preferIndex }),
        notes: [
          ...notes,
          ...values("file").map(
            (file) => `Add ${file} with "Add descriptor file…": its content is a source.`,
          ),
        ],
      };
    },
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
        annotations: parseAnnotations(values("annotation"), "index"),
      };
    },
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
    words: [dockerLike, ["tag"]],
    values: {},
    switches: {},
    read: readCopy,
  },
  nameCommand([dockerLike, ["pull", "push"]]),
  nameCommand([dockerLike, ["image"], ["pull", "push", "inspect"]]),
  nameCommand([dockerLike, ["inspect"]], { values: ignored("--type"), switches: ["-s", "--size"] }),
  nameCommand([dockerLike, ["manifest"], ["inspect"]], { switches: ["-v"] }),
  nameCommand([["docker"], ["scout"], ["cves", "quickview", "recommendations", "sbom"]], {
    values: ignored("--only-severity", "--output", "-o"),
    maxImages: 1,
  }),
  nameCommand([["buildah"], ["from"]], { values: ignored("--name"), maxImages: 1 }),
  runCommand([dockerLike, ["run", "create"]]),
  runCommand([dockerLike, ["container"], ["run", "create"]]),
  nameCommand([["docker"], ["buildx"], ["imagetools"], ["inspect"]]),
  // containerd and the command line of CRI.
  nameCommand([["ctr"], ["image", "images", "i"], ["pull"]], { values: ignored("--user") }),
  nameCommand([["crictl"], ["pull"]], { values: ignored("--auth", "--annotation") }),
];
