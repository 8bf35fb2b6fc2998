import { expect, it } from "vitest";
import { guardRequests } from "./requestGuard.ts";

type Listener = (details: object, respond: (response: { cancel: boolean }) => void) => void;

/** The guard of a session, and what it does with requests and answers: whether they are cancelled. */
function guardSession(feed = "https://updates.example/app/") {
  const listeners: Record<"before" | "headers", Listener> = { before: () => {}, headers: () => {} };
  const webRequest = {
    onBeforeRequest: (listener: Listener) => (listeners.before = listener),
    onHeadersReceived: (listener: Listener) => (listeners.headers = listener),
  };
  const guard = guardRequests({ webRequest } as never, new URL(feed));
  const isCancelled = (event: "before" | "headers", details: object): boolean => {
    let result: boolean | undefined;
    listeners[event](details, ({ cancel }) => (result = cancel));
    return result ?? true;
  };
  return {
    guard,
    refuses: (url: string) => isCancelled("before", { url }),
    refusesAnswer: (headers: Readonly<Record<string, string>>, statusCode = 200) =>
      isCancelled("headers", {
        statusCode,
        responseHeaders: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, [value]]),
        ),
      }),
  };
}

it("requests only what is encrypted, and of a test its own server", () => {
  const { guard, refuses } = guardSession();
  expect(refuses("https://cdn.example/a.AppImage")).toBe(false);
  expect(guard.takeRefusal()).toBeUndefined();
  for (const url of ["http://updates.example/app/x", "ws://cdn.example/", "file:///etc/passwd"]) {
    expect(refuses(url)).toBe(true);
    expect(guard.takeRefusal()).toContain("without HTTPS");
    expect(guard.takeRefusal()).toBeUndefined();
  }
  const { refuses: refusesInTest } = guardSession("http://127.0.0.1:8000/");
  expect(refusesInTest("http://127.0.0.1:8000/x")).toBe(false);
  expect(refusesInTest("http://127.0.0.1:8001/x")).toBe(true);
});

it.each([
  ["has the size", { "Content-Length": "100" }, undefined],
  ["is smaller", { "content-length": "99" }, undefined],
  ["is larger", { "content-length": "101" }, "it is larger"],
  ["has a strange length", { "content-length": "1e3x" }, "it is larger"],
  ["has no length", {}, "does not say how large"],
  ["is compressed", { "content-length": "9", "Content-Encoding": "gzip" }, "does not say"],
])("knows what to do with a download that %s", (_what, headers, reason) => {
  const { guard, refusesAnswer } = guardSession();
  expect(refusesAnswer(headers)).toBe(false);
  guard.limit(100);
  expect(refusesAnswer(headers)).toBe(reason !== undefined);
  expect(guard.takeRefusal() ?? "").toMatch(reason ?? /^$/);
  // A redirect has a page of its own.
  expect(refusesAnswer(headers, 302)).toBe(false);
});
