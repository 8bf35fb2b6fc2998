import { expect, test } from "vitest";
import { EngineError } from "../engine/errors.ts";
import { answer } from "./answer.ts";

test("a handler's value comes back in a Result", async () => {
  const result = await answer("job:cancel", ({ jobId }) => (jobId === "1" ? null : null), {
    jobId: "1",
  });
  expect(result).toEqual({ ok: true, value: null });
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["a missing field", {}],
  ["a field of another type", { jobId: 1 }],
  ["an unknown field", { jobId: "1", more: true }],
  ["a text that is too long", { jobId: "x".repeat(65) }],
])("%s is refused before the handler sees it", async (_what, input) => {
  let ran = false;
  const result = await answer(
    "job:cancel",
    () => {
      ran = true;
      return null;
    },
    input,
  );
  expect(result).toMatchObject({ ok: false, error: { code: "input_invalid", retryable: false } });
  expect(ran).toBe(false);
});

test("a failure crosses as words and a code, not as an error", async () => {
  const result = await answer(
    "job:cancel",
    () => {
      throw new EngineError("not_found", "There is no such job.", { retryable: true });
    },
    { jobId: "1" },
  );
  expect(result).toEqual({
    ok: false,
    error: { code: "not_found", message: "There is no such job.", retryable: true },
  });
  expect(structuredClone(result)).toEqual(result);
});

test("anything else that is thrown leaves its stack behind", async () => {
  const result = await answer("job:cancel", () => Promise.reject(new TypeError("boom")), {
    jobId: "1",
  });
  expect(result).toMatchObject({ ok: false, error: { code: "internal", message: "boom" } });
  expect(JSON.stringify(result)).not.toContain("answer.test");
});
