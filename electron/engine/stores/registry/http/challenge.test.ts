import { assert, property, string } from "fast-check";
import { expect, it } from "vitest";
import { parseChallenges } from "./challenge.ts";

const read = (...headers: string[]): unknown =>
  parseChallenges(headers).map(({ scheme, parameters }) => [
    scheme,
    Object.fromEntries(parameters),
  ]);

it.each([
  [
    ['Bearer realm="https://auth.example/token",service="reg",scope="repository:a/b:pull,push"'],
    [
      [
        "bearer",
        { realm: "https://auth.example/token", service: "reg", scope: "repository:a/b:pull,push" },
      ],
    ],
  ],
  [
    ['Basic realm="a, b", Bearer realm="c"'],
    [
      ["basic", { realm: "a, b" }],
      ["bearer", { realm: "c" }],
    ],
  ],
  [
    ["BASIC realm=x", 'bearer REALM="y"'],
    [
      ["basic", { realm: "x" }],
      ["bearer", { realm: "y" }],
    ],
  ],
  [['Bearer realm="a \\"quoted\\" \\\\ one"'], [["bearer", { realm: 'a "quoted" \\ one' }]]],
  [
    ['Negotiate dG9rZW4=, Basic realm="x"'],
    [
      ["negotiate", {}],
      ["basic", { realm: "x" }],
    ],
  ],
  [
    ["Bearer realm=https://auth.example/t,service=reg"],
    [["bearer", { realm: "https://auth.example/t", service: "reg" }]],
  ],
  [["Basic"], [["basic", {}]]],
  [[""], []],
  [['Bearer realm="never closed'], [["bearer", {}]]],
])("reads %j", (headers, expected) => {
  expect(read(...headers)).toEqual(expected);
});

it("takes the first of two equal parameters", () => {
  expect(read('Bearer realm="first",realm="second"')).toEqual([["bearer", { realm: "first" }]]);
});

it("returns only valid schemes for any header", () => {
  assert(
    property(string({ maxLength: 500 }), (header) => {
      for (const { scheme } of parseChallenges([header])) {
        expect(scheme).toMatch(/^[^\s,="]+$/);
      }
    }),
  );
});
