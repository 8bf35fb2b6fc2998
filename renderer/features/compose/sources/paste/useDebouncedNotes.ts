import { useEffect, useRef, useState } from "react";

/** How long one word may pause before it is told what is wrong with it, in milliseconds. */
const pause = 800;

const none: readonly string[] = [];

/**
 * What is said of a text while it is typed. One word that grows letter by letter passes through much that is refused,
 * as `ghcr.io` on the way to `ghcr.io/acme/app`: it is told only after a pause. Several words, and what came at once,
 * are told at once.
 * @param notes what the text as it is now gives
 */
export function useDebouncedNotes(text: string, notes: readonly string[]): readonly string[] {
  const [settled, setSettled] = useState(text);
  const before = useRef(text);
  useEffect(() => {
    const isTyped = Math.abs(text.length - before.current.length) <= 1;
    before.current = text;
    const timer = setTimeout(() => setSettled(text), isTyped ? pause : 0);
    return () => clearTimeout(timer);
  }, [text]);
  const isOneWord = !/\s/.test(text.trim());
  return isOneWord && settled !== text ? none : notes;
}
