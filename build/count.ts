import { existsSync, readFileSync } from "node:fs";

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

interface VitestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
}

interface PlaywrightReport {
  readonly errors: readonly unknown[];
  readonly stats: {
    readonly expected: number;
    readonly flaky: number;
    readonly unexpected: number;
  };
}

/** Count vitest's JSON report. A file that cannot be loaded is a failure. */
export function countVitest(report: VitestReport): Count {
  const failed = report.numFailedTests;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !report.success ? Math.max(1, report.numFailedTestSuites) : failed,
  };
}

/** Count Playwright's JSON report, with errors outside of tests. */
export function countPlaywright({ stats, errors }: PlaywrightReport): Count {
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length };
}

/** Read and count a report; zero if there is none. */
export function countReport(file: string, count: (report: never) => Count): Count {
  if (!existsSync(file)) {
    return { passed: 0, failed: 0 };
  }
  return count(JSON.parse(readFileSync(file, "utf8")) as never);
}
