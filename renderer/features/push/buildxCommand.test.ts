import { describe, expect, it } from "vitest";
import { makePlan } from "../../testing/fixtures.ts";
import { buildxCommand } from "./buildxCommand.ts";

const create = "docker buildx imagetools create -t";

describe("buildxCommand", () => {
  it.each(["compose", "retag"] as const)("is the command of a plan to %s", (kind) => {
    const command = `${create} b:1 a:1`;
    expect(buildxCommand(makePlan({ kind, command }))).toBe(command);
  });

  it.each([
    ["that puts back", makePlan({ kind: "restore", command: `${create} b:1 a:1` })],
    ["without one", makePlan({ command: "" })],
    ["to an archive", makePlan({ command: `${create} oci-archive:///out.tar:1 a:1` })],
    ["from an archive", makePlan({ command: `${create} b:1 docker-archive:///in.tar` })],
  ])("is none for a plan %s", (_, plan) => {
    expect(buildxCommand(plan)).toBeNull();
  });
});
