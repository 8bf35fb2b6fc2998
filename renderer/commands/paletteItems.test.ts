import { beforeEach, expect, it, vi } from "vitest";
import { currentVisit, useInspect } from "../features/inspect/inspectStore.ts";
import { useSettings } from "../features/settings/settingsStore.ts";
import { makeFailure } from "../testing/fixtures.ts";
import { installApi } from "../testing/setUp.ts";
import { listCommands, paletteSections } from "./paletteItems.ts";

beforeEach(() => installApi());

/** The sections for what is typed, each with its labels. */
function find(typed: string): readonly (readonly [string, readonly string[]])[] {
  return paletteSections(typed, { listed: listCommands(), type: () => {} }).map(
    ({ id, reference, items }) => [reference ?? id, items.map(({ label }) => label)],
  );
}

const ofTag = ["Inspect", "Add as a source", "Edit this tag", "Retag…", "Timeline of the tag"];

it.each([
  ["ghcr.io/acme/app:1.4", "ghcr.io/acme/app:1.4", ofTag],
  ["docker://ghcr.io/acme/app:1.4", "ghcr.io/acme/app:1.4", ofTag],
  ["alpine", "alpine", ofTag],
  [" oci-layout:///srv/a:1 ", "oci-layout:///srv/a:1", ofTag],
  ["ghcr.io/acme/app", "ghcr.io/acme/app", ["List the tags", ...ofTag.slice(1)]],
  ["localhost:5000/", "localhost:5000/", ["List the repositories"]],
  [
    `acme/app@sha256:${"0".repeat(64)}`,
    `acme/app@sha256:${"0".repeat(64)}`,
    ["Inspect", "Add as a source", "Edit as a draft", "Retag…"],
  ],
])("offers for %s what can be done with %s", (typed, reference, labels) => {
  expect(find(typed)[0]).toEqual([reference, labels]);
});

it.each(["about", "push:", "user:secret@ghcr.io/acme/app:1", "two words", "-v", "{}", "a/"])(
  "takes %j for no reference",
  (typed) => {
    const sections = paletteSections(typed, { listed: listCommands(), type: () => {} });
    expect(sections.map(({ id }) => id)).not.toContain("reference");
  },
);

it("finds commands by their menu too, and not by why they are disabled", () => {
  expect(find("help")).toEqual([
    [
      "commands",
      [
        "Manifestry Help",
        "Keyboard Shortcuts",
        "Copy Diagnostics",
        "Open Log Folder",
        "Check for Updates",
        "About Manifestry",
      ],
    ],
  ]);
  const [[, labels] = ["", []]] = find("add source");
  expect(labels).toEqual(["Add Sources"]);
});

it("does not list what could not be read as recent", async () => {
  installApi({ "inspect:open": () => ({ ok: false, error: makeFailure() }) });
  useInspect.getState().open("ghcr.io/acme/typo:1");
  await vi.waitFor(() => expect(currentVisit(useInspect.getState())?.kind).toBe("failed"));
  expect(find("typo").map(([id]) => id)).toEqual(["typo"]);
});

it("lists recent references, first before anything is typed and last after commands", () => {
  useSettings.setState({ recentSources: ["ghcr.io/acme/base:2", "ghcr.io/acme/app:1"] });
  useInspect.getState().open("ghcr.io/acme/app:1");
  const recent = ["ghcr.io/acme/app:1", "ghcr.io/acme/base:2"];
  expect(find("")[0]).toEqual(["recent", recent]);
  expect(find("copy").map(([id]) => id)).toEqual(["commands"]);
  expect(find("ac")[0]).toEqual(["recent", recent]);
  expect(find("base").map(([id]) => id)).toEqual(["recent", "base"]);
  expect(find("app:1").map(([id]) => id)).toEqual(["recent", "app:1"]);
  expect(find("ghcr.io/acme/app:").map(([id]) => id)).toEqual(["recent"]);
  expect(find("ghcr.io/acme/ap").map(([id]) => id)).toEqual(["ghcr.io/acme/ap", "recent"]);
  expect(find("ghcr.io/acme/base:2").map(([id]) => id)).toEqual(["ghcr.io/acme/base:2"]);
});

it("completes a reference: a tag is opened, a repository is typed", () => {
  const texts: string[] = [];
  const sources = { listed: listCommands(), type: (text: string) => void texts.push(text) };
  const tags = { kind: "tags", stem: "ghcr.io/acme/app:", options: ["2.0", "1.4", "1.3"] } as const;
  const [section] = paletteSections("ghcr.io/acme/app:1", { ...sources, completion: tags }).slice(
    1,
  );
  expect(section?.items.map(({ label }) => label)).toEqual([
    "ghcr.io/acme/app:1.4",
    "ghcr.io/acme/app:1.3",
  ]);
  section?.items[0]?.run();
  expect(currentVisit(useInspect.getState())?.trail[0].text).toBe("ghcr.io/acme/app:1.4");
  const repositories = { kind: "repositories", stem: "ghcr.io/", options: ["acme/app"] } as const;
  const found = paletteSections("ghcr.io/ac", { ...sources, completion: repositories });
  const item = found.find(({ id }) => id === "completion")?.items[0];
  item?.run();
  expect([item?.staysOpen, texts]).toEqual([true, ["ghcr.io/acme/app:"]]);
});
