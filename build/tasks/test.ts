import { rmSync } from "node:fs";
import { countPlaywright, countReport, countVitest } from "../count.ts";
import { prepare } from "../setup/prepare.ts";
import { buildStep, checks, e2eStep, reports, runSteps, unitStep } from "../steps.ts";

/** Run every check and test. The last line is the count. */
export async function run(): Promise<number> {
  for (const report of Object.values(reports)) {
    rmSync(report, { force: true });
  }
  const code = await runAll().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  });
  const unit = countReport(reports.vitest, countVitest);
  const e2e = countReport(reports.playwright, countPlaywright);
  const passed = unit.passed + e2e.passed;
  // A failed step without a failed test (types, build) counts as one failure.
  const failed = Math.max(unit.failed + e2e.failed, code === 0 ? 0 : 1);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : code || 1;
}

async function runAll(): Promise<number> {
  const setup = await prepare("tests");
  try {
    return await runSteps(
      [...checks, unitStep(), buildStep, e2eStep(["--project=specs"])],
      setup.env,
    );
  } finally {
    await setup.close();
  }
}
