import type { FactSection, FactValue, PlatformFact } from "../../../shared/comparison.ts";
import { valueSections } from "../../../shared/comparison.ts";
import { cutText } from "./compareValues.ts";

/** Most facts, and most values of one. */
const maxFacts = 40_000;
const maxValues = 50;

/** Values of one platform by section and name. */
export type PlatformValues = Readonly<
  Partial<Record<FactSection, ReadonlyMap<string, string> | undefined>>
>;

const sections: readonly FactSection[] = ["base", ...valueSections, "package"];

/** Fields that differ by nature: they are what tells the platforms apart. */
const ownFields: ReadonlySet<FactSection> = new Set(["platform", "history"]);

/** Build times further apart than this are skewed: the platforms of one build end within hours. */
const maxBuildHours = 24;

/**
 * Compares values across platforms. One is skewed if platforms have different values, and missing if some have none.
 * Platforms and build steps are left out, since they differ in every index.
 *
 * @param platforms undefined for one that could not be read
 * @returns what differs first, in the order of the sections
 */
export function comparePlatforms(platforms: readonly (PlatformValues | undefined)[]): {
  readonly facts: readonly PlatformFact[];
  readonly hidden: number;
} {
  const facts = sections
    .filter((section) => !ownFields.has(section))
    .flatMap((section) => factsOf(section, platforms));
  const sorted = [
    ...facts.filter(({ kind }) => kind !== "same"),
    ...facts.filter(({ kind }) => kind === "same"),
  ];
  return { facts: sorted.slice(0, maxFacts), hidden: Math.max(sorted.length - maxFacts, 0) };
}

function factsOf(
  section: FactSection,
  platforms: readonly (PlatformValues | undefined)[],
): readonly PlatformFact[] {
  // A platform without the section, such as one without a bill of materials, says nothing about its values.
  const known = platforms.flatMap((values, at) => {
    const inSection = values?.[section];
    return inSection === undefined ? [] : [{ at, values: inSection }];
  });
  const names = new Set(known.flatMap(({ values }) => [...values.keys()]));
  return [...names].toSorted().map((name) => {
    const groups = new Map<string | undefined, number[]>();
    for (const { at, values } of known) {
      const value = values.get(name);
      const group = groups.get(value);
      if (group === undefined) {
        groups.set(value, [at]);
      } else {
        group.push(at);
      }
    }
    return factOf(section, name, groups);
  });
}

function factOf(
  section: FactSection,
  name: string,
  groups: ReadonlyMap<string | undefined, readonly number[]>,
): PlatformFact {
  const values = [...groups]
    .map(([value, platforms]): FactValue => ({ value: value && cutText(value), platforms }))
    .toSorted((a, b) => b.platforms.length - a.platforms.length)
    .slice(0, maxValues);
  const different = [...groups.keys()].filter((value) => value !== undefined);
  const times = name === "created" ? timesOf(different) : undefined;
  if (times !== undefined && !groups.has(undefined)) {
    const hours = (Math.max(...times) - Math.min(...times)) / 3_600_000;
    const kind = hours > maxBuildHours ? "skewed" : "same";
    return { section, name, kind, values, ...(hours > 0 ? { note: describeSpan(hours) } : {}) };
  }
  const kind = different.length > 1 ? "skewed" : groups.has(undefined) ? "missing" : "same";
  return { section, name, kind, values };
}

/** @returns undefined unless all are times */
function timesOf(values: readonly string[]): readonly number[] | undefined {
  const times = values.map((value) => Date.parse(value));
  return times.length === 0 || times.some(Number.isNaN) ? undefined : times;
}

function describeSpan(hours: number): string {
  const [count, unit] =
    hours >= 48
      ? [hours / 24, "days"]
      : hours >= 2
        ? [hours, "hours"]
        : hours * 60 >= 2
          ? [hours * 60, "minutes"]
          : [hours * 3600, "seconds"];
  return `${Math.round(count)} ${unit} apart`;
}
