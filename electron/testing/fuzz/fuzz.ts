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

/**
 * Maximum milliseconds of CPU time for one input: far above the usual time, and far below a hang. What a parser builds is
 * bounded by its test, in entries, levels and lengths. This bound is for what builds nothing: a regular expression that
 * backtracks, or a search in a loop. The time on the clock would also count other processes of a busy machine.
 */
const maxCpuMs = 1000;
/** Maximum growth of the heap in bytes after all inputs. */
const maxHeapGrowth = 512 * 1024 * 1024;

/**
 * Runs a parser of untrusted input on thousands of inputs: it returns a value or throws an EngineError, and neither
 * hangs nor exhausts memory. A failure prints its seed; FUZZ_SEED repeats the run.
 *
 * @param read parses an input and checks the value
 * @param refused checks the errors
 * @returns the share of inputs with a value, from 0 to 1: with 0, the test would prove nothing
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
    const begun = process.cpuUsage();
    try {
      await read(input);
      values += 1;
    } catch (error) {
      if (!(error instanceof EngineError)) {
        throw error;
      }
      refused(error);
    }
    const { user, system } = process.cpuUsage(begun);
    const took = (user + system) / 1000;
    if (took > maxCpuMs) {
      throw new Error(`an input took ${Math.round(took)} ms of CPU time`);
    }
  });
  const runs = isWhole ? 10_000 : 300;
  await assert(property, {
    numRuns: runs,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  });
  const grown = process.memoryUsage().heapUsed - before;
  if (grown > maxHeapGrowth) {
    throw new Error(`the heap grew by ${grown} bytes`);
  }
  return values / runs;
}

/**
 * Generates texts for a parser: arbitrary text, its tokens in any order, and one token many times, which finds slow
 * regular expressions.
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
