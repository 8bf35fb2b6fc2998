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
  const type = "manifests" in Manifest ? indexType : descriptorType;
  const manifest = new Boxed({ type, content: Manifest });
  if (Object.keys(Images).length > 1) {
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
      manifest,
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

it.each([
  ["single", 172],
  ["multi", 170],
  ["bare", 172],
  ["rich", 468],
  ["platforms", 164],
  ["empty", 48],
])("prints and fails as Go's text/template does: %s, %d runs", (name, count) => {
  const runs = recorded.runs.filter(({ data }) => data === name);
  expect(runs).toHaveLength(count);
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
    ["{{call .Name}}", 'the function "call" is not supported'],
    ["{{1i}}", "complex constants are not supported"],
    ['{{printf "%x" 1.5}}', "the verb %x of float64 is not supported"],
    ['{{printf "%#f" 1.5}}', "the flag # is not supported"],
    ['{{printf "%d" .Image.Created.UTC}}', "the verb %d of time.Time is not supported"],
    ["{{.Image.Created.Local}}", "the method Local of time.Time is not supported"],
    ["{{.Manifest.Digest.Validate}}", "the method Validate of digest.Digest is not supported"],
    ["{{.}}", "is printed with an address"],
    ['{{printf "%p" .Image}}', "is printed with an address"],
  ])("%s is refused", (template, message) => {
    expect(() => execute(template, "single")).toThrow(message);
  });

  it("a template that calls itself without end is refused", () => {
    const endless = '{{define "a"}}x{{template "a"}}{{end}}{{template "a"}}';
    expect(() => execute(endless, "single")).toThrow("exceeded maximum template depth");
  });

  it("a template that repeats itself without end is refused", () => {
    const long = '{{$x := printf "%100000s" "x"}}{{range 1000000000}}{{$x}}{{end}}';
    expect(() => execute(long, "single")).toThrow("the result is longer than");
  });

  it("functions that buildx does not have are not defined", () => {
    for (const name of ["join", "split", "upper", "lower", "title", "pad", "truncate"]) {
      expect(() => execute(`{{${name} .Name}}`, "single")).toThrow(
        `template: :1: function "${name}" not defined`,
      );
    }
  });
});
