import { act, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { FoundSources } from "../../../../shared/ipc/contract.ts";
import type { Result } from "../../../../shared/errors.ts";
import { type FakeApi, ok } from "../../../testing/fakeApi.ts";
import { makeDraft, makeFailure } from "../../../testing/fixtures.ts";
import { defer, installApi } from "../../../testing/setUp.ts";
import { ComposeView } from "../ComposeView.tsx";
import { useCompose } from "../composeStore.ts";

const state = useCompose.getState;
const texts = (): string[] => state().draft.sources.map(({ text }) => text);
const cancelled: Result<never> = {
  ok: false,
  error: makeFailure({ code: "cancelled", message: "Cancelled." }),
};

/** Say what the main process says of the job that was started last. */
function say(fake: FakeApi, channel: "source:fromPaths" | "recipe:open", message: string): string {
  const { jobId } = fake.inputsOf(channel).at(-1) ?? { jobId: "" };
  const progress = { kind: "working", message, done: 0, total: 1 } as const;
  act(() => fake.emit("job:progress", { jobId, progress }));
  return jobId;
}

describe("file reads", () => {
  it("show progress and can be cancelled with the keyboard", async () => {
    const reading = defer<Result<FoundSources>>();
    const fake = installApi({ "source:fromPaths": () => reading.promise });
    render(<ComposeView />);
    const field = screen.getByRole("textbox", { name: "Add source" });
    await userEvent.type(field, "half a refer");
    void state().addFiles(["/tmp/bomb.tgz"]);
    await waitFor(() => expect(fake.inputsOf("source:fromPaths")).toHaveLength(1));
    expect(screen.queryByRole("button", { name: /^Cancel/ })).toBeNull();
    const jobId = say(fake, "source:fromPaths", "Reading bomb.tgz…");
    const words = screen.getByText("Reading bomb.tgz…");
    expect(words.closest('[role="status"]')).not.toBeNull();
    screen.getByRole("button", { name: "Cancel: Reading bomb.tgz…" }).focus();
    await userEvent.keyboard("{Enter}");
    expect(screen.queryByText("Reading bomb.tgz…")).toBeNull();
    expect(fake.inputsOf("job:cancel")).toEqual([{ jobId }]);
    await waitFor(() => expect(document.activeElement).toBe(field));
    // The read may have completed at the same moment: it adds nothing.
    reading.resolve(ok({ texts: ["oci-archive:///tmp/bomb.tgz:1"], lists: [], failures: [] }));
    await reading.promise;
    await userEvent.keyboard("x");
    expect(texts()).toEqual([]);
    expect(state()).toMatchObject({ sourceText: "half a referx", fileFailures: [] });
  });

  it("run at once, each with a cancel button", async () => {
    const answers = ["first", "second"].map(() => defer<Result<FoundSources>>());
    let asked = 0;
    const fake = installApi({
      "source:fromPaths": () => {
        asked += 1;
        return (answers[asked - 1] as (typeof answers)[number]).promise;
      },
    });
    render(<ComposeView />);
    const first = state().addFiles(["/tmp/a.tgz"]);
    await waitFor(() => expect(asked).toBe(1));
    say(fake, "source:fromPaths", "Reading a.tgz…");
    const second = state().addFiles(["/tmp/b.tgz", "/tmp/c.tgz"]);
    await waitFor(() => expect(asked).toBe(2));
    say(fake, "source:fromPaths", "Reading b.tgz (1 of 2)…");
    say(fake, "source:fromPaths", "Reading c.tgz (2 of 2)…");
    expect(screen.getAllByText(/^Reading/).map(({ textContent }) => textContent)).toEqual([
      "Reading a.tgz…",
      "Reading c.tgz (2 of 2)…",
    ]);
    const broken = (name: string): FoundSources => ({
      texts: [`oci-archive:///tmp/${name}.tgz:1`],
      lists: [],
      failures: [makeFailure({ message: `${name} is broken.` }), makeFailure({ message: "Both." })],
    });
    answers[1]?.resolve(ok(broken("c")));
    await act(() => second);
    answers[0]?.resolve(ok(broken("a")));
    await act(() => first);
    expect(texts()).toEqual(["oci-archive:///tmp/c.tgz:1", "oci-archive:///tmp/a.tgz:1"]);
    expect(state().fileFailures.map(({ message }) => message)).toEqual([
      "c is broken.",
      "Both.",
      "a is broken.",
    ]);
    expect(screen.queryByText(/^Reading/)).toBeNull();
  });

  it("show no failure if the main process cancels", async () => {
    installApi({ "source:fromPaths": () => cancelled });
    await state().addFiles(["/tmp/a.tgz"]);
    expect(state()).toMatchObject({ fileFailures: [], fileReads: [] });
  });

  it("are cancelled when the draft is replaced", async () => {
    const reading = defer<Result<FoundSources>>();
    const fake = installApi({ "source:fromPaths": () => reading.promise });
    render(<ComposeView />);
    const adding = state().addFiles(["/tmp/a.tgz"]);
    await waitFor(() => expect(fake.inputsOf("source:fromPaths")).toHaveLength(1));
    const jobId = say(fake, "source:fromPaths", "Reading a.tgz…");
    act(() => state().newDraft());
    expect(fake.inputsOf("job:cancel")).toEqual([{ jobId }]);
    reading.resolve(ok({ texts: ["oci-archive:///tmp/a.tgz:1"], lists: [], failures: [] }));
    await adding;
    expect(texts()).toEqual([]);
  });

  it("keep the draft if opening a recipe is cancelled", async () => {
    const reading = defer<Result<{ draft: ReturnType<typeof makeDraft>; path: string }>>();
    const fake = installApi({ "recipe:open": () => reading.promise });
    render(<ComposeView />);
    state().addSources(["a:1"]);
    const opening = state().openRecipe();
    await waitFor(() => expect(fake.inputsOf("recipe:open")).toHaveLength(1));
    say(fake, "recipe:open", "Reading app.yaml…");
    await userEvent.click(screen.getByRole("button", { name: "Cancel: Reading app.yaml…" }));
    reading.resolve(ok({ draft: makeDraft(["recipe:1"]), path: "/app.yaml" }));
    await opening;
    expect(texts()).toEqual(["a:1"]);
  });
});
