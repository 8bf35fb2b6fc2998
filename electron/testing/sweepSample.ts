import process from "node:process";

/**
 * Whether sweeps and fuzzing try everything, as `npm run sweep` does. Otherwise they try a fixed sample, which has
 * every step and every kind of fault.
 */
export const isWhole = process.env["MANIFESTRY_SWEEP"] === "whole";

/** Kinds of fault that a sample tries at each step. */
const faultsAtStep = 3;

/**
 * Choose what is tried at a step: everything, or the next few of what can go wrong, so that a few steps in a row
 * have it all.
 * @param position of the step, from 0
 * @param count of what can go wrong there
 * @returns positions among what can go wrong, from 0
 */
export function faultsToTry(position: number, count: number): readonly number[] {
  if (isWhole || count <= faultsAtStep) return [...Array.from({ length: count }).keys()];
  const first = position * faultsAtStep;
  return Array.from({ length: faultsAtStep }, (_, more) => (first + more) % count);
}
