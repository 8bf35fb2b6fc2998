import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  chooseBounds,
  defaultSize,
  minimumSize,
  readWindowPlacement,
  writeWindowPlacement,
} from "./windowBounds.ts";

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const second = { x: 1920, y: 0, width: 1280, height: 1024 };
const bounds = { x: 100, y: 50, width: 1400, height: 900 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bounds-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("reads what was written, and leaves no other file", () => {
  const file = join(folder, "window.json");
  writeWindowPlacement(file, { bounds, maximized: true });
  expect(readWindowPlacement(file)).toEqual({ bounds, maximized: true });
  expect(readdirSync(folder)).toEqual(["window.json"]);
});

test.each([
  "",
  "{",
  "null",
  "[]",
  '{"bounds":{"x":0,"y":0,"width":0,"height":0},"maximized":false}',
  '{"bounds":{"x":0.5,"y":0,"width":1000,"height":700},"maximized":false}',
  '{"bounds":{"x":0,"y":0,"width":1000,"height":700},"maximized":"yes"}',
])("ignores an invalid file (%s)", (text) => {
  const file = join(folder, "window.json");
  writeFileSync(file, text);
  expect(readWindowPlacement(file)).toBeUndefined();
});

test("ignores unknown keys", () => {
  const file = join(folder, "window.json");
  writeFileSync(file, JSON.stringify({ bounds: { ...bounds, z: 1 }, maximized: true, full: 1 }));
  expect(readWindowPlacement(file)).toEqual({ bounds, maximized: true });
});

test.skipIf(process.platform === "win32")("the file is readable by its owner only", () => {
  const file = join(folder, "window.json");
  writeWindowPlacement(file, { bounds, maximized: false });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("returns undefined without a file", () => {
  expect(readWindowPlacement(join(folder, "window.json"))).toBeUndefined();
});

test("a window opens at its last bounds", () => {
  const at = { bounds, maximized: false };
  expect(chooseBounds(at, [screen])).toEqual(bounds);
  const onSecond = { bounds: { ...bounds, x: 1950 }, maximized: false };
  expect(chooseBounds(onSecond, [screen, second])).toEqual(onSecond.bounds);
});

test("a window does not open on a display that was removed", () => {
  const away = { bounds: { ...bounds, x: 1950 }, maximized: false };
  expect(chooseBounds(away, [screen])).toEqual(defaultSize);
  const above = { bounds: { ...bounds, y: -400 }, maximized: false };
  expect(chooseBounds(above, [screen])).toEqual(defaultSize);
  expect(chooseBounds(away, [])).toEqual(defaultSize);
});

test("a window has at least the minimum size", () => {
  const tiny = { bounds: { ...bounds, width: 10, height: 10 }, maximized: false };
  expect(chooseBounds(tiny, [screen])).toMatchObject(minimumSize);
});

test("the first window has the default size and no position", () => {
  expect(chooseBounds(undefined, [screen])).toEqual(defaultSize);
});
