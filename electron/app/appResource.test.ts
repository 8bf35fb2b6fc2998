import { resolve } from "node:path";
import { expect, test } from "vitest";
import { mediaTypeOf, resolveAppFile } from "./appResource.ts";

const root = resolve("/opt/app/renderer");

test("the empty path is index.html", () => {
  expect(resolveAppFile(root, "app://manifestry/")).toBe(resolve(root, "index.html"));
  expect(resolveAppFile(root, "app://manifestry")).toBe(resolve(root, "index.html"));
});

test("queries and fragments are ignored", () => {
  const file = resolve(root, "assets/index.js");
  expect(resolveAppFile(root, "app://manifestry/assets/index.js?v=1#top")).toBe(file);
});

test("encoded names are decoded once", () => {
  expect(resolveAppFile(root, "app://manifestry/a%20b.js")).toBe(resolve(root, "a b.js"));
  expect(resolveAppFile(root, "app://manifestry/a%2520b.js")).toBe(resolve(root, "a%20b.js"));
});

test.each([
  "app://manifestry/..%2fmain/main.cjs",
  "app://manifestry/..%2F..%2f..%2f..%2fetc/passwd",
  "app://manifestry/assets/..%2f..%2f..%2fetc/passwd",
  "app://manifestry/..%2frenderer-other/x.js",
  "app://manifestry/%2e%2e%2fmain/main.cjs",
  "app://manifestry/x%00.js",
  "app://manifestry/%E0%A4%A",
  "app://other/index.html",
  "app://manifestry.example/index.html",
  "file:///etc/passwd",
  "https://manifestry/index.html",
  "not a URL",
])("%s is refused", (url) => {
  expect(resolveAppFile(root, url)).toBeUndefined();
});

test.each([
  "app://manifestry/../../../etc/passwd",
  "app://manifestry/%2e%2e/%2e%2e/etc/passwd",
  "app://manifestry//etc/passwd",
])("%s stays below the root", (url) => {
  expect(resolveAppFile(root, url)).toBe(resolve(root, "etc/passwd"));
});

test("media types depend on the extension", () => {
  expect(mediaTypeOf("/x/index.HTML")).toBe("text/html; charset=utf-8");
  expect(mediaTypeOf("/x/index.js")).toBe("text/javascript; charset=utf-8");
  expect(mediaTypeOf("/x/unknown.bin")).toBe("application/octet-stream");
});
