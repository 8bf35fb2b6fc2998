import { describe, expect, it } from "vitest";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { compareHistory } from "./compareHistory.ts";
import { compareLayers, describeLayers } from "./compareLayers.ts";
import { compareValues, limitChanges } from "./compareValues.ts";
import { configValues } from "./configValues.ts";

describe("configValues", () => {
  it("has all fields, unknown ones by their paths", () => {
    const values = configValues({
      created: "2026-01-02T03:04:05Z",
      os: "linux",
      architecture: "arm64",
      "os.features": ["a b"],
      rootfs: { diff_ids: ["x"] },
      history: [{}],
      "moby.buildkit.x": { deep: [{ a: 1 }] },
      config: {
        Entrypoint: ["/bin/sh", "-c", "a b"],
        Env: ["PATH=/bin", "EMPTY=", "TWICE=1", "TWICE=2", "BARE", 7],
        Labels: { constructor: "c", "a.b": "1", none: "" },
        ExposedPorts: { "80/tcp": {}, "443/tcp": {} },
        Healthcheck: { Test: ["CMD", "true"], Interval: 5 },
        ArgsEscaped: true,
        User: null,
        Volumes: {},
      },
    });
    const plain = Object.fromEntries(
      Object.entries(values).map(([name, map]) => [name, Object.fromEntries(map ?? [])]),
    );
    expect(plain).toEqual({
      platform: { os: "linux", architecture: "arm64", "os.features": '"a b"' },
      config: {
        Entrypoint: '/bin/sh -c "a b"',
        ExposedPorts: "443/tcp, 80/tcp",
        "Healthcheck.Test": "CMD true",
        "Healthcheck.Interval": "5",
        ArgsEscaped: "true",
        created: "2026-01-02T03:04:05Z",
        "moby.buildkit.x.deep": '[{"a":1}]',
      },
      env: { PATH: "/bin", EMPTY: "", TWICE: "1\n2", BARE: "", "7": "" },
      label: { constructor: "c", "a.b": "1", none: "" },
    });
  });

  it("ignores fields of a wrong type", () => {
    expect(configValues({ config: [], os: 5 })).toMatchObject({ platform: new Map([["os", "5"]]) });
  });
});

describe("compareValues", () => {
  it("orders by section and name, and keeps equal values", () => {
    const before = { label: new Map([["b", "1"]]), env: new Map([["Z", "1"]]) };
    const after = {
      label: new Map([
        ["b", "2"],
        ["a", "1"],
      ]),
      env: new Map([["Z", "1"]]),
    };
    expect(
      compareValues(before, after).map(({ section, name, kind }) => `${section} ${name} ${kind}`),
    ).toEqual(["env Z same", "label a added", "label b changed"]);
    expect(compareValues(before, undefined).map(({ kind }) => kind)).toEqual([
      "removed",
      "removed",
    ]);
  });

  it("limits number and length, and keeps what differs", () => {
    const many = new Map(Array.from({ length: 12_000 }, (_, at) => [`k${at}`, "x"] as const));
    const { values, hidden } = limitChanges(
      compareValues({ label: many }, { label: new Map([...many, ["k11999", "y".repeat(10_000)]]) }),
    );
    expect([values.length, hidden]).toEqual([10_000, 2000]);
    expect(values[0]).toMatchObject({ name: "k11999", kind: "changed" });
    expect(values[0]?.after).toMatch(/y… \(1808 more characters\)$/);
  });
});

describe("compareHistory", () => {
  it.each([
    ["a step in between", ["FROM", "RUN a", "CMD"], ["FROM", "RUN b", "RUN a", "CMD"], "= + = ="],
    ["another step", ["FROM", "RUN a"], ["FROM", "RUN b"], "= - +"],
    ["nothing before", [], ["FROM"], "+"],
    ["nothing after", ["FROM", "FROM"], ["FROM"], "= -"],
  ])("finds %s", (_, before, after, expected) => {
    const signs = { added: "+", removed: "-", same: "=", changed: "~" };
    expect(
      compareHistory(before, after)
        .map(({ kind }) => signs[kind])
        .join(" "),
    ).toBe(expected);
  });
});

describe("compareLayers", () => {
  const layer = (digest: string): Descriptor => ({ mediaType: "", digest, size: 1 });
  const image = (digests: readonly string[], diffIds: readonly string[] = digests) =>
    describeLayers(digests.map(layer), {
      rootfs: { diff_ids: diffIds },
      history: [
        { created_by: "ENV", empty_layer: true },
        ...digests.map((created_by) => ({ created_by })),
      ],
    });
  const signs = { added: "+", removed: "-", shared: "=", recompressed: "~" } as const;

  it.each([
    ["shared and new layers", image(["a", "b"]), image(["a", "c"]), "=a -b +c"],
    ["a removed layer at its place", image(["a", "b", "c"]), image(["a", "c"]), "=a -b =c"],
    ["a layer that is listed twice", image(["a", "a"]), image(["a"]), "=a -a"],
    ["recompressed layers", image(["a", "b"], ["1", "2"]), image(["a", "z"], ["1", "2"]), "=a ~z"],
    ["no diff IDs of other layers", image(["a"], ["1", "2"]), image(["b"], ["1"]), "-a +b"],
    ["nothing", [], image(["a"]), "+a"],
  ])("finds %s", (_, before, after, expected) => {
    expect(
      compareLayers(before, after)
        .map(({ kind, before: old, after: now }) => signs[kind] + (now ?? old)?.descriptor.digest)
        .join(" "),
    ).toBe(expected);
  });

  it("names the step of each layer, without the empty ones", () => {
    expect(compareLayers([], image(["a", "b"])).map(({ after }) => after?.createdBy)).toEqual([
      "a",
      "b",
    ]);
  });
});
