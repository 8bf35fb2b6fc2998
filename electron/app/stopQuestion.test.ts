import { expect, it } from "vitest";
import type { UnfinishedJob } from "../../shared/crash.ts";
import { stopQuestion } from "./stopQuestion.ts";

const job = (kind: UnfinishedJob["kind"], targets: string, following = 0): UnfinishedJob => ({
  jobId: targets,
  kind,
  targets,
  following,
});

it("names a deletion for what it is", () => {
  expect(stopQuestion([job("delete", "ghcr.io/acme/app: 3 tags")])).toEqual({
    message: "A deletion is running.",
    detail:
      "ghcr.io/acme/app: 3 tags\n\nClosing stops it. What is deleted already stays deleted; History can restore it.",
    keep: "Keep Deleting",
  });
});

it("names pushes, and what each one is if they differ", () => {
  const [retag, other] = [job("retag", "a:1"), job("retag", "a:2")];
  expect(stopQuestion([retag, other])).toMatchObject({
    message: "2 retags run or wait.",
    detail: expect.stringMatching(/^a:1\na:2\n\nClosing stops them\. Tags that/) as string,
    keep: "Keep Retagging",
  });
  expect(stopQuestion([job("compose", "a:1"), job("delete", "b: 1 tag")])).toMatchObject({
    message: "1 push and 1 deletion run or wait.",
    detail: expect.stringMatching(
      /^push: a:1\ndeletion: b: 1 tag\n\n.*Tags that.*What is deleted/s,
    ) as string,
    keep: "Keep Running",
  });
});

it("counts the copies that the window starts after the running one", () => {
  expect(stopQuestion([job("retag", "a:1", 3)])).toEqual({
    message: "4 retags run or wait.",
    detail:
      "a:1\nthen 3 more retags\n\nClosing stops them. Tags that have not moved yet stay unchanged, and no tag points to incomplete content.",
    keep: "Keep Retagging",
  });
});
