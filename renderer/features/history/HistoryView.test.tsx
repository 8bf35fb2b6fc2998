import { act, render, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { JournalEntry, JournalList } from "../../../shared/journal.ts";
import type { Outputs } from "../../../shared/ipc/contract.ts";
import type { Result } from "../../../shared/errors.ts";
import { useNavigation } from "../../navigation.ts";
import { ok } from "../../testing/fakeApi.ts";
import { digestOf, makeFailure, makeMove } from "../../testing/fixtures.ts";
import { makeEntry, makeJournalTag } from "../../testing/journalFixtures.ts";
import { defer, installApi } from "../../testing/setUp.ts";
import { usePush } from "../push/pushStore.ts";
import { HistoryView } from "./HistoryView.tsx";
import { useHistory } from "./historyStore.ts";

function show(
  entries: readonly JournalEntry[],
  unreadable: readonly string[] = [],
  answers: Parameters<typeof installApi>[0] = {},
) {
  const list: JournalList = { entries, unreadable, unlisted: 0 };
  const fake = installApi({ "journal:list": () => ok(list), ...answers });
  useNavigation.setState({ view: "history" });
  render(<HistoryView />);
  return fake;
}

const interrupted = makeEntry({
  id: "broken",
  state: { kind: "interrupted" },
  steps: { done: 3, planned: 9 },
  tags: [makeJournalTag({ state: "planned", previous: undefined })],
});

describe("the history", () => {
  it("explains itself while it is empty", async () => {
    show([]);
    expect(await screen.findByText("Nothing has been pushed yet.")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Compose an image" }));
    expect(useNavigation.getState().view).toBe("compose");
  });

  it("shows the kind, repositories and digests of each push", async () => {
    show([
      makeEntry({ id: "2", kind: "restore" }),
      makeEntry({
        id: "1",
        repositories: ["ghcr.io/acme/app", "quay.io/acme/app"],
        tags: [makeJournalTag({ move: makeMove({ before: null }), previous: undefined })],
      }),
    ]);
    const [second, first] = await screen.findAllByRole("row");
    expect(second?.textContent).toContain("Restore");
    expect(second?.textContent).toContain("abab…abab→c8c8…c8c8");
    expect(second?.textContent).toContain("restored");
    expect(first?.textContent).toContain("new tag");
    expect(first?.textContent).toContain("new tag, nothing to restore");
    expect(first?.textContent).toContain("quay.io/acme/app (no tag)");
    expect(within(first as HTMLElement).queryByRole("button", { name: /^Restore/ })).toBeNull();
  });

  it("opens the review of a restore", async () => {
    const fake = show([makeEntry()]);
    await userEvent.click(
      await screen.findByRole("button", { name: "Restore ghcr.io/acme/app:1.4…" }),
    );
    await waitFor(() => expect(usePush.getState().state.kind).toBe("review"));
    expect(fake.inputsOf("plan:make")[0]?.request).toEqual({
      kind: "restore",
      journalId: "journal-1",
      name: "ghcr.io/acme/app:1.4",
    });
  });

  it("resumes an interrupted push", async () => {
    const fake = show([interrupted]);
    expect(await screen.findByText("interrupted, 3 of 9 steps done")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: /^Resume/ }));
    await waitFor(() => expect(usePush.getState().state.kind).toBe("review"));
    expect(fake.inputsOf("plan:make")[0]?.request).toEqual({ kind: "resume", journalId: "broken" });
  });

  it("dismisses an interrupted push and shows that", async () => {
    let state: JournalEntry["state"] = { kind: "interrupted" };
    const fake = show([], [], {
      "journal:list": () =>
        ok({ entries: [{ ...interrupted, state }], unreadable: [], unlisted: 0 }),
      "journal:dismiss": () => {
        state = { kind: "dismissed", endedAt: "2026-01-31T13:00:00Z" };
        return ok(null);
      },
    });
    await userEvent.click(await screen.findByRole("button", { name: /^Dismiss/ }));
    expect(await screen.findByText("dismissed")).toBeDefined();
    expect(fake.inputsOf("journal:dismiss")).toEqual([{ journalId: "broken" }]);
    expect(screen.queryByRole("button", { name: /^Resume/ })).toBeNull();
  });

  it("shows why a push failed, and offers to resume but not to dismiss it", async () => {
    const failure = makeFailure({ message: "The registry refused." });
    show([makeEntry({ state: { kind: "failed", endedAt: "2026-01-31T12:00:09Z", failure } })]);
    expect(await screen.findByText(/The registry refused\./)).toBeDefined();
    expect(screen.getByRole("button", { name: /^Resume/ })).toBeDefined();
    expect(screen.queryByRole("button", { name: /^Dismiss/ })).toBeNull();
  });

  it("does not offer to resume what a later push completed", async () => {
    const failed = makeEntry({
      id: "failed",
      state: { kind: "failed", endedAt: "2026-01-31T12:00:09Z", failure: makeFailure() },
    });
    show([makeEntry({ id: "later" }), failed]);
    expect(await screen.findByText(/; completed by a later push$/)).toBeDefined();
    expect(screen.queryByRole("button", { name: /^Resume/ })).toBeNull();
  });

  it("shows where an entry was exported to until another view is shown", async () => {
    show([makeEntry()], [], { "journal:export": () => ok({ path: "/home/acme/push.json" }) });
    await userEvent.click(await screen.findByRole("button", { name: /^Export/ }));
    await screen.findByText("Exported to /home/acme/push.json.");
    act(() => useNavigation.getState().show("compose"));
    act(() => useNavigation.getState().show("history"));
    expect(screen.queryByText(/^Exported/)).toBeNull();
  });

  it("shows where an entry was exported to until that is dismissed", async () => {
    const fake = show([makeEntry()], [], {
      "journal:export": () => ok({ path: "/home/acme/push.json" }),
    });
    await userEvent.click(await screen.findByRole("button", { name: /^Export/ }));
    expect(await screen.findByText("Exported to /home/acme/push.json.")).toBeDefined();
    expect(fake.inputsOf("journal:export")).toEqual([{ journalId: "journal-1" }]);
    await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByText(/^Exported/)).toBeNull();
  });

  it("names unreadable files and shows the other entries", async () => {
    show([makeEntry()], ["20260131T120000000Z-1.jsonl: cut short"]);
    expect(await screen.findByText("20260131T120000000Z-1.jsonl: cut short")).toBeDefined();
    expect(screen.getByText(/^1 entry of the journal could not be read/)).toBeDefined();
    expect(screen.getAllByRole("row")).toHaveLength(1);
  });

  it("shows why the journal cannot be read, and reads it again", async () => {
    const answers: Result<Outputs["journal:list"]>[] = [
      { ok: false, error: makeFailure({ code: "disk", message: "The folder is unreadable." }) },
    ];
    show([], [], {
      "journal:list": () =>
        answers.shift() ?? ok({ entries: [makeEntry()], unreadable: [], unlisted: 0 }),
    });
    expect(await screen.findByText("The folder is unreadable.")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("row")).toBeDefined();
    expect(screen.queryByText("The folder is unreadable.")).toBeNull();
  });

  it("filters by words, and says when none matches", async () => {
    const other = makeMove({ name: "quay.io/acme/base:2.0" });
    show([
      makeEntry({ id: "1" }),
      makeEntry({
        id: "2",
        repositories: ["quay.io/acme/base"],
        tags: [makeJournalTag({ move: other })],
      }),
    ]);
    const field = await screen.findByRole("textbox", { name: /^Filter/ });
    await userEvent.type(field, "quay base");
    await waitFor(() => expect(screen.getAllByRole("row")).toHaveLength(1));
    expect(screen.getByText("1 of 2 entries")).toBeDefined();
    await userEvent.type(field, " nowhere");
    expect(await screen.findByText("No entry matches “quay base nowhere”.")).toBeDefined();
    await userEvent.type(field, "{Escape}");
    await waitFor(() => expect(screen.getAllByRole("row")).toHaveLength(2));
  });

  it("opens an entry with a click or Enter, and renders few rows of two thousand", async () => {
    show(Array.from({ length: 2000 }, (_, at) => makeEntry({ id: `${at}` })));
    const list = await screen.findByRole("grid", { name: "Pushes" });
    expect(list.getAttribute("aria-rowcount")).toBe("2000");
    const rows = within(list).getAllByRole("row");
    expect(rows.length).toBeLessThan(300);
    await userEvent.click(within(rows[1] as HTMLElement).getByRole("heading"));
    expect(useHistory.getState().pages).toEqual([{ kind: "entry", id: "1" }]);
    await userEvent.keyboard("{Escape}");
    const again = await screen.findByRole("grid", { name: "Pushes" });
    const left = within(again).getAllByRole("row")[1];
    await waitFor(() => expect(document.activeElement).toBe(left));
    await userEvent.keyboard("{ArrowDown}{Enter}");
    expect(useHistory.getState().pages).toEqual([{ kind: "entry", id: "2" }]);
  });

  it("opens what a push set a tag to as a draft, and not what is no root", async () => {
    const other = makeMove({ name: "ghcr.io/acme/app:sha256-ab.sig", after: digestOf("ee") });
    const tags = [makeJournalTag(), makeJournalTag({ move: other })];
    const fake = show([makeEntry({ tags })]);
    await userEvent.click(await screen.findByRole("button", { name: /^Edit what/ }));
    expect(fake.inputsOf("draft:editTag")).toMatchObject([
      { text: `ghcr.io/acme/app:1.4@${digestOf("c8")}` },
    ]);
    expect(useNavigation.getState().view).toBe("compose");
  });

  it("collapses a long list of tags and expands it", async () => {
    const tags = Array.from({ length: 40 }, (_, at) =>
      makeJournalTag({ move: makeMove({ name: `ghcr.io/acme/app:t${at}`, tag: `t${at}` }) }),
    );
    show([makeEntry({ tags })]);
    await userEvent.click(await screen.findByRole("button", { name: "Show 34 more tags" }));
    expect(
      await screen.findByRole("button", { name: "Restore ghcr.io/acme/app:t39…" }),
    ).toBeDefined();
  });
});

describe("reading the journal", () => {
  it("shows the result of the latest read, not the last to arrive", async () => {
    const slow = defer<Result<Outputs["journal:list"]>>();
    const answers = [
      slow.promise,
      Promise.resolve(ok({ entries: [], unreadable: [], unlisted: 0 })),
    ];
    installApi({
      "journal:list": () => answers.shift() ?? ok({ entries: [], unreadable: [], unlisted: 0 }),
    });
    const { read } = useHistory.getState();
    const first = read();
    await read();
    slow.resolve(ok({ entries: [makeEntry()], unreadable: [], unlisted: 0 }));
    await first;
    expect(useHistory.getState().list?.entries).toEqual([]);
  });
});
