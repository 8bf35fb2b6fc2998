import { expect, it } from "vitest";
import { openedFile } from "./openedFiles.ts";
import { readArguments } from "./readArguments.ts";

/** What arguments open: texts of links, paths of files. */
function read(...args: readonly string[]): readonly (string | undefined)[] {
  return readArguments(args, "/home/ada/work").map((opened) =>
    opened.kind === "reference" ? opened.text : openedFile(opened.id),
  );
}

it.runIf(process.platform !== "win32").each([
  ["a relative path in the folder of that start", ["a.yaml"], ["/home/ada/work/a.yaml"]],
  ["a path upwards", ["../a.json"], ["/home/ada/a.json"]],
  ["an absolute path", ["/srv/a.YML"], ["/srv/a.YML"]],
  ["a URL of a desktop", ["file:///srv/a%20b.yaml"], ["/srv/a b.yaml"]],
  ["a link", ["MANIFESTRY:alpine:3.20"], ["alpine:3.20"]],
  ["no switch", ["--x.yaml", "-r", "--enable-crash-reporter=a.json"], []],
  [
    "files named like switches after --",
    ["-x.yaml", "--", "-y.yaml", "--z.json"],
    ["/home/ada/work/-y.yaml", "/home/ada/work/--z.json"],
  ],
  ["-- itself once", ["--", "--", "a.yaml"], ["/home/ada/work/a.yaml"]],
  ["no file of another host", ["file://server/share/a.yaml"], []],
  ["no file by a wrong URL", ["file:///a%2Fb.yaml", "file:///a%E0%A4.yaml"], []],
  ["no file of another kind", ["a.tar", "a.yaml.exe", "https://example.com/a.yam", "."], []],
  ["no path that is too long", [`${"a".repeat(4096)}.yaml`], []],
] as const)("reads %s", (_what, args, expected) => {
  expect(read(...args)).toEqual(expected);
});

it("reads a number of files that can be shown", () => {
  const many = Array.from({ length: 100 }, (_, index) => `${index}.yaml`);
  expect(read("--no-sandbox", "some.tar", ...many)).toHaveLength(20);
});

it.each([
  ["manifestry://ada:s3cret@ghcr.io/acme/app", "manifestry://REDACTED@ghcr.io/acme/app"],
  ["manifestry:ada:s3cret@registry:5000/app", "manifestry:REDACTED@registry:5000/app"],
  ["manifestry:https://ada:s3cret@ghcr.io/app", "manifestry:https://REDACTED@ghcr.io/app"],
  ["manifestry:ada%3As3cret%40ghcr.io/app", "manifestry:REDACTED@ghcr.io/app"],
  ["manifestry:app:1@sha256:abc", "manifestry:app:1@sha256:abc"],
])("says what %s must look like, without a password in it", (link, shown) => {
  const [opened] = readArguments([link], "/");
  expect(opened).toMatchObject({
    kind: "rejected",
    message: `"${shown}" is not a link to an image. A link has the form manifestry:ghcr.io/acme/app:1.4.`,
  });
});
