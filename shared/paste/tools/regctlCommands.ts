import { parseAnnotations } from "../parseAnnotations.ts";
import {
  atDigest,
  type CommandSpec,
  ignored,
  nameCommand,
  readCopy,
  regctlFlags,
  splitList,
} from "./commandSpec.ts";

/** Commands of regctl. */
export const regctlCommands: readonly CommandSpec[] = [
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
        ...parseAnnotations(values("annotation"), "index"),
        ...parseAnnotations(values("descAnnotation"), "entries"),
      ],
      platforms: splitList(values("platform")),
    }),
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
  nameCommand([["regctl"], ["tag"], ["ls", "list"]], { maxImages: 1 }),
  nameCommand([
    ["regctl"],
    ["image", "manifest"],
    ["inspect", "get", "head", "digest", "manifest"],
  ]),
];
