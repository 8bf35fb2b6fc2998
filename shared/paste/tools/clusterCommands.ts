import { type CommandSpec, ignored } from "./commandSpec.ts";

const values = ignored(
  "--namespace",
  "-n",
  "--context",
  "--kubeconfig",
  "--selector",
  "-l",
  "--output",
  "-o",
);

/** Commands of kubectl that name the images of a container. */
export const clusterCommands: readonly CommandSpec[] = [
  {
    kind: "name",
    words: [["kubectl"], ["run", "debug"]],
    values: {
      "--image": "image",
      ...values,
      ...ignored("--env", "--labels", "--overrides", "--port", "--restart", "--target", "-c"),
    },
    switches: ignored("--rm", "-i", "--stdin", "-t", "--tty", "--command", "-q", "--quiet"),
    read: (flags) => ({ sources: flags.values("image") }),
  },
  {
    kind: "name",
    words: [["kubectl"], ["create"], ["deployment", "deploy", "job", "cronjob"]],
    values: { "--image": "image", ...values, ...ignored("--replicas", "-r", "--schedule") },
    switches: {},
    read: (flags) => ({ sources: flags.values("image") }),
  },
  {
    kind: "name",
    words: [["kubectl"], ["set"], ["image"]],
    values: { ...values, ...ignored("--filename", "-f") },
    switches: ignored("--all", "--local"),
    // The resource has no equals sign; each container is `NAME=IMAGE`.
    read: ({ positionals }) => ({
      sources: positionals.flatMap((word) => {
        const equals = word.indexOf("=");
        return equals < 0 ? [] : [word.slice(equals + 1)];
      }),
    }),
  },
];
