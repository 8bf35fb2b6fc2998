import process from "node:process";

/**
 * Whether sweeps and fuzzing try everything, as `npm run sweep` does. Otherwise one of each kind tries a fixed sample, of
 * faults one with every step and every kind of fault.
 */
export const isWhole = process.env["MANIFESTRY_SWEEP"] === "whole";

/** Faults that a sample tries at each step. */
const faultsPerStep = 2;

/**
 * Chooses the faults to try at a step: all of them, or the next few, so that a few consecutive steps cover all.
 * @param step the position of the step, from 0
 * @param count the number of faults at the step
 * @returns positions of faults, from 0
 */
export function faultsToTry(step: number, count: number): readonly number[] {
  if (isWhole || count <= faultsPerStep) {
    return [...Array.from({ length: count }).keys()];
  }
  const first = step * faultsPerStep;
  return Array.from({ length: faultsPerStep }, (_, more) => (first + more) % count);
}
