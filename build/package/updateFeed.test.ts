import { expect, test } from "vitest";
import { feedPlace, parseFeedConfig } from "../../electron/app/updates/feedPlace.ts";
import { feedArguments, parseUpdateFeed } from "./updateFeed.ts";

const parse = (url?: string, provider?: string): ReturnType<typeof parseUpdateFeed> =>
  parseUpdateFeed({ MANIFESTRY_UPDATES_URL: url, MANIFESTRY_UPDATES_PROVIDER: provider });

test("packages look for updates nowhere, unless an address is given", () => {
  expect(parse()).toBeUndefined();
  expect(parse(" ", "")).toBeUndefined();
  expect(feedArguments(undefined, "linux", "x64")).toEqual([]);
});

test.each([
  ["generic", "https://updates.example/app", "https://updates.example/app/"],
  [
    "github",
    "https://github.com/acme/manifestry",
    "https://github.com/acme/manifestry/releases/latest/download/",
  ],
  [
    "github",
    "https://git.acme.example/acme/manifestry.git/",
    "https://git.acme.example/acme/manifestry/releases/latest/download/",
  ],
  [
    "gitlab",
    "https://gitlab.com/acme/tools/manifestry",
    "https://gitlab.com/acme/tools/manifestry/-/releases/permalink/latest/downloads/",
  ],
])("the app finds the feed that %s has for %s", (provider, url, newest) => {
  const feed = parse(url, provider);
  // As electron-builder writes it to app-update.yml.
  const written = Object.fromEntries(
    feedArguments(feed, "linux", "x64").map((argument) =>
      argument.replace("--config.publish.", "").split("="),
    ),
  ) as object;
  expect(feedPlace(parseFeedConfig(written)).newest.href).toBe(newest);
  expect(written).toMatchObject({ provider, channel: "latest" });
});

test("the feed of another architecture has another name on Windows, where its file would have the same", () => {
  const feed = parse("https://updates.example/app");
  expect(feedArguments(feed, "win32", "arm64")).toContain("--config.publish.channel=latest-arm64");
  expect(feedArguments(feed, "win32", "x64")).toContain("--config.publish.channel=latest");
  expect(feedArguments(feed, "linux", "arm64")).toContain("--config.publish.channel=latest");
});

test.each([
  ["http://updates.example/app", "generic", "starts with https://"],
  ["https://me:secret@updates.example/app", "generic", "starts with https://"],
  ["updates.example", "", "starts with https://"],
  ["https://github.com/acme", "github", "https://github.com/OWNER/REPOSITORY"],
  ["https://github.com/acme/app/releases", "github", "https://github.com/OWNER/REPOSITORY"],
  ["https://github.com/acme/%2e%2e", "github", "https://github.com/OWNER/REPOSITORY"],
  ["https://gitlab.com/app", "gitlab", "https://gitlab.com/GROUP/PROJECT"],
  ["https://updates.example/app", "s3", "generic, github or gitlab, not s3"],
  ["", "github", "needs an address"],
])("%j with the provider %j is refused: %s", (url, provider, message) => {
  expect(() => parse(url, provider)).toThrow(message);
});
