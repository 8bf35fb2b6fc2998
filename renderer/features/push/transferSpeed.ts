/** How many bytes had come by a moment. */
export interface Sample {
  /** In milliseconds. */
  readonly at: number;
  readonly bytes: number;
}

/** Milliseconds that a speed is the mean of: long enough to be calm, short enough to be true. */
const span = 8000;
/** Milliseconds that must be seen before anything is said. */
const least = 2000;

/** The samples with one more, and without those that no longer count. */
export function addSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const [last] = samples.slice(-1);
  // A transfer that begins anew counts from there.
  const before = last !== undefined && last.bytes > sample.bytes ? [] : samples;
  return [...before.filter(({ at }) => sample.at - at <= span), sample];
}

/** Bytes a second over the last seconds; null before that can be told. */
export function speedOf(samples: readonly Sample[]): number | null {
  const [first] = samples;
  const [last] = samples.slice(-1);
  if (first === undefined || last === undefined || last.at - first.at < least) {
    return null;
  }
  return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
}
