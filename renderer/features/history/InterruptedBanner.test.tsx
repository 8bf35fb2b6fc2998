import { render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { App } from "../../App.tsx";
import type { JournalEntry } from "../../../shared/journal.ts";
import { ok } from "../../testing/fakeApi.ts";
import { makeMove } from "../../testing/fixtures.ts";
import { makeEntry, makeJournalTag } from "../../testing/journalFixtures.ts";
import { installApi } from "../../testing/setUp.ts";

const interrupted = makeEntry({ id: "broken", state: { kind: "interrupted" } });

function start(...entries: readonly JournalEntry[]) {
  const fake = installApi({ "journal:list": () => ok({ entries, unreadable: [], unlisted: 0 }) });
  render(<App />);
  return fake;
}

describe("at the start", () => {
  it("reports an interrupted push and leads to it", async () => {
    start(makeEntry({ id: "fine" }), interrupted);
    const words = await screen.findByText(
      /^A push was interrupted: c8c8…c8c8 to ghcr\.io\/acme\/app:1\.4, /,
    );
    await userEvent.click(screen.getByRole("button", { name: "Show" }));
    expect(screen.getByRole("tab", { name: "History" }).getAttribute("aria-selected")).toBe("true");
    await waitFor(() =>
      expect((document.activeElement as HTMLElement).dataset["key"]).toBe("broken"),
    );
    expect(words.isConnected).toBe(false);
  });

  it("counts several interrupted pushes", async () => {
    start(interrupted, { ...interrupted, id: "too" });
    expect(await screen.findByText("2 pushes were interrupted.")).toBeDefined();
  });

  it("counts the tags of the push", async () => {
    const second = makeJournalTag({ move: makeMove({ name: "ghcr.io/acme/app:latest" }) });
    start({ ...interrupted, tags: [...interrupted.tags, second] });
    expect(await screen.findByText(/to ghcr\.io\/acme\/app:1\.4 and 1 more, /)).toBeDefined();
  });

  it("stays hidden once it is dismissed", async () => {
    const fake = start(interrupted);
    await userEvent.click(await screen.findByRole("button", { name: "Dismiss" }));
    fake.emit("command:run", "view.history");
    await waitFor(() => expect(fake.inputsOf("journal:list")).toHaveLength(2));
    fake.emit("command:run", "view.compose");
    await waitFor(() =>
      expect(screen.getByRole("tab", { name: "Compose" }).getAttribute("aria-selected")).toBe(
        "true",
      ),
    );
    expect(screen.queryByText(/was interrupted/)).toBeNull();
  });

  it("shows nothing if every push ended", async () => {
    const fake = start(makeEntry());
    await waitFor(() => expect(fake.inputsOf("journal:list")).toHaveLength(1));
    expect(screen.queryByRole("button", { name: "Show" })).toBeNull();
  });
});
