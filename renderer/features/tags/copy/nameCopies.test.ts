import { expect, it } from "vitest";
import { nameCopies } from "./nameCopies.ts";

const namesOf = (tags: readonly string[], patterns: string) =>
  nameCopies(tags, patterns).copies.map(({ tag, name }) => `${tag}→${name}`);
const problemsOf = (tags: readonly string[], patterns: string) =>
  nameCopies(tags, patterns).problems;

it("fills in the tag and the parts of its version", () => {
  expect(namesOf(["1.4.2", "v2.0"], "{tag}-rc, {major}.{minor}")).toEqual([
    "1.4.2→1.4.2-rc",
    "1.4.2→1.4",
    "v2.0→v2.0-rc",
    "v2.0→2.0",
  ]);
  expect(namesOf(["1.4"], "")).toEqual([]);
});

it("names clashes, invalid names and placeholders without a value", () => {
  expect(problemsOf(["1.4.2", "1.4.3"], "{major}.{minor}")).toEqual([
    "1.4.2 and 1.4.3 would both become 1.4.",
  ]);
  expect(problemsOf(["1.4"], "{tag}/x")).toEqual(['"1.4/x" is not a valid tag.']);
  expect(problemsOf(["latest"], "{major}")).toEqual(["latest has no major version for {major}."]);
  expect(problemsOf(["1.4"], "{tga}")).toEqual([
    "{tga} is unknown: use {tag}, {major}, {minor} or {patch}.",
  ]);
  expect(problemsOf(["1.4"], "{tag}-{")).toEqual(['"1.4-{" is not a valid tag.']);
});

it("accepts one name for the same tag twice", () => {
  expect(nameCopies(["1.4.0"], "{tag} {major}.{minor}.{patch}")).toEqual({
    copies: [{ tag: "1.4.0", name: "1.4.0" }],
    problems: [],
  });
});
