import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { runCommand } from "./setup/command.ts";
import { runSteps, type Step } from "./steps.ts";

beforeEach(() => void vi.spyOn(console, "log").mockImplementation(() => {}));
afterEach(() => vi.restoreAllMocks());

function step(name: string, code: number, ran: string[], needs?: string): Step {
  return {
    name,
    ...(needs === undefined ? {} : { needs }),
    run: () => {
      ran.push(name);
      return Promise.resolve({ code, output: "" });
    },
  };
}

it("runs the steps after one that failed, and returns its code", async () => {
  const ran: string[] = [];
  const steps = [step("types", 2, ran), step("lint", 0, ran), step("tests", 3, ran)];
  expect(await runSteps(steps)).toBe(2);
  expect(ran).toEqual(["types", "lint", "tests"]);
});

it("skips a step whose needed step failed, and counts it as failed", async () => {
  const ran: string[] = [];
  const steps = [step("build", 1, ran), step("app", 0, ran, "build"), step("end", 0, ran)];
  expect(await runSteps(steps)).toBe(1);
  expect(ran).toEqual(["build", "end"]);
});

it("returns 0 where all pass", async () => {
  expect(await runSteps([step("one", 0, []), step("two", 0, [])])).toBe(0);
});

it("stops at a step that was interrupted", async () => {
  const ran: string[] = [];
  const stopped: Step = {
    name: "types",
    run: () => Promise.resolve({ code: 0, output: "", interrupted: true }),
  };
  expect(await runSteps([stopped, step("lint", 0, ran)])).toBe(1);
  expect(ran).toEqual([]);
});

it("passes signals to many commands with one listener, and removes it after them", async () => {
  const before = process.listenerCount("SIGTERM");
  const commands = Array.from({ length: 11 }, () =>
    runCommand(process.execPath, ["-e", "setInterval(() => {}, 1e6)"]),
  );
  expect(process.listenerCount("SIGTERM")).toBe(before + 1);
  process.listeners("SIGTERM").at(-1)?.("SIGTERM");
  const results = await Promise.all(commands);
  expect(results.every(({ interrupted }) => interrupted)).toBe(true);
  expect(process.listenerCount("SIGTERM")).toBe(before);
});
