import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach, vi } from "vitest";
import { type Answers, createFakeApi, type FakeApi } from "./fakeApi.ts";
import { resetStores } from "./resettableStores.ts";

// The real one, also while a test has fake timers.
const { setImmediate } = globalThis;

/** The fakes of the current test. */
const installed: FakeApi[] = [];

/** Replaces `window.api` with a fake that has the given answers. Call it before rendering. */
export function installApi(answers: Partial<Answers> = {}): FakeApi {
  const fake = createFakeApi(answers);
  installed.push(fake);
  Object.defineProperty(window, "api", { value: fake.api, configurable: true });
  return fake;
}

/** The height of lists in tests, where there is no layout: it shows all rows. */
const listHeight = 10_000;

function isList({ role }: HTMLElement): boolean {
  return role === "grid" || role === "tree";
}

/** Gives lists and rows a height. */
function layOutLists(): void {
  const { prototype } = HTMLElement;
  const size = (of: (element: HTMLElement) => number): PropertyDescriptor => ({
    configurable: true,
    get(this: HTMLElement) {
      return of(this);
    },
  });
  Object.defineProperty(
    prototype,
    "clientHeight",
    size((element) => (isList(element) ? listHeight : 0)),
  );
  Object.defineProperty(
    prototype,
    "offsetHeight",
    size((element) => (["row", "treeitem"].includes(element.role ?? "") ? 50 : 0)),
  );
  Object.defineProperty(prototype, "getBoundingClientRect", {
    configurable: true,
    value(this: HTMLElement) {
      return new DOMRect(0, 0, 0, isList(this) ? listHeight : 0);
    },
  });
}

/**
 * Clears the timers that a test leaves pending. The stores outlive a test: the preview that one test schedules would
 * otherwise start in the next one and replace its state.
 */
function clearTimersAfterEach(): void {
  const { setTimeout } = globalThis;
  const timers: ReturnType<typeof setTimeout>[] = [];
  beforeEach(() => {
    globalThis.setTimeout = Object.assign((...args: Parameters<typeof setTimeout>) => {
      const timer = setTimeout(...args);
      timers.push(timer);
      return timer;
    }, setTimeout);
  });
  afterEach(() => {
    globalThis.setTimeout = setTimeout;
    timers.splice(0).forEach((timer) => clearTimeout(timer));
  });
}

/**
 * Registers hooks for each test: they give it new stores and a new `window.api`, and afterwards unmount the window, clear
 * its timers and end its requests. Test files share the modules and the window of their worker.
 */
export function setUpWindow(): void {
  // Finding elements by role is slow, and the preview pauses: on a loaded machine, a test takes twenty times as long.
  configure({ asyncUtilTimeout: 30_000 });
  layOutLists();
  clearTimersAfterEach();
  beforeEach(() => {
    installApi();
    resetStores();
  });
  afterEach(async () => {
    cleanup();
    installed.splice(0).forEach((fake) => fake.end());
    document.getSelection()?.removeAllRanges();
    // The ended requests settle before the next test.
    await new Promise<void>((done) => setImmediate(done));
  });
}

/** Replaces the timers by fake ones in each test. */
export function fakeTimersInEachTest(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });
}

/** Advances fake timers until the pauses of the preview and its requests are over. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(400);
}

/** A promise that the test resolves. */
export function defer<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  return Promise.withResolvers<T>();
}
