import { beforeEach, expect, it, vi } from "vitest";
import { currentVisit, useInspect } from "../features/inspect/inspectStore.ts";
import { useAccess } from "../features/registries/access/accessStore.ts";
import { useSettings } from "../features/settings/settingsStore.ts";
import { useDeleteTags } from "../features/tags/delete/deleteStore.ts";
import { useTags } from "../features/tags/tagsStore.ts";
import { useNavigation } from "../navigation.ts";
import { ok } from "../testing/fakeApi.ts";
import { makeFailure, makeInspection } from "../testing/fixtures.ts";
import { installApi } from "../testing/setUp.ts";
import { listCommands, paletteSections } from "./paletteItems.ts";
import { settingItems } from "./settingItems.ts";
import { shownItems } from "./shownItems.ts";

beforeEach(() => installApi());

/** The sections for what is typed, each with its labels. */
function find(typed: string): readonly (readonly [string, readonly string[]])[] {
  const sources = { listed: listCommands(), shown: shownItems(), settings: settingItems() };
  return paletteSections(typed, { ...sources, type: () => {} }).map(({ id, reference, items }) => [
    reference ?? id,
    items.map(({ label }) => label),
  ]);
}

const ofLayout = ["Inspect", "Add as a source", "Edit this tag", "Retag…", "Timeline of the tag"];
const ofTag = [...ofLayout, "All tags of the repository", "Test access to the repository"];

it.each([
  ["ghcr.io/acme/app:1.4", "ghcr.io/acme/app:1.4", ofTag],
  ["docker://ghcr.io/acme/app:1.4", "ghcr.io/acme/app:1.4", ofTag],
  ["alpine", "alpine", ofTag],
  [" oci-layout:///srv/a:1 ", "oci-layout:///srv/a:1", ofLayout],
  [
    "ghcr.io/acme/app",
    "ghcr.io/acme/app",
    ["List the tags", ...ofLayout.slice(1), "Test access to the repository"],
  ],
  ["docker pull ghcr.io/acme/app:1.4", "ghcr.io/acme/app:1.4", ofTag],
  ["$ docker pull alpine", "alpine", ofTag],
  ["image: ghcr.io/acme/app:1.4", "ghcr.io/acme/app:1.4", ofTag],
  ['  - image: "alpine:3"', "alpine:3", ofTag],
  ['"ghcr.io/acme/app:1.4"', "ghcr.io/acme/app:1.4", ofTag],
  ["docker run --rm -p 80:80 alpine:3 sh", "alpine:3", ofTag],
  ["FROM ghcr.io/acme/app:1.4 AS build", "ghcr.io/acme/app:1.4", ofTag],
  ["localhost:5000/", "localhost:5000/", ["List the repositories"]],
  [
    `acme/app@sha256:${"0".repeat(64)}`,
    `acme/app@sha256:${"0".repeat(64)}`,
    ["Inspect", "Add as a source", "Edit as a draft", "Retag…", ...ofTag.slice(-2)],
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
        "Licenses",
      ],
    ],
  ]);
  const [[, labels] = ["", []]] = find("add source");
  expect(labels).toEqual(["Add Sources"]);
});

it.each([
  ["license", ["Licenses", "About Manifestry"]],
  ["zoom", ["Zoom In", "Zoom Out", "Reset Zoom"]],
  ["settings", ["Registries", "Never Overwrite", "Theme: System", "Theme: Light", "Theme: Dark"]],
  ["log", ["Open Log Folder"]],
  ["update", ["Check for Updates"]],
  ["theme", ["Theme: System", "Theme: Light", "Theme: Dark"]],
  ["open", ["Open Recipe", "Open Plan", "Inspect OCI Layout", "Inspect Archive"]],
])("finds by %j: %j", (typed, wanted) => {
  const [id, labels = []] = find(typed).find(([each]) => each === "commands") ?? [];
  expect(id).toBe("commands");
  expect(labels).toEqual(expect.arrayContaining(wanted));
  expect(labels[0]).toBe(wanted[0]);
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
  expect(find("acm")[0]).toEqual(["recent", recent]);
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

it("has what the buttons of the shown image and list of tags do", async () => {
  installApi({
    "inspect:open": ({ text }) => ok(makeInspection({ name: text })),
    "tags:list": () =>
      ok({
        kind: "registry",
        repository: "ghcr.io/acme/app",
        tags: ["1", "2"],
        isComplete: true,
        isMetered: false,
      }),
  });
  const shown = (): readonly string[] => shownItems().map(({ label }) => label);
  const run = (label: string): void =>
    shownItems()
      .find((item) => item.label === label)
      ?.run();
  expect(shown()).toEqual([]);
  useNavigation.getState().show("inspect");
  useInspect.getState().open("ghcr.io/acme/app:1.4");
  await vi.waitFor(() => expect(shown()).toContain("Copy: Digest"));
  expect(shown()).toEqual(expect.arrayContaining(["Compose from this", "Check health"]));
  run("Test access to the repository");
  expect(useAccess.getState()).toMatchObject({ isOpen: true, text: "ghcr.io/acme/app" });
  run("Tags of the repository");
  useTags.getState().open("ghcr.io/acme/app");
  await vi.waitFor(() => expect(shown()).toContain("Group tags by digest"));
  expect(shown()).not.toContain("Delete the selected tags");
  useTags.getState().change("ghcr.io/acme/app", { selected: new Set(["2"]) });
  run("Delete the selected tags");
  expect(useDeleteTags.getState().step.kind).not.toBe("closed");
});

it("has the settings, and the registries that were used", () => {
  useSettings.setState({ recentSources: ["ghcr.io/acme/base:2", "alpine", "oci-layout:///a:1"] });
  expect(find("log in")).toEqual([["settings", ["Log in to a registry", "Log in to ghcr.io"]]]);
  expect(find("updates").flatMap(([, labels]) => labels)).toEqual([
    "Check for Updates",
    "Check for updates once a day",
  ]);
  const { checkForUpdates } = useSettings.getState();
  settingItems()
    .find(({ id }) => id === "setting.updates")
    ?.run();
  expect(useSettings.getState().checkForUpdates).toBe(!checkForUpdates);
  expect(find("test access").flatMap(([, labels]) => labels)).toEqual([
    "Test Access",
    "Test access at ghcr.io",
  ]);
});
