import { expect, it } from "vitest";
import { explainTyped } from "./explainTyped.ts";

it.each([
  ["FROM scratch", "scratch is no image: the stage starts without one."],
  ["${BASE}", "The line names its image by a variable: write its value in place of the variable."],
  ["docker run --rm", "docker run names no image here: add one to the command."],
  ["docker pull ", "docker pull names no image here: add one to the command."],
  [
    "kubectl set image deployment/app",
    "kubectl set image names no image here: add one to the command.",
  ],
  ["docker pull alpine:3", undefined],
  ["alpine:3 debian:12", undefined],
  ["alpine", undefined],
  [`FROM ${"a ".repeat(4096)}`, undefined],
])("explains %j as %j", (text, why) => {
  expect(explainTyped(text)).toBe(why);
});
