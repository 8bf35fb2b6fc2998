import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import type { Draft } from "../../../shared/draft.ts";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { imagetoolsCommand, quoteWord } from "./imagetoolsCommand.ts";

const draft: Draft = {
  ...emptyDraft,
  sources: [
    { id: "1", text: " ghcr.io/acme/app:amd64 " },
    { id: "2", text: '{"digest": "sha256:it\'s"}' },
  ],
  annotations: [
    { id: "1", scope: { kind: "index" }, key: "title", value: "it's $HOME & more" },
    { id: "2", scope: { kind: "entries" }, key: "k", value: "" },
    { id: "3", scope: { kind: "platform", platform: "linux/arm/v7" }, key: "k", value: "v" },
    { id: "4", scope: { kind: "index" }, key: " ", value: "not finished" },
  ],
  platforms: ["linux/amd64", "linux/arm64"],
  preferIndex: false,
  targets: [{ id: "1", text: "ghcr.io/acme/app:1" }],
};

// Windows has no /bin/sh.
it.skipIf(process.platform === "win32")(
  "formats a draft as a command that a shell parses back",
  () => {
    const command = imagetoolsCommand(draft);
    const words = execFileSync("/bin/sh", ["-c", `printf '%s\\n' ${command}`], {
      encoding: "utf8",
    });
    expect(words.trimEnd().split("\n")).toEqual([
      "docker",
      "buildx",
      "imagetools",
      "create",
      "-t",
      "ghcr.io/acme/app:1",
      "--annotation",
      "index:title=it's $HOME & more",
      "--annotation",
      "manifest-descriptor:k=",
      "--annotation",
      "manifest-descriptor[linux/arm/v7]:k=v",
      "--platform",
      "linux/amd64,linux/arm64",
      "--prefer-index=false",
      "ghcr.io/acme/app:amd64",
      '{"digest": "sha256:it\'s"}',
    ]);
  },
);

it("adds --dry-run without a target", () => {
  expect(imagetoolsCommand({ ...draft, targets: [] })).toContain("--dry-run");
});

it.each<[string, Partial<Draft>]>([
  ["an option as a source", { sources: [{ id: "1", text: "--metadata-file=/tmp/x" }] }],
  ["an option as a source, after a space", { sources: [{ id: "1", text: " -f" }] }],
  ["an option as a target", { targets: [{ id: "1", text: "--append" }] }],
  ["an archive as a source", { sources: [{ id: "1", text: "docker-archive:///tmp/a.tar" }] }],
  ["an archive as a target", { targets: [{ id: "1", text: "oci-archive:///tmp/a.tar:1" }] }],
  ["an entry that is excluded", { excluded: [`sha256:${"a".repeat(64)}`] }],
])("returns no command for %s", (_, more) => {
  expect(imagetoolsCommand({ ...draft, ...more })).toBe("");
});

it("passes text that starts like an option as the value of its option", () => {
  const annotations = [
    { id: "1", scope: { kind: "index" }, key: "--append", value: "--x" },
  ] as const;
  const platforms = ["--dry-run"];
  const command = imagetoolsCommand({ ...draft, annotations: [...annotations], platforms });
  expect(command).toContain("--annotation index:--append=--x --platform --dry-run --prefer");
});

it("removes the media type of a descriptor", () => {
  const command = (descriptor: object): string =>
    imagetoolsCommand({ ...draft, sources: [{ id: "1", text: JSON.stringify(descriptor) }] });
  expect(command({ mediaType: "application/x", digest: "sha256:0", size: 1 })).toContain(
    ` '{"digest":"sha256:0","size":1}'`,
  );
  expect(command({ mediaType: "application/x", digest: "sha256:0", data: "e30=" })).toBe("");
});

it("quotes only if necessary", () => {
  expect(quoteWord("oci-layout:///a/b:1@sha256:0")).toBe("oci-layout:///a/b:1@sha256:0");
});
