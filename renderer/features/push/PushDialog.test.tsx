import { render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { Dialogs } from "../../Dialogs.tsx";
import type { Result } from "../../../shared/errors.ts";
import type { Outputs } from "../../../shared/ipc/contract.ts";
import { ok } from "../../testing/fakeApi.ts";
import { makeFailure, makeOutcome, makePlan } from "../../testing/fixtures.ts";
import { openReview, retagLabel } from "../../testing/openReview.tsx";
import { defer, installApi } from "../../testing/setUp.ts";
import { useCompose } from "../compose/composeStore.ts";
import { usePushQueue } from "./pushQueueStore.ts";
import { usePush } from "./pushStore.ts";

describe("PushDialog", () => {
  it("pushes nothing when closed with Escape", async () => {
    const fake = installApi();
    await openReview();
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(fake.inputsOf("push:start")).toHaveLength(0);
  });

  it("can be stopped while pushing", async () => {
    const answer = defer<Result<Outputs["push:start"]>>();
    const fake = installApi({ "push:start": () => answer.promise });
    await openReview();
    await userEvent.click(screen.getByRole("button", { name: retagLabel }));
    await screen.findByRole("heading", { name: "Pushing" });
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(fake.inputsOf("job:cancel")).toHaveLength(1));
    answer.resolve(
      ok(
        makeOutcome({
          tags: makeOutcome().tags.map(({ move }) => ({ kind: "untouched", move })),
          failure: makeFailure({ code: "cancelled", message: "The push was stopped." }),
        }),
      ),
    );
    await screen.findByRole("heading", { name: "Stopped" });
    expect(screen.getByText("unchanged")).toBeDefined();
  });

  it("shows the push of a notification", async () => {
    const fake = installApi();
    render(<Dialogs />);
    const id = usePushQueue.getState().start({ kind: "open" }, makePlan(), () => {});
    expect(screen.queryByRole("dialog")).toBeNull();
    fake.emit("push:show", { jobId: id });
    expect(await screen.findByRole("heading", { name: "Pushed" })).toBeDefined();
  });

  it("names a restore in the title, the button and the result", async () => {
    installApi({ "plan:make": () => ok(makePlan({ kind: "restore", command: "" })) });
    await openReview("Restore tag 1.4 to c8c8c8c8c8c8");
    expect(screen.getByRole("heading", { name: "Review restore" })).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Restore tag 1.4 to c8c8c8c8c8c8" }));
    await screen.findByRole("heading", { name: "Restored" });
    expect(screen.getByRole("dialog", { name: "Restored" })).toBeDefined();
    expect(screen.getByText("restored")).toBeDefined();
    expect(screen.queryByText("The equivalent docker buildx command:")).toBeNull();
  });

  it("names a retag in the result", async () => {
    installApi({ "plan:make": () => ok(makePlan({ kind: "retag" })) });
    await openReview();
    await userEvent.click(screen.getByRole("button", { name: retagLabel }));
    expect(await screen.findByRole("dialog", { name: "Retagged" })).toBeDefined();
  });

  it("closes and refreshes the preview if it is outdated", async () => {
    const refresh = vi.fn();
    useCompose.setState({ refresh });
    installApi({
      "plan:make": () => ({
        ok: false,
        error: makeFailure({ code: "plan_gone", message: "The preview is out of date." }),
      }),
    });
    render(<Dialogs />);
    usePush.getState().makePlan({
      kind: "compose",
      previewId: "preview-1",
    });
    await screen.findByText("The preview is out of date.");
    await userEvent.click(screen.getByRole("button", { name: "Refresh preview" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(refresh).toHaveBeenCalledOnce();
  });

  it.each([
    ["tag_moved", "A tag changed since the preview. Nothing was pushed."],
    ["preview_gone", "The preview is outdated. Nothing was pushed."],
    ["plan_gone", "The preview is outdated. Nothing was pushed."],
    ["digest_mismatch", "Nothing was pushed."],
    ["denied", "Nothing was pushed."],
  ] as const)("after %s says: %s", async (code, words) => {
    installApi({ "plan:make": () => ({ ok: false, error: makeFailure({ code }) }) });
    render(<Dialogs />);
    usePush.getState().makePlan({ kind: "compose", previewId: "preview-1" });
    expect(await screen.findByText(words)).toBeDefined();
    expect(screen.getByRole("dialog", { name: "Can't push" })).toBeDefined();
  });
});
