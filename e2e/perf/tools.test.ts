import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findTool, peers } from "./tools.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "tools-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function put(place: string, name: string, mode: number): string {
  mkdirSync(join(folder, place), { recursive: true });
  const path = join(folder, place, name);
  writeFileSync(path, "#!/bin/sh\n");
  chmodSync(path, mode);
  return path;
}

function peer(name: string): (typeof peers)[number] {
  const found = peers.find((tool) => tool.name === name);
  if (!found) {
    throw new Error(name);
  }
  return found;
}

test("finds the first executable file of a tool", () => {
  put("a", "crane", 0o644);
  const crane = put("b", "crane", 0o755);
  put("c", "crane", 0o755);
  const folders = ["a", "b", "c"].map((name) => join(folder, name)).join(delimiter);
  expect(findTool(peer("crane"), folders)?.path).toBe(crane);
});

test("finds buildx by its file name as a Docker plugin", () => {
  const plugin = put("plugins", "docker-buildx", 0o755);
  expect(findTool(peer("buildx"), join(folder, "plugins"))?.path).toBe(plugin);
});

test("finds no tool in empty or missing folders", () => {
  expect(findTool(peer("skopeo"), folder)).toBeUndefined();
  expect(findTool(peer("skopeo"), delimiter)).toBeUndefined();
});

test("returns no arguments for a job that the tool does not support", () => {
  const image = { host: "127.0.0.1:1", repository: "a", tag: "1" };
  expect(peer("oras").combine([image], { ...image, repository: "b" })).toBeUndefined();
  expect(peer("oras").combine([image], image)).toContain("127.0.0.1:1/a:1");
  expect(peer("skopeo").combine([image], image)).toBeUndefined();
});
