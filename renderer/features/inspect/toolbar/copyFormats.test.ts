import { expect, it } from "vitest";
import { digestOf, makeConfig, makeInspection, makeRow } from "../../../testing/fixtures.ts";
import { listCopyFormats } from "./copyFormats.ts";

function textsOf(change: Parameters<typeof makeInspection>[0]): Record<string, string> {
  return Object.fromEntries(
    listCopyFormats(makeInspection(change)).map(({ id, text }) => [id, text]),
  );
}

it("gives the commands of other tools by digest", () => {
  const digest = digestOf("c8");
  expect(textsOf({})).toMatchObject({
    digest,
    pinned: `ghcr.io/acme/app@${digest}`,
    pull: "docker pull ghcr.io/acme/app:1.4",
    buildx: `docker buildx imagetools inspect ghcr.io/acme/app@${digest}`,
    crane: `crane manifest ghcr.io/acme/app@${digest}`,
    regctl: `regctl manifest get ghcr.io/acme/app@${digest}`,
    link: "manifestry:ghcr.io/acme/app:1.4",
  });
});

it.each([
  ["linux/arm64", "docker pull --platform linux/arm64 ghcr.io/acme/app:1.4"],
  ["windows(10.0.20348.1)/amd64", "docker pull --platform windows/amd64 ghcr.io/acme/app:1.4"],
  ["linux/a'b", String.raw`docker pull --platform 'linux/a'\''b' ghcr.io/acme/app:1.4`],
  ["-v/x", "docker pull ghcr.io/acme/app:1.4"],
])("pulls an image for %s with its platform", (platform, command) => {
  const content = {
    kind: "image",
    config: { mediaType: "x", digest: digestOf("cf"), size: 1 },
    configView: { ...makeConfig(), platform },
    layers: [],
    annotations: {},
  } as const;
  expect(textsOf({ content })["pull"]).toBe(command);
});

it("quotes paths, and leaves out tools that do not read layouts and archives", () => {
  const layout = textsOf({
    repository: "oci-layout:///it's here",
    name: "oci-layout:///it's here:1",
  });
  expect(layout["regctl"]).toBe(`regctl manifest get 'ocidir:///it'\\''s here@${digestOf("c8")}'`);
  expect(layout).not.toHaveProperty("pull");
  expect(layout).not.toHaveProperty("link");
  expect(textsOf({ repository: "docker-archive:///a.tar" })).not.toHaveProperty("buildx");
});

it("does not offer commands for a blob", () => {
  const formats = textsOf({ content: { kind: "blob", reason: "" } });
  expect(Object.keys(formats)).toEqual(["digest", "pinned", "name"]);
});

it("summarizes an index as a table that outside text cannot leave", () => {
  const rows = [makeRow("linux/a|b\n# c", "91"), makeRow("linux/arm64/v8", "22")];
  const text = textsOf({ content: { kind: "index", annotations: {}, clients: [], rows } })[
    "markdown"
  ];
  expect(text?.split("\n").slice(-2)).toEqual([
    `| linux/a\\|b \\# c | \`${digestOf("91")}\` |  |`,
    `| linux/arm64/v8 | \`${digestOf("22")}\` |  |`,
  ]);
});
