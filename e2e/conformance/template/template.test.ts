import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { descriptorType, indexType, multiInput, singleInput } from "../inspectTypes.ts";
import { Boxed, type GoValue } from "./goTypes.ts";
import { parseTemplate } from "./parseTemplate.ts";
import { runTemplate } from "./runTemplate.ts";

interface Data {
  readonly Name: string;
  readonly Manifest: object;
  readonly Images: Readonly<Record<string, object>>;
  readonly SBOM: Readonly<Record<string, object>>;
  readonly Provenance: Readonly<Record<string, object>>;
}

interface Run {
  readonly data: string;
  readonly template: string;
  readonly stdout?: string;
  readonly error?: string;
}

const recorded = JSON.parse(
  await readFile(path.join(import.meta.dirname, "../vectors/text-template.json"), "utf8"),
) as { readonly data: Readonly<Record<string, Data>>; readonly runs: readonly Run[] };

/** The input that buildx makes of the data. */
function inputOf({ Name, Manifest, Images, SBOM, Provenance }: Data): GoValue {
  if (Object.keys(Images).length > 1) {
    const manifest = new Boxed({ type: indexType, content: Manifest });
    return {
      type: multiInput,
      content: { name: Name, manifest, image: Images, SBOM, Provenance },
    };
  }
  const [image] = Object.values(Images);
  return {
    type: singleInput,
    content: {
      name: Name,
      manifest: new Boxed({ type: descriptorType, content: Manifest }),
      image,
      SBOM: Object.values(SBOM)[0],
      Provenance: Object.values(Provenance)[0],
    },
  };
}

function execute(template: string, data: string): string {
  const given = recorded.data[data];
  if (given === undefined) {
    throw new Error(`no data ${data}`);
  }
  return runTemplate(parseTemplate(template), inputOf(given));
}

it.each(["single", "multi", "bare"])("prints and fails as Go's text/template does: %s", (name) => {
  const runs = recorded.runs.filter(({ data }) => data === name);
  expect(runs.length).toBeGreaterThan(150);
  const outcome = (template: string): Partial<Run> => {
    try {
      return { stdout: execute(template, name) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
  expect(runs.map(({ template }) => ({ data: name, template, ...outcome(template) }))).toEqual(
    runs,
  );
});

describe("templates that are not supported", () => {
  it.each([
    ['{{js "a"}}', 'the function "js" is not supported'],
    ["{{call .Name}}", 'the function "call" is not supported'],
    ['{{printf "%[1]s" "a"}}', "printf: %[ is not supported"],
    ['{{printf "%*d" 5 3}}', "printf: %* is not supported"],
    ['{{printf "%U" 5}}', "the verb %U is not supported"],
    ["{{.Image.Created.Year}}", "the method Year of time.Time is not supported"],
    ["{{.}}", "is printed with an address"],
  ])("%s is refused", (template, message) => {
    expect(() => execute(template, "single")).toThrow(message);
  });

  it("a template that calls itself without end is refused", () => {
    const endless = '{{define "a"}}x{{template "a"}}{{end}}{{template "a"}}';
    expect(() => execute(endless, "single")).toThrow("exceeded maximum template depth");
  });
});
