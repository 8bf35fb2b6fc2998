import { expect, it } from "vitest";
import { CrashLoop } from "./crashLoop.ts";
import { findCrash, sessionEnd } from "./lastSession.ts";

const at = "2026-11-30T10:00:00.000Z";
const start = `${at} info Manifestry 0.2.0 starts: Electron 45.4.1, Linux 6.1 x64`;
const end = `${at} info ${sessionEnd}`;

it("finds no crash without a session, and after one that ended", () => {
  expect(findCrash([])).toBeUndefined();
  expect(findCrash([`${at} error boom`, start, end])).toBeUndefined();
  expect(findCrash([start, `${at} error a`, "    at b", end])).toBeUndefined();
});

it("finds a session that did not end, and its last error", () => {
  expect(findCrash([start, end, start])).toEqual({ kind: "app", endedAt: at });
  const later = "2026-11-30T11:00:00.000Z";
  const lines = [`${at} error earlier`, end, start, `${later} error TypeError: x`, "    at y"];
  expect(findCrash(lines)).toEqual({ kind: "app", endedAt: later, error: "TypeError: x" });
  expect(findCrash([`${at} error earlier`, start])).toEqual({ kind: "app", endedAt: at });
});

it("shows the start of a long error, and reads a log without a start", () => {
  const found = findCrash([`${at} error ${"x".repeat(5000)}`, `${at} debug GET https://r/v2/`]);
  expect(found).toMatchObject({ kind: "app", error: "x".repeat(300) });
});

it("counts crashes within a minute as a loop", () => {
  const loop = new CrashLoop();
  expect([0, 30_000, 95_000, 100_000].map((now) => loop.add(now))).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(loop.add(100_001)).toBe(true);
  loop.reset();
  expect(loop.add(100_002)).toBe(false);
});
