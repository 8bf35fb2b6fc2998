import { expect, it } from "vitest";
import type { Log } from "../log.ts";
import type { PushLog } from "./pushLog.ts";
import { ReportedPushLog } from "./reportedPushLog.ts";

it("writes a failure to the app's log and rejects with it", async () => {
  const lines: string[] = [];
  const unused = (): never => {
    throw new Error("Failures are logged at level error.");
  };
  const log: Log = {
    debug: unused,
    info: unused,
    warn: unused,
    error: (message) => lines.push(message),
  };
  const failing: PushLog = {
    id: "1",
    recordPrevious: () => Promise.resolve(),
    recordRelated: () => Promise.resolve(),
    recordStep: () => {},
    recordSending: () => Promise.reject(new Error("no space")),
    recordOutcome: () => Promise.resolve(),
    end: () => Promise.reject(new Error("disk gone")),
  };
  const reported = new ReportedPushLog(failing, log);
  await expect(reported.recordSending("acme/app:1")).rejects.toThrow("no space");
  await expect(
    reported.end({ repositories: [], tags: [], copiedBytes: 0, mountedBlobs: 0 }),
  ).rejects.toThrow("disk gone");
  expect(lines).toEqual(["Journal entry 1: Error: no space", "Journal entry 1: Error: disk gone"]);
});
