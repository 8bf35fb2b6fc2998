import { expect, it, vi } from "vitest";
import { EngineError } from "../../../errors.ts";
import { isRepeatedByClient, isTransientStatus, retry } from "./retry.ts";

const { signal } = new AbortController();
const options = {
  shouldRetry: isRepeatedByClient,
  timeouts: { retryDelay: 1, restart: 50 },
  signal,
};
const transient = new EngineError("network", "The connection broke.", { retryable: true });
const timeout = new EngineError("timeout", "No response.", { retryable: true });
const corrupt = new EngineError("digest_mismatch", "Other bytes.", {
  retryable: true,
  fault: "corrupt",
});
const restarting = new EngineError("network", "Refused.", { retryable: true, fault: "restarting" });
const invalidToken = new EngineError("registry_invalid", "No token.", { fault: "invalid_token" });
const usedUp = new EngineError("rate_limited", "Used up.", { retryable: true, fault: "used_up" });
const permanent = new EngineError("denied", "Not allowed.");

it.each([408, 429, 499, 500, 502, 503, 504, 522])("retries after status %d", (status) => {
  expect(isTransientStatus(status)).toBe(true);
});

it.each([400, 401, 403, 404, 405, 409, 416, 501, 505])(
  "does not retry after status %d",
  (status) => {
    expect(isTransientStatus(status)).toBe(false);
  },
);

it.each([
  ["a transient error", transient, 4],
  ["a corrupt response", corrupt, 2],
  ["an invalid token", invalidToken, 2],
  ["a timeout", timeout, 2],
  ["a rate limit that is used up", usedUp, 1],
  ["a permanent error", permanent, 1],
])("limits the attempts after %s", async (_, error, times) => {
  const attempt = vi.fn<() => Promise<never>>(() => Promise.reject(error));
  await expect(retry(attempt, options)).rejects.toBe(error);
  expect(attempt).toHaveBeenCalledTimes(times);
});

function failingWith(errors: EngineError[]): () => Promise<string> {
  return () => {
    const error = errors.shift();
    return error ? Promise.reject(error) : Promise.resolve("done");
  };
}

it("waits for a restarting host in addition to other attempts, up to the timeout", async () => {
  const errors = [...Array.from({ length: 5 }, () => restarting), transient, transient, transient];
  const attempt = vi.fn(failingWith(errors));
  const timeouts = { retryDelay: 0, restart: 60_000 };
  expect(await retry(attempt, { ...options, timeouts })).toBe("done");
  expect(attempt).toHaveBeenCalledTimes(9);
  const stopped = (): Promise<never> => Promise.reject(restarting);
  await expect(retry(stopped, options)).rejects.toBe(restarting);
});

it("counts corrupt responses apart from other transient errors", async () => {
  expect(await retry(failingWith([transient, corrupt, transient]), options)).toBe("done");
});

it("stops waiting when the signal aborts", async () => {
  const controller = new AbortController();
  const limited = new EngineError("network", "Wait.", { retryAfterMs: 86_400_000 });
  const attempt = vi.fn<() => Promise<never>>(() => Promise.reject(limited));
  const pending = retry(attempt, {
    ...options,
    shouldRetry: () => true,
    signal: controller.signal,
  });
  await vi.waitFor(() => expect(attempt).toHaveBeenCalled());
  controller.abort();
  await expect(pending).rejects.toMatchObject({ name: "AbortError" });
});

it("rethrows at once what the predicate rejects", async () => {
  const attempt = vi.fn<() => Promise<never>>(() => Promise.reject(transient));
  await expect(retry(attempt, { ...options, shouldRetry: () => false })).rejects.toBe(transient);
  expect(attempt).toHaveBeenCalledTimes(1);
});
