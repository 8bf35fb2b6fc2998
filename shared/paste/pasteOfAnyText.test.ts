import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyPasteResult } from "./pasteResult.ts";
import { parsePaste } from "./parsePaste.ts";

/** Quotes a word for a POSIX shell. @param how 0: not at all if possible, 1: double quotes, 2: single quotes */
function quoted(word: string, how: number): string {
  if (how === 0 && /^[\w@%+=:,./-]+$/.test(word)) {
    return word;
  }
  return how === 1
    ? `"${word.replaceAll(/["\\$`]/g, "\\$&")}"`
    : `'${word.replaceAll("'", `'\\''`)}'`;
}

describe("parsePaste", () => {
  const part = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
  const reference = fc
    .tuple(part, part, part)
    .map(([host, path, tag]) => `${host}.io/${path}/app:${tag}`);
  const value = fc.string({ unit: "grapheme-ascii", maxLength: 12 });

  it("returns the parts of a quoted command", () => {
    fc.assert(
      fc.property(
        fc.array(reference, { minLength: 1, maxLength: 5 }),
        fc.uniqueArray(reference, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(part, value), { maxLength: 3 }),
        fc.array(fc.nat(2), { minLength: 20, maxLength: 20 }),
        fc.constantFrom(" ", " \\\n  ", " `\n", "\t"),
        (sources, targets, annotations, ways, space) => {
          const words = [
            ...targets.flatMap((target, at) =>
              at % 2 === 0 ? ["-t", target] : [`--tag=${target}`],
            ),
            ...annotations.flatMap(([key, text]) => ["--annotation", `index:${key}=${text}`]),
            ...sources,
          ].map((word, at) => quoted(word, ways[at % ways.length] ?? 0));
          const text = ["docker", "buildx", "imagetools", "create", ...words].join(space);
          expect(parsePaste(text)).toEqual({
            ...emptyPasteResult,
            isCommand: true,
            sources,
            targets,
            annotations: annotations.map(([key, said]) => ({
              scope: { kind: "index" },
              key,
              value: said,
            })),
          });
        },
      ),
    );
  });

  it("never throws, and never reads an option as a source or target", () => {
    const scraps = fc.constantFrom(
      "docker",
      "buildx",
      "imagetools",
      "create",
      "crane",
      "index",
      "append",
      "regctl",
      "skopeo",
      "copy",
      "FROM",
      "-t",
      "--tag=",
      "-f",
      "--",
      "'",
      '"',
      "\\",
      "\n",
      "`",
      "$(",
      ")",
      "{",
      "[",
      "docker://",
      "oci:",
      "https://",
      "@",
      ":",
      "/",
      ",",
      ";",
      "|",
      "&&",
      "#",
      "alpine",
      " ",
      "",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary", maxLength: 200 }),
          fc.array(scraps, { maxLength: 40 }).map((words) => words.join(" ")),
          fc.array(scraps, { maxLength: 40 }).map((words) => words.join("")),
        ),
        (text) => {
          const { sources, targets } = parsePaste(text);
          for (const name of [...sources, ...targets]) {
            expect(name).not.toMatch(/^-/);
            expect(name).not.toBe("");
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    "/",
    ".",
    " ",
    "\n",
    "a.",
    "a/",
    "-",
    "$(",
    "'",
    "\\\n",
    "oci:",
    ",",
    "a:1 ",
    "(",
    "FROM ",
    "image: ",
    "image:a\n",
    "- image",
  ])("takes linear time for repeated %j", (piece) => {
    const long = piece.repeat(Math.ceil(250_000 / piece.length));
    for (const text of [long, `docker pull ${long}`, `${long}!x y`]) {
      expect(parsePaste(text).notes.length).toBeLessThan(10);
    }
  });

  it.each([
    ["-t a ", "docker buildx imagetools create ", ""],
    ["--annotation a ", "docker buildx imagetools create ", ""],
    ["-f a ", "docker buildx imagetools create ", ""],
    ["authkeyuser", "docker buildx imagetools create -", "!"],
    ["pass-no-", "docker pull --", "!"],
    ["--password ", "docker pull ", ""],
    ["a ", "docker pull -- ", ""],
    ["crane cp a b;", "crane cp a b;", ""],
    ["crane cp a b;", `crane cp ${"a".repeat(100_000)} b;`, ""],
    [",a", `oras manifest index create ${"a".repeat(100_000)}`, ""],
    [" --digest a", `regctl index create ${"a".repeat(100_000)}`, ""],
    ["-u 'a ", "curl ", ""],
    ["-e a ", "docker run ", ""],
    ["--from=", "COPY ", ""],
    ["COPY ", "", "--from"],
    [" a=b", "kubectl set image x", ""],
    ["dive a b;", "dive ", ""],
    ["--a=' ", "", ""],
  ])("takes linear time for a command with many %j", (piece, start, end) => {
    const pieces = piece.repeat(Math.floor((250_000 - start.length) / piece.length));
    expect(parsePaste(start + pieces + end).notes.length).toBeLessThan(10);
  });

  it("caps the number of notes", () => {
    const flags = Array.from({ length: 1000 }, (_, at) => `--x${at}=1`).join(" ");
    const { notes } = parsePaste(`docker pull ${flags} alpine`);
    expect(notes).toHaveLength(9);
    expect(notes.at(-1)).toBe("Ignored: 992 more parts of the text.");
  });
});
