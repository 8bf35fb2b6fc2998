import { useEffect, useRef, useState } from "react";

/** How long typing must pause before notes about a single word are shown, in milliseconds. */
const pauseMs = 800;

const none: readonly string[] = [];

/**
 * Delays the notes about a word while it is typed: on the way to `ghcr.io/acme/app`, `ghcr.io` would be rejected.
 * Notes about several words, and about text that was pasted, are shown at once.
 * @param notes the notes for the current text
 */
export function useDebouncedNotes(text: string, notes: readonly string[]): readonly string[] {
  const [settled, setSettled] = useState(text);
  const before = useRef(text);
  useEffect(() => {
    const isTyped = Math.abs(text.length - before.current.length) <= 1;
    before.current = text;
    const timer = setTimeout(() => setSettled(text), isTyped ? pauseMs : 0);
    return () => clearTimeout(timer);
  }, [text]);
  const isOneWord = !/\s/.test(text.trim());
  return isOneWord && settled !== text ? none : notes;
}
