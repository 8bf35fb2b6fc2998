import { screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { ok } from "../../testing/fakeApi.ts";
import { digestOf, makeFailure, makeMove, makeOutcome } from "../../testing/fixtures.ts";
import { openReview, retagLabel } from "../../testing/openReview.tsx";
import { installApi } from "../../testing/setUp.ts";
import { useCompose } from "../compose/composeStore.ts";

describe("DoneView", () => {
  it("pushes and then shows the result for each tag", async () => {
    installApi();
    await openReview();
    await userEvent.click(screen.getByRole("button", { name: retagLabel }));
    await screen.findByRole("heading", { name: "Pushed" });
    expect(screen.getByText("moved")).toBeDefined();
    expect(screen.getByText(makeOutcome().root.digest)).toBeDefined();
    expect(screen.getByText("41.3 MB copied, 1 blob mounted.")).toBeDefined();
    expect(screen.getByText("The equivalent docker buildx command:")).toBeDefined();
    expect(screen.getByText(/docker buildx imagetools create/)).toBeDefined();
  });

  it("keeps the plan, with what was done of it", async () => {
    installApi();
    await openReview();
    await userEvent.click(screen.getByRole("button", { name: retagLabel }));
    await screen.findByRole("heading", { name: "Pushed" });
    const tag = within(screen.getByRole("list", { name: "Tags" })).getByRole("listitem");
    expect(tag.textContent).toContain("abab…abab→c8c8…c8c8moved");
    expect(within(tag).getByRole("img", { name: "done" })).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: /manifests$/ }));
    expect(screen.getByText(/^2 pushed/)).toBeDefined();
    expect(screen.getByRole("button", { name: /^Copy digest c8c8…c8c8 of OCI/ })).toBeDefined();
    expect(screen.queryByRole("img", { name: "planned" })).toBeNull();
  });

  it("says that no blob was copied", async () => {
    installApi({ "push:start": () => ok(makeOutcome({ copiedBytes: 0, mountedBlobs: 0 })) });
    await openReview();
    await userEvent.click(screen.getByRole("button", { name: retagLabel }));
    expect(await screen.findByText("No blobs copied.")).toBeDefined();
  });

  it("checks the targets again after the push", async () => {
    const fake = installApi();
    useCompose.getState().addTargets(["x:1"]);
    await openReview();
    await userEvent.click(screen.getByRole("button", { name: retagLabel }));
    await screen.findByRole("heading", { name: "Pushed" });
    const looks = (): number =>
      fake.inputsOf("target:check").filter(({ text }) => text === "x:1").length;
    await waitFor(() => expect(looks()).toBe(2));
  });

  it("shows the error, the registry's own words and the state of the tags", async () => {
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
    await openReview();
    await userEvent.click(screen.getByRole("button", { name: retagLabel }));
    await screen.findByText("The registry refused the push.");
    expect(screen.getByText("403 DENIED")).toBeDefined();
    expect(screen.getByText("unchanged")).toBeDefined();
  });

  it("shows the digest of a tag that another client moved", async () => {
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
    await openReview();
    await userEvent.click(screen.getByRole("button", { name: retagLabel }));
    await screen.findByText("moved by another client");
    expect(screen.getByText("eeee…eeee")).toBeDefined();
  });

  it("offers to restore a tag that existed before", async () => {
    const created = makeMove({ name: "ghcr.io/acme/app:new", tag: "new", before: null });
    const fake = installApi({
      "push:start": () =>
        ok(
          makeOutcome({
            tags: [...makeOutcome().tags, { kind: "moved", move: created }],
            journalId: "journal-7",
          }),
        ),
    });
    await openReview();
    await userEvent.click(screen.getByRole("button", { name: retagLabel }));
    await screen.findByRole("heading", { name: "Pushed" });
    await userEvent.click(screen.getByRole("button", { name: /^Restore/ }));
    await waitFor(() =>
      expect(fake.inputsOf("plan:make").at(-1)?.request).toEqual({
        kind: "restore",
        journalId: "journal-7",
        name: "ghcr.io/acme/app:1.4",
      }),
    );
  });

  it("shows the result of each repository and resumes the push", async () => {
    const fake = installApi({
      "push:start": () =>
        ok(
          makeOutcome({
            repositories: [
              { repository: "ghcr.io/acme/app", content: "complete" },
              {
                repository: "quay.io/acme/app",
                content: "incomplete",
                failure: makeFailure({ message: "quay.io is full." }),
              },
            ],
            tags: makeOutcome().tags.map(({ move }) => ({ kind: "untouched", move })),
            failure: makeFailure({ message: "Not everything arrived." }),
            journalId: "journal-8",
          }),
        ),
    });
    await openReview();
    await userEvent.click(screen.getByRole("button", { name: retagLabel }));
    await screen.findByRole("heading", { name: "The push did not finish" });
    const [first, second] = within(screen.getByRole("list", { name: "Repositories" })).getAllByRole(
      "listitem",
    );
    expect(first?.textContent).toContain("content complete");
    expect(second?.textContent).toContain("content incomplete");
    expect(second?.textContent).toContain("quay.io is full.");
    expect(screen.getByText(/Content is missing in 1 of 2 repositories/)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Resume…" }));
    await waitFor(() =>
      expect(fake.inputsOf("plan:make").at(-1)?.request).toEqual({
        kind: "resume",
        journalId: "journal-8",
      }),
    );
    await screen.findByRole("heading", { name: "Review resumed push" });
  });

  it("reads the journal after the push", async () => {
    const fake = installApi();
    await openReview();
    await userEvent.click(screen.getByRole("button", { name: retagLabel }));
    await screen.findByRole("heading", { name: "Pushed" });
    expect(fake.inputsOf("journal:list")).toHaveLength(1);
  });
});
