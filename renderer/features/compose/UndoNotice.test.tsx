import { act, fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { digestOf, makeFailure, makePreview, makeResolved } from "../../testing/fixtures.ts";
import { fakeTimersInEachTest, installApi } from "../../testing/setUp.ts";
import { useCompose } from "./composeStore.ts";
import { UndoNotice } from "./UndoNotice.tsx";

describe("UndoNotice", () => {
  fakeTimersInEachTest();

  it("disappears by itself, but not while it is pointed at", () => {
    installApi();
    useCompose.getState().addSources(["a:1"]);
    const [source] = useCompose.getState().draft.sources;
    render(<UndoNotice />);
    act(() => useCompose.getState().removeSources(new Set([source?.id ?? ""])));
    const notice = screen.getByText("Removed a:1").parentElement ?? document.body;
    fireEvent.pointerEnter(notice);
    act(() => void vi.advanceTimersByTime(60_000));
    expect(screen.getByText("Removed a:1")).toBeDefined();
    fireEvent.pointerLeave(notice);
    act(() => void vi.advanceTimersByTime(60_000));
    expect(screen.queryByText("Removed a:1")).toBeNull();
    // The undo history still has the change.
    useCompose.getState().undo();
    expect(useCompose.getState().draft.sources).toHaveLength(1);
  });

  it("says that an entry is replaced only when the preview shows it", () => {
    installApi();
    render(<UndoNotice />);
    act(() => useCompose.getState().replaceEntry(digestOf("22"), "a:2", "linux/arm"));
    expect(screen.getByText("Replacing linux/arm…")).toBeDefined();
    const id = useCompose.getState().draft.sources[0]?.id ?? "";
    const resolved = { [id]: { kind: "resolved", source: makeResolved() } } as const;
    act(() => useCompose.setState({ sources: resolved, previewStatus: "fresh" }));
    expect(screen.getByText("Replaced linux/arm")).toBeDefined();
    const finding = {
      code: "replaces_nothing",
      severity: "warning",
      message: "",
      subject: { kind: "source", id },
      fixes: [],
    } as const;
    act(() => useCompose.setState({ preview: makePreview([], { findings: [finding] }) }));
    expect(screen.getByText("Not replaced: no other source lists linux/arm")).toBeDefined();
    const failed = { [id]: { kind: "failed", error: makeFailure() } } as const;
    act(() => useCompose.setState({ sources: failed }));
    expect(
      screen.getByText("Not replaced: the source for linux/arm could not be read"),
    ).toBeDefined();
  });
});
