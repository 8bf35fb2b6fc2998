import { render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { Outputs } from "../../../shared/ipc/contract.ts";
import type { Result } from "../../../shared/errors.ts";
import type { Progress } from "../../../shared/progress.ts";
import { ok } from "../../testing/fakeApi.ts";
import { makeFailure, makeMove, makeOutcome, makePart, makePlan } from "../../testing/fixtures.ts";
import { openReview, retagLabel } from "../../testing/openReview.tsx";
import { defer, installApi } from "../../testing/setUp.ts";
import { PushBar } from "./PushBar.tsx";
import { usePushQueue } from "./pushQueueStore.ts";

const name = "ghcr.io/acme/app:1.4";

/** Confirms a push in the dialog and continues in the background with a key or button. */
async function pushInBackground(leave: () => Promise<unknown>) {
  const answer = defer<Result<Outputs["push:start"]>>();
  const fake = installApi({ "push:start": () => answer.promise });
  render(<PushBar />);
  await openReview();
  await userEvent.click(screen.getByRole("button", { name: retagLabel }));
  await screen.findByRole("heading", { name: "Pushing" });
  await leave();
  const bar = await screen.findByRole("region", { name: "Pushes" });
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const [jobId = ""] = fake.inputsOf("push:start").map((input) => input.jobId);
  const report = (change: Partial<Extract<Progress, { kind: "pushing" }>>): void =>
    fake.emit("job:progress", {
      jobId,
      progress: {
        kind: "pushing",
        phase: "content",
        doneBytes: 0,
        totalBytes: 41_000_000,
        steps: [],
        ...change,
      },
    });
  return { fake, bar, answer, report };
}

const pressEscape = () => userEvent.keyboard("{Escape}");
const pressButton = () =>
  userEvent.click(screen.getByRole("button", { name: "Continue in background" }));

describe("PushBar", () => {
  it.each([
    ["Escape", pressEscape],
    ["the button", pressButton],
  ])("shows the progress of a push left with %s, and its result", async (_how, leave) => {
    const { bar, answer, report } = await pushInBackground(leave);
    report({ doneBytes: 3_100_000 });
    await within(bar).findByText(`${name} · Copying content: 3.1 MB of 41.0 MB`);
    const announced = screen.getByRole("status");
    expect(announced.textContent).toBe(`${name}: Copying content`);
    report({ doneBytes: 4_000_000 });
    await within(bar).findByText(/4\.0 MB/);
    expect(announced.textContent).toBe(`${name}: Copying content`);
    report({ phase: "tags" });
    await waitFor(() => expect(announced.textContent).toBe(`${name}: Moving tags`));
    answer.resolve(ok(makeOutcome()));
    await within(bar).findByText(`Pushed ${name}`);
    await userEvent.click(within(bar).getByRole("button", { name: `Show the push of ${name}` }));
    await screen.findByRole("heading", { name: "Pushed" });
    await userEvent.click(screen.getByRole("button", { name: "Close" }));
    await waitFor(() => expect(screen.queryByRole("region", { name: "Pushes" })).toBeNull());
  });

  it("cancels a push, and shows a failure until it is dismissed", async () => {
    const { fake, bar, answer } = await pushInBackground(pressEscape);
    await userEvent.click(within(bar).getByRole("button", { name: `Cancel the push of ${name}` }));
    await waitFor(() => expect(fake.inputsOf("job:cancel")).toHaveLength(1));
    answer.resolve(ok(makeOutcome({ failure: makeFailure({ message: "The disk is full." }) })));
    await within(bar).findByText(`The push of ${name} did not finish: The disk is full.`);
    await userEvent.click(within(bar).getByRole("button", { name: `Dismiss the push of ${name}` }));
    await waitFor(() => expect(screen.queryByRole("region", { name: "Pushes" })).toBeNull());
  });

  it("counts the pushes that wait, each of which can be cancelled", async () => {
    const { fake, bar } = await pushInBackground(pressEscape);
    const tags = [
      makeMove({ name: "quay.io/acme/app:2" }),
      makeMove({ name: "quay.io/acme/app:3" }),
    ];
    const plan = makePlan({ id: "plan-2", repositories: [makePart({ tags })] });
    const onDeclined = vi.fn();
    const id = usePushQueue.getState().start({ kind: "open" }, plan, onDeclined);
    await within(bar).findByText("1 waiting");
    expect(within(bar).getByText("quay.io/acme/app:2 and 1 more · Waiting")).toBeDefined();
    await userEvent.click(
      within(bar).getByRole("button", {
        name: "Cancel the push of quay.io/acme/app:2 and 1 more",
      }),
    );
    await waitFor(() => expect(fake.inputsOf("job:cancel")).toEqual([{ jobId: id }]));
  });
});
