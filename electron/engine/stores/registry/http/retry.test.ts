import { expect, it, vi } from "vitest";
import { EngineError } from "../../../errors.ts";
import { DamagedAnswer, isPassing, PassingFailure, RestartFailure, retry } from "./retry.ts";

const { signal } = new AbortController();
const silence = new EngineError("timeout", "Nothing came.", { retryable: true });
const timeouts = { retryDelay: 1, restart: 50 };
const failure = new EngineError("network", "It broke.", { retryable: true });

it.each([408, 429, 499, 500, 502, 503, 504, 522])("%d may pass", (status) => {
  expect(isPassing(status)).toBe(true);
});

it.each([400, 401, 403, 404, 405, 409, 416, 501, 505])("%d does not pass", (status) => {
  expect(isPassing(status)).toBe(false);
});

it.each([
  ["what may pass", () => new PassingFailure(failure), 4],
  ["what was damaged", () => new DamagedAnswer(failure), 2],
  ["what was not answered", () => new PassingFailure(silence), 2],
  ["anything else", () => failure, 1],
])("%s is tried so often at most", async (_, error, times) => {
  const attempt = vi.fn<() => Promise<never>>(() => Promise.reject(error()));
  const thrown = error();
  const told = thrown instanceof PassingFailure ? thrown.failure : thrown;
  await expect(retry(attempt, timeouts, signal)).rejects.toBe(told);
  expect(attempt).toHaveBeenCalledTimes(times);
});

it("a host that is starting again is waited for beside other attempts, as long as was said", async () => {
  const errors = [
    ...Array.from({ length: 5 }, () => new RestartFailure(failure)),
    ...Array.from({ length: 3 }, () => new PassingFailure(failure)),
  ];
  const attempt = vi.fn<() => Promise<string>>(() => {
    const error = errors.shift();
    return error ? Promise.reject(error) : Promise.resolve("done");
  });
  expect(await retry(attempt, { retryDelay: 0, restart: 60_000 }, signal)).toBe("done");
  expect(attempt).toHaveBeenCalledTimes(9);
  const gone = (): Promise<never> => Promise.reject(new RestartFailure(failure));
  await expect(retry(gone, timeouts, signal)).rejects.toBe(failure);
});

it("damage counts apart from what may pass", async () => {
  const errors = [
    new PassingFailure(failure),
    new DamagedAnswer(failure),
    new PassingFailure(failure),
  ];
  const attempt = (): Promise<string> => {
    const error = errors.shift();
    return error ? Promise.reject(error) : Promise.resolve("done");
  };
  expect(await retry(attempt, timeouts, signal)).toBe("done");
});

it("who gives up is not kept waiting for a pause of hours", async () => {
  const controller = new AbortController();
  const attempt = vi.fn<() => Promise<never>>(() =>
    Promise.reject(
      new PassingFailure(new EngineError("network", "Gone.", { retryAfterMs: 86_400_000 })),
    ),
  );
  const pending = retry(attempt, timeouts, controller.signal);
  await vi.waitFor(() => expect(attempt).toHaveBeenCalled());
  controller.abort();
  await expect(pending).rejects.toMatchObject({ name: "AbortError" });
});
