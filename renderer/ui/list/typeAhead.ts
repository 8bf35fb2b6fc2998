/** Milliseconds after which typing starts anew. */
const pauseMs = 800;

/** What was typed in a list, and when. */
export interface TypedText {
  readonly text: string;
  /** Milliseconds, as in `event.timeStamp`. */
  readonly at: number;
}

/** Appends a key to the typed text, or starts anew after a pause. */
export function appendTyped(typed: TypedText, key: string, at: number): TypedText {
  const text = at - typed.at > pauseMs ? "" : typed.text;
  return { text: text + key.toLowerCase(), at };
}

interface TypeAheadSearch {
  readonly count: number;
  readonly textAt: (index: number) => string;
  /** The index of the current row. */
  readonly from: number;
  readonly typed: string;
}

/**
 * Finds the row that typed text leads to: the next one that starts with it, from the current row on. A repeated letter
 * leads to the next row with that letter each time.
 */
export function findTyped({ count, textAt, from, typed }: TypeAheadSearch): number | undefined {
  const [letter = ""] = typed;
  const isRepeated = typed === letter.repeat(typed.length / letter.length);
  const prefix = isRepeated ? letter : typed;
  // A longer text may still match the current row.
  const first = isRepeated ? from + 1 : from;
  for (let step = 0; step < count; step += 1) {
    const index = (first + step) % count;
    if (textAt(index).toLowerCase().startsWith(prefix)) {
      return index;
    }
  }
  return undefined;
}
