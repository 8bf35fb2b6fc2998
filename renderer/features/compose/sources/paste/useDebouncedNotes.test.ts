import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parsePaste } from "./parsePaste.ts";
import { useDebouncedNotes } from "./useDebouncedNotes.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Gives the texts one after the other, a tenth of a second apart; the notes after each. */
function noted(texts: readonly string[]): { counts: number[]; atRest: () => number } {
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

function letters(text: string): readonly string[] {
  return Array.from(text, (_, at) => text.slice(0, at + 1));
}

describe("what is said of a text while it is typed", () => {
  it.each(["ghcr.io/acme/app:1", "localhost:5000/app", "registry.example.com/a"])(
    "is nothing on the way to %s",
    (text) => {
      const { counts, atRest } = noted(letters(text));
      expect(new Set(counts)).toEqual(new Set([0]));
      expect(atRest()).toBe(0);
    },
  );

  it("is told of one word after a pause", () => {
    const { counts, atRest } = noted(letters("ghcr.io"));
    expect(counts.at(-1)).toBe(0);
    expect(atRest()).toBe(1);
  });

  it.each([["ghcr.io"], ["a:1 dir:/srv/x"]])("is told at once of what came at once: %s", (text) => {
    expect(noted([text]).counts).toEqual([1]);
  });
});
