import { act, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { JournalEntry, TagPoint } from "../../../shared/journal.ts";
import { useNavigation } from "../../navigation.ts";
import { ok } from "../../testing/fakeApi.ts";
import { digestOf, makeFailure, makeRow, makeTarget } from "../../testing/fixtures.ts";
import { makeAttempt, makeEntry } from "../../testing/journalFixtures.ts";
import { installApi } from "../../testing/setUp.ts";
import { useInspect } from "../inspect/inspectStore.ts";
import { usePush } from "../push/pushStore.ts";
import { useHistory } from "./historyStore.ts";
import { HistoryView } from "./HistoryView.tsx";
import { showTimeline } from "./showTimeline.ts";

const name = "ghcr.io/acme/app:1.4";

function show(
  entries: readonly JournalEntry[],
  answers: Parameters<typeof installApi>[0] = {},
): ReturnType<typeof installApi> {
  const fake = installApi({
    "journal:list": () => ok({ entries, unreadable: [], unlisted: 0 }),
    ...answers,
  });
  useNavigation.setState({ view: "history" });
  render(<HistoryView />);
  return fake;
}

const resumed = makeEntry({
  attempts: [
    makeAttempt({
      id: "journal-1",
      state: { kind: "continued", endedAt: "2026-01-31T13:00:00Z", continuedBy: "journal-2" },
      steps: { done: 2, planned: 5 },
      transfer: { bytes: 1_000_000, mountedBlobs: 2 },
      movedTags: 0,
      origin: undefined,
    }),
    makeAttempt({ id: "journal-2", origin: { appVersion: "0.2.0", user: "bob", machine: "ci" } }),
  ],
});

describe("an entry", () => {
  it("opens with Enter, shows its attempts, and Escape returns to its row", async () => {
    show([makeEntry({ id: "other" }), resumed]);
    // The virtual list may replace rows while it measures them.
    await waitFor(() => {
      screen.getAllByRole("row")[1]?.focus();
      expect(document.activeElement?.getAttribute("data-key")).toBe("journal-1");
    });
    await userEvent.keyboard("{Enter}");
    const attempts = await screen.findByRole("region", { name: "Attempts" });
    const [, first, second] = within(attempts).getAllByRole("row");
    expect(first?.textContent).toContain("interrupted, 2 of 5 steps done");
    expect(first?.textContent).toContain("1.0 MB copied, 2 blobs mounted");
    expect(first?.textContent).toContain("not recorded");
    expect(second?.textContent).toContain("done");
    expect(second?.textContent).toContain("bob@ci, Manifestry 0.2.0");
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(document.activeElement?.getAttribute("data-key")).toBe("journal-1"));
  });

  it("resumes its last attempt", async () => {
    const state = { kind: "interrupted" } as const;
    const attempts = resumed.attempts.map((attempt) =>
      attempt.id === "journal-2" ? { ...attempt, state } : attempt,
    );
    const fake = show([{ ...resumed, state, attempts }]);
    await userEvent.click(await screen.findByRole("button", { name: /^Resume/ }));
    expect(fake.inputsOf("plan:make")[0]?.request).toEqual({
      kind: "resume",
      journalId: "journal-2",
    });
  });

  it("is counted by what it is", async () => {
    show([
      makeEntry({ id: "1" }),
      makeEntry({ id: "2" }),
      makeEntry({ id: "3", kind: "retag" }),
      makeEntry({ id: "4", kind: "restore" }),
    ]);
    expect(await screen.findByText("2 pushes, 1 retag, 1 restore")).toBeDefined();
  });
});

const points: readonly TagPoint[] = [
  {
    digest: digestOf("c8"),
    at: "2026-01-31T12:00:09Z",
    cause: { kind: "set", by: "compose", entryId: "journal-1", isConfirmed: true },
    restore: { attemptId: "journal-1", content: "pushed" },
  },
  {
    digest: digestOf("ab"),
    at: "2026-01-31T12:00:00Z",
    cause: { kind: "found" },
    restore: { attemptId: "journal-1", content: "previous" },
  },
];

const timeline = { name, repository: "ghcr.io/acme/app", points };

describe("the timeline of a tag", () => {
  it("opens from a tag, names a change made by others, and goes back", async () => {
    show([makeEntry()], {
      "journal:timeline": () => ok(timeline),
      "target:check": () => ok(makeTarget({ digest: digestOf("ee") })),
    });
    await userEvent.click(await screen.findByRole("button", { name: `Timeline of ${name}` }));
    await screen.findByText(/moved outside the app/);
    const [newest, set, found] = screen.getAllByRole("row");
    expect(newest?.textContent).toMatch(/eeee…eeee.*moved outside the app.*current/);
    expect(set?.textContent).toContain("pushed");
    expect(found?.textContent).toContain("found by the first push");
    expect(within(newest as HTMLElement).queryByRole("button", { name: /^Restore/ })).toBeNull();
    await userEvent.keyboard("{Escape}");
    expect(await screen.findByRole("grid", { name: "Pushes" })).toBeDefined();
  });

  it("restores what a push set, or what the tag held before", async () => {
    const fake = show([], {
      "journal:timeline": () => ok(timeline),
      "target:check": () => ok(makeTarget({ digest: digestOf("ee") })),
    });
    act(() => showTimeline(name));
    await screen.findByText("moved outside the app");
    const buttons = screen.getAllByRole("button", { name: /^Restore/ });
    await userEvent.click(buttons[0] as HTMLElement);
    await waitFor(() => expect(usePush.getState().state.kind).toBe("review"));
    expect(fake.inputsOf("plan:make")[0]?.request).toEqual({
      kind: "restore",
      journalId: "journal-1",
      name,
      content: "pushed",
    });
    await userEvent.click(buttons[1] as HTMLElement);
    expect(fake.inputsOf("plan:make")[1]?.request).toMatchObject({ content: "previous" });
    await userEvent.click(screen.getByRole("button", { name: /^Edit abab/ }));
    expect(fake.inputsOf("draft:editTag")).toMatchObject([{ text: `${name}@${digestOf("ab")}` }]);
  });

  it("leads to the entry that deleted the tag", async () => {
    const deleted: TagPoint = {
      digest: null,
      at: "2026-02-01T12:00:00Z",
      cause: { kind: "set", by: "delete", entryId: "journal-2", isConfirmed: true },
      restore: undefined,
    };
    show([], {
      "journal:timeline": () => ok({ ...timeline, points: [deleted, ...points] }),
      "target:check": () => ok({ kind: "missing", name }),
    });
    act(() => showTimeline(name));
    const button = await screen.findByRole("button", {
      name: "Show the entry that deleted the tag",
    });
    await userEvent.click(button);
    expect(useHistory.getState().pages.at(-1)).toEqual({ kind: "entry", id: "journal-2" });
  });

  it("offers no restore to the digest that the tag holds already", async () => {
    const [newest] = points;
    show([], {
      "journal:timeline": () =>
        ok({ ...timeline, points: [...points, ...(newest === undefined ? [] : [newest])] }),
      "target:check": () => ok(makeTarget({ digest: digestOf("c8") })),
    });
    act(() => showTimeline(name));
    await screen.findByText("current");
    expect(screen.getAllByRole("row")).toHaveLength(3);
    expect(screen.getAllByRole("button", { name: /^(?:Restore|Compare)/ })).toHaveLength(2);
  });

  it("compares a point with the current content, and inspects it with Enter", async () => {
    show([], {
      "journal:timeline": () => ok(timeline),
      "target:check": ({ text }) =>
        ok(
          text.includes("@")
            ? makeTarget({ digest: digestOf("ab"), rows: [makeRow("linux/386", "33")] })
            : makeTarget({ digest: digestOf("c8"), rows: [makeRow("linux/amd64", "91")] }),
        ),
    });
    act(() => showTimeline(name));
    await userEvent.click(await screen.findByRole("button", { name: /^Compare abab…abab/ }));
    const comparison = await screen.findByRole("region", { name: "Comparison" });
    expect((await within(comparison).findByText("linux/386")).parentElement?.textContent).toContain(
      "+",
    );
    expect(within(comparison).getByText("linux/amd64").parentElement?.textContent).toContain("−");
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("region", { name: "Comparison" })).toBeNull();
    act(() => screen.getAllByRole("row")[1]?.focus());
    await userEvent.keyboard("{Enter}");
    expect(useInspect.getState().text).toBe(`ghcr.io/acme/app@${digestOf("ab")}`);
    expect(useNavigation.getState().view).toBe("inspect");
  });

  it("opens the comparison of a point in Compare, with what the journal has of it", async () => {
    const fake = show([], {
      "journal:timeline": () => ok(timeline),
      "target:check": () => ok(makeTarget({ digest: digestOf("c8") })),
    });
    act(() => showTimeline(name));
    await userEvent.click(await screen.findByRole("button", { name: /^Compare abab…abab/ }));
    await userEvent.click(await screen.findByRole("button", { name: "Open in Compare" }));
    expect(fake.inputsOf("compare:open")).toMatchObject([
      { before: { text: name }, after: { kind: "journal", name, digest: digestOf("ab") } },
    ]);
    expect(useNavigation.getState().view).toBe("compare");
  });

  it("returns with Escape to the view that it was opened from", async () => {
    show([makeEntry()], {
      "journal:timeline": () => ok(timeline),
      "target:check": () => ok(makeTarget({ digest: digestOf("c8") })),
    });
    useNavigation.setState({ view: "inspect" });
    act(() => showTimeline(name));
    expect(useNavigation.getState().view).toBe("history");
    await userEvent.click(await screen.findByRole("button", { name: /^Show the entry/ }));
    await userEvent.keyboard("{Escape}");
    expect(await screen.findByRole("region", { name: `Timeline of ${name}` })).toBeDefined();
    await waitFor(() => expect(document.activeElement?.getAttribute("role")).toBe("row"));
    expect(document.activeElement?.textContent).toContain("pushed");
    await userEvent.keyboard("{Escape}");
    expect(useNavigation.getState().view).toBe("inspect");
    expect(await screen.findByRole("grid", { name: "Pushes" })).toBeDefined();
  });

  it("says that there is no such tag", async () => {
    show([], {
      "journal:timeline": () => ok({ ...timeline, points: [] }),
      "target:check": () => ok({ kind: "missing", name }),
    });
    act(() => showTimeline(name));
    expect(await screen.findByText(/^There is no such tag/)).toBeDefined();
  });

  it("shows the journal's points if the registry cannot be reached", async () => {
    const failure = makeFailure({ code: "network", message: "No connection.", retryable: true });
    show([], {
      "journal:timeline": () => ok(timeline),
      "target:check": () => ({ ok: false, error: failure }),
    });
    act(() => showTimeline(name));
    expect(await screen.findByText("No connection.")).toBeDefined();
    expect(screen.getAllByRole("row")).toHaveLength(2);
    expect(screen.getAllByRole("button", { name: /^Restore/ })).toHaveLength(2);
  });
});
