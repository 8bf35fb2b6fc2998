import { expect, test } from "vitest";
import { countPlaywright, countReport, countVitest } from "./count.ts";

test("vitest's tests are counted", () => {
  const report = { success: false, numPassedTests: 7, numFailedTests: 2, numFailedTestSuites: 1 };
  expect(countVitest(report)).toEqual({ passed: 7, failed: 2 });
});

test("a test file that does not load is a failure", () => {
  const report = { success: false, numPassedTests: 7, numFailedTests: 0, numFailedTestSuites: 1 };
  expect(countVitest(report)).toEqual({ passed: 7, failed: 1 });
});

test("Playwright's tests are counted, flaky ones as passed, skipped ones not at all", () => {
  const stats = { expected: 3, flaky: 1, unexpected: 2, skipped: 5 };
  expect(countPlaywright({ stats, errors: ["no tests found"] })).toEqual({ passed: 4, failed: 3 });
});

test("a report that was never written counts nothing", () => {
  expect(countReport("no/such/report.json", countVitest)).toEqual({ passed: 0, failed: 0 });
});
