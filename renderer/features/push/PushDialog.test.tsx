import { render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { Outputs } from "../../../shared/ipc/contract.ts";
import type { Result } from "../../../shared/result.ts";
import { ok } from "../../testing/fakeApi.ts";
import { digestOf, makeFailure, makeOutcome } from "../../testing/fixtures.ts";
import { defer, installApi, startEmpty } from "../../testing/setUp.ts";
import { useCompose } from "../compose/store.ts";
import { PushDialog } from "./PushDialog.tsx";
import { usePush } from "./store.ts";

startEmpty();

const confirm = "Move tag 1.4 to c8c8…c8c8";

async function review(): Promise<void> {
  render(<PushDialog />);
  usePush.getState().makePlan({ kind: "retag", source: "a@sha256:1", targets: ["b:1"] });
  await screen.findByRole("button", { name: confirm });
}

describe("the review of a push", () => {
  it("puts the focus on Cancel", async () => {
    installApi();
    await review();
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole("button", { name: "Cancel" })),
    );
  });

  it("shows blobs by their fate, manifests, and each tag's old and new digest", async () => {
    installApi();
    await review();
    const dialog = screen.getByRole("dialog", { name: "Review push" });
    const repository = within(dialog).getByRole("region", { name: "ghcr.io/acme/app" });
    expect(
      within(repository).getByText("2 blobs copied from docker.io/library/alpine"),
    ).toBeDefined();
    expect(within(repository).getByText("1 blob mounted from ghcr.io/acme/base")).toBeDefined();
    expect(within(repository).getByText("linux/arm64/v8")).toBeDefined();
    expect(within(repository).getByText("abab…abab")).toBeDefined();
    expect(within(dialog).getByText(/41\.3 MB to copy in 2 blobs/)).toBeDefined();
  });

  it("pushes nothing when it is closed with Escape", async () => {
    const fake = installApi();
    await review();
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(fake.inputsOf("push:start")).toHaveLength(0);
  });

  it("pushes by the button that names what it does, and then shows what happened to each tag", async () => {
    installApi();
    await review();
    await userEvent.click(screen.getByRole("button", { name: confirm }));
    await screen.findByRole("heading", { name: "Pushed" });
    expect(screen.getByText("moved")).toBeDefined();
    expect(screen.getByText(makeOutcome().root.digest)).toBeDefined();
    expect(screen.getByText("41.3 MB copied, 1 blob mounted.")).toBeDefined();
    expect(screen.getByText(/docker buildx imagetools create/)).toBeDefined();
  });

  it("looks at the targets again afterwards", async () => {
    const fake = installApi();
    useCompose.getState().addTargets(["x:1"]);
    await review();
    await userEvent.click(screen.getByRole("button", { name: confirm }));
    await screen.findByRole("heading", { name: "Pushed" });
    await waitFor(() => expect(fake.inputsOf("target:look")).toHaveLength(2));
  });

  it("cannot be closed while it pushes, but stopped", async () => {
    const answer = defer<Result<Outputs["push:start"]>>();
    const fake = installApi({ "push:start": () => answer.promise });
    await review();
    await userEvent.click(screen.getByRole("button", { name: confirm }));
    await screen.findByRole("heading", { name: "Pushing" });
    await userEvent.keyboard("{Escape}");
    expect(screen.getByRole("dialog")).toBeDefined();
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
    expect(screen.getByText("untouched")).toBeDefined();
  });

  it("says what failed, with the registry's own words, and what became of the tags", async () => {
    installApi({
      "push:start": () =>
        ok(
          makeOutcome({
            tags: makeOutcome().tags.map(({ move }) => ({ kind: "untouched", move })),
            failure: makeFailure({
              code: "denied",
              message: "The registry refused the push.",
              detail: "403 DENIED",
            }),
          }),
        ),
    });
    await review();
    await userEvent.click(screen.getByRole("button", { name: confirm }));
    await screen.findByText("The registry refused the push.");
    expect(screen.getByText("403 DENIED")).toBeDefined();
    expect(screen.getByText("untouched")).toBeDefined();
  });

  it("shows what a tag holds that somebody else moved meanwhile", async () => {
    installApi({
      "push:start": () =>
        ok(
          makeOutcome({
            tags: makeOutcome().tags.map(({ move }) => ({
              kind: "untouched",
              move,
              now: digestOf("ee"),
            })),
            failure: makeFailure({ code: "tag_moved", message: "The tag has moved." }),
          }),
        ),
    });
    await review();
    await userEvent.click(screen.getByRole("button", { name: confirm }));
    await screen.findByText("moved by somebody else");
    expect(screen.getByText("eeee…eeee")).toBeDefined();
  });

  it("offers to look again where something moved, and closes to show it", async () => {
    const refresh = vi.fn();
    useCompose.setState({ refresh });
    installApi({
      "plan:make": () => ({
        ok: false,
        error: makeFailure({ code: "plan_gone", message: "The preview is out of date." }),
      }),
    });
    render(<PushDialog />);
    usePush.getState().makePlan({
      kind: "compose",
      draft: useCompose.getState().draft,
      digest: "sha256:1",
    });
    await screen.findByText("The preview is out of date.");
    await userEvent.click(screen.getByRole("button", { name: "Look again" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(refresh).toHaveBeenCalledOnce();
  });
});
