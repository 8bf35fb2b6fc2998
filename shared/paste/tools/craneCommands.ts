import {
  type CommandSpec,
  ignored,
  inRepository,
  nameCommand,
  readCopy,
  splitList,
} from "./commandSpec.ts";

const crane = ["crane", "gcrane"];

/** Commands of crane and gcrane. */
export const craneCommands: readonly CommandSpec[] = [
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
    kind: "copy",
    words: [crane, ["copy", "cp"]],
    values: ignored("--platform", "--jobs", "-j"),
    switches: ignored("--all-tags", "-a", "--no-clobber", "-n", "--insecure", "--verbose", "-v"),
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
  // The second argument of `crane pull` is a file.
  nameCommand([crane, ["pull", "manifest", "digest", "config", "ls", "export", "validate"]], {
    maxImages: 1,
  }),
];
