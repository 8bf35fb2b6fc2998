import { expect, test } from "vitest";
import { EngineError } from "../engine/errors.ts";
import { runHandler } from "./runHandler.ts";

test("wraps the value of a handler in a Result", async () => {
  const result = await runHandler("job:cancel", ({ jobId }) => (jobId === "1" ? null : null), {
    input: {
      jobId: "1",
    },
  });
  expect(result).toEqual({ ok: true, value: null });
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["a missing field", {}],
  ["a field of another type", { jobId: 1 }],
  ["an unknown field", { jobId: "1", more: true }],
  ["a text that is too long", { jobId: "x".repeat(65) }],
])("refuses %s before the handler runs", async (_what, input) => {
  let ran = false;
  const result = await runHandler(
    "job:cancel",
    () => {
      ran = true;
      return null;
    },
    { input },
  );
  expect(result).toMatchObject({ ok: false, error: { code: "input_invalid", retryable: false } });
  expect(ran).toBe(false);
});

test("converts an EngineError to a failure with code and message", async () => {
  const result = await runHandler(
    "job:cancel",
    () => {
      throw new EngineError("not_found", "There is no such job.", { retryable: true });
    },
    { input: { jobId: "1" } },
  );
  expect(result).toEqual({
    ok: false,
    error: { code: "not_found", message: "There is no such job.", retryable: true },
  });
  expect(structuredClone(result)).toEqual(result);
});

test("converts any other error to an internal failure without its stack", async () => {
  const result = await runHandler("job:cancel", () => Promise.reject(new TypeError("boom")), {
    input: {
      jobId: "1",
    },
  });
  expect(result).toMatchObject({ ok: false, error: { code: "internal", message: "boom" } });
  expect(JSON.stringify(result)).not.toContain("runHandler.test");
});
