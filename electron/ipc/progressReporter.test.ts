import { expect, it } from "vitest";
import type { InspectionPart } from "../../shared/inspectionParts.ts";
import type { Progress } from "../../shared/progress.ts";
import { ProgressReporter } from "./progressReporter.ts";

const part: InspectionPart = { kind: "text", of: "bytes", text: "{" };

it("sends the next part when the window has taken the last one", async () => {
  const sent: Progress[] = [];
  const reporter = new ProgressReporter((progress) => sent.push(progress));
  const { signal } = new AbortController();
  const sending = (async () => {
    await reporter.sendPart(part, signal);
    await reporter.sendPart(part, signal);
  })();
  await Promise.resolve();
  expect(sent).toEqual([{ kind: "part", part }]);
  reporter.markPartTaken();
  await expect.poll(() => sent.length).toBe(2);
  reporter.markPartTaken();
  await sending;
});

it("stops waiting for the window when the job is cancelled", async () => {
  const controller = new AbortController();
  const sending = new ProgressReporter(() => {}).sendPart(part, controller.signal);
  controller.abort(new Error("left"));
  await expect(sending).rejects.toThrow("left");
});
