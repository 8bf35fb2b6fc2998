import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parsePaste } from "../../../../shared/paste/parsePaste.ts";
import { useDebouncedNotes } from "./useDebouncedNotes.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Renders the texts one after the other, 100 ms apart, and counts the notes after each. */
function countNotes(texts: readonly string[]): { counts: number[]; atRest: () => number } {
  const { result, rerender } = renderHook(
    ({ text }) => useDebouncedNotes(text, parsePaste(text).notes),
    { initialProps: { text: "" } },
  );
  const counts = texts.map((text) => {
    rerender({ text });
    act(() => void vi.advanceTimersByTime(100));
    return result.current.length;
  });
  return {
    counts,
    atRest: () => {
      act(() => void vi.runAllTimers());
      return result.current.length;
    },
  };
}

function prefixesOf(text: string): readonly string[] {
  return Array.from(text, (_, at) => text.slice(0, at + 1));
}

describe("useDebouncedNotes", () => {
  it.each(["ghcr.io/acme/app:1", "localhost:5000/app", "registry.example.com/a"])(
    "shows no note while %s is typed",
    (text) => {
      const { counts, atRest } = countNotes(prefixesOf(text));
      expect(new Set(counts)).toEqual(new Set([0]));
      expect(atRest()).toBe(0);
    },
  );

  it("shows a note about one word after a pause", () => {
    const { counts, atRest } = countNotes(prefixesOf("ghcr.io"));
    expect(counts.at(-1)).toBe(0);
    expect(atRest()).toBe(1);
  });

  it.each([["ghcr.io"], ["a:1 dir:/srv/x"]])(
    "shows notes about pasted text at once: %s",
    (text) => {
      expect(countNotes([text]).counts).toEqual([1]);
    },
  );
});
