import { expect, it } from "vitest";
import { ZodError } from "zod";
import { feedPlace, parseFeedConfig } from "./feedPlace.ts";

it.each([
  [
    { provider: "generic", url: "https://updates.example/app" },
    "https://updates.example/app/",
    "https://updates.example/app/",
  ],
  [
    { provider: "github", owner: "acme", repo: "manifestry", updaterCacheDirName: "cache" },
    "https://github.com/acme/manifestry/releases/latest/download/",
    "https://github.com/acme/manifestry/releases/download/v1.2.0/",
  ],
  [
    { provider: "github", owner: "acme", repo: "app.js", host: "git.acme.example:8443" },
    "https://git.acme.example:8443/acme/app.js/releases/latest/download/",
    "https://git.acme.example:8443/acme/app.js/releases/download/v1.2.0/",
  ],
  [
    { provider: "gitlab", projectId: "acme/tools/manifestry" },
    "https://gitlab.com/acme/tools/manifestry/-/releases/permalink/latest/downloads/",
    "https://gitlab.com/acme/tools/manifestry/-/releases/v1.2.0/downloads/",
  ],
])("%j is a feed at %s with files at %s", (content, newest, files) => {
  const place = feedPlace(parseFeedConfig(content));
  expect(place.newest.href).toBe(newest);
  expect(place.files("1.2.0").href).toBe(files);
});

it("a version cannot lead to another folder", () => {
  const { files } = feedPlace(parseFeedConfig({ provider: "github", owner: "a", repo: "b" }));
  expect(files("1/../../../../c").pathname).toBe(
    "/a/b/releases/download/v1%2F..%2F..%2F..%2F..%2Fc/",
  );
});

it.each([
  {},
  { provider: "s3", bucket: "b" },
  { provider: "generic" },
  { provider: "github", owner: "acme" },
  { provider: "github", owner: "acme/..", repo: "app" },
  { provider: "github", owner: "acme", repo: "app", host: "github.com/evil" },
  { provider: "github", owner: "acme", repo: "app", host: "me@evil.example" },
  { provider: "gitlab", projectId: "manifestry" },
  { provider: "github", owner: "acme", repo: ".." },
  { provider: "gitlab", projectId: 7 },
])("%j is no place of updates", (content) => {
  expect(() => parseFeedConfig(content)).toThrow(ZodError);
});
