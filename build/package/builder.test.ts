import { expect, test } from "vitest";
import { findMissingTool } from "./builder.ts";

test.each([
  [
    "RequestError: getaddrinfo ENOTFOUND tools.example\n  at x",
    "getaddrinfo ENOTFOUND tools.example",
  ],
  ["Error: connect ECONNREFUSED 127.0.0.1:443", "connect ECONNREFUSED 127.0.0.1:443"],
  ["Error: spawn rpmbuild ENOENT", "spawn rpmbuild ENOENT"],
  ["Error: spawnSync dpkg-deb ENOENT", "spawnSync dpkg-deb ENOENT"],
])("%j is a missing tool", (output, reason) => {
  expect(findMissingTool(output)).toBe(reason);
});

test.each([
  "Error: Please specify project homepage",
  "ENOENT: no such file or directory, open 'build/resources/icons'",
])("%j is a fault of the configuration", (output) => {
  expect(findMissingTool(output)).toBeUndefined();
});
