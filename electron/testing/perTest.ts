import { afterEach, beforeEach } from "vitest";

/**
 * Starts a fixture before each test of a file and closes it after the test. Fixtures close in reverse order.
 * @returns an object with the members of the current test's fixture
 */
export function perTest<T extends { close(): Promise<void> }>(start: () => Promise<T>): T {
  let current: T | undefined;
  beforeEach(async () => {
    current = await start();
  });
  afterEach(async () => {
    await current?.close();
    current = undefined;
  });
  return new Proxy({} as T, {
    get(_, member) {
      if (!current) {
        throw new Error("the fixture exists only while a test runs");
      }
      const value: unknown = Reflect.get(current, member);
      return typeof value === "function" ? value.bind(current) : value;
    },
    set(_, member, value) {
      return current !== undefined && Reflect.set(current, member, value);
    },
  });
}
