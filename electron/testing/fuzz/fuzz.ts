import process from "node:process";
import {
  type Arbitrary,
  assert,
  asyncProperty,
  constantFrom,
  nat,
  oneof,
  string,
  tuple,
} from "fast-check";
import { EngineError } from "../../engine/errors.ts";
import { isWhole } from "../sweepSample.ts";

/** Milliseconds that no single input may take: far more than any takes, and far less than a hang. */
const hang = 1000;
/** Bytes that the heap may have grown by when all inputs are done. */
const mostMemory = 512 * 1024 * 1024;

/**
 * Feed thousands of inputs to something that reads what comes from outside: it gives a value or an EngineError,
 * and neither hangs nor eats the memory. A failure prints its seed; FUZZ_SEED runs it again.
 *
 * @param read also checks the value that it gets, where there is more to say of it
 * @param refused checks the errors that it gets
 * @returns the share of inputs that gave a value, from 0 to 1: none would mean that nothing was tried
 */
export async function fuzz<T>(
  inputs: Arbitrary<T>,
  read: (input: T) => unknown,
  refused: (error: EngineError) => void = () => {},
): Promise<number> {
  let values = 0;
  const seed = process.env["FUZZ_SEED"];
  const before = process.memoryUsage().heapUsed;
  const property = asyncProperty(inputs, async (input) => {
    const begun = performance.now();
    try {
      await read(input);
      values += 1;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      refused(error);
    }
    const took = performance.now() - begun;
    if (took > hang) throw new Error(`it took ${Math.round(took)} ms`);
  });
  const runs = isWhole ? 10_000 : 1000;
  await assert(property, {
    numRuns: runs,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  });
  const grown = process.memoryUsage().heapUsed - before;
  if (grown > mostMemory) throw new Error(`the heap grew by ${grown} bytes`);
  return values / runs;
}

/**
 * Texts for a parser: anything at all, its own words in any order, and one of them over and over, which is what
 * makes bad expressions hang.
 */
export function texts(words: readonly string[]): Arbitrary<string> {
  const word = constantFrom(...words);
  const soup = string({ unit: word, maxLength: 40 });
  const repeated = tuple(soup, word, nat(5000), soup).map(
    ([start, again, times, end]) => start + again.repeat(times) + end,
  );
  return oneof(
    { arbitrary: string({ unit: "binary", maxLength: 300 }), weight: 3 },
    { arbitrary: soup, weight: 5 },
    {
      arbitrary: string({
        unit: oneof(word, string({ unit: "binary", maxLength: 2 })),
        maxLength: 60,
      }),
      weight: 4,
    },
    { arbitrary: repeated, weight: 1 },
  );
}
