import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { build } from "vite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { originOf } from "./bundledModule.ts";
import { readComponents } from "./component.ts";
import { listComponents } from "./listComponents.ts";
import { writeSbom } from "./sbom.ts";

let top: string;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "manifestry-"));
});
afterEach(() => {
  rmSync(top, { recursive: true });
});

/** Installs a package below the folder, and returns the id of its module. */
function install(
  name: string,
  packageFile: Readonly<Record<string, string>>,
  license: readonly string[] = ["LICENSE"],
): string {
  const folder = join(top, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, ...packageFile }));
  for (const file of license) {
    writeFileSync(join(folder, file), `${file} of ${name}\r\n`);
  }
  return join(folder, "index.js");
}

describe("components of bundles", () => {
  it("are read once each, with their license and notice files", () => {
    const ids = [
      join(top, "electron/main.ts"),
      install("zod", { version: "4.0.0", license: "MIT" }, ["LICENSE", "NOTICE.md", "index.js"]),
      install("@acme/tree", { version: "1.0.0", license: "(MIT OR ISC)" }, ["licence.txt"]),
    ];
    ids.push(`${ids[2]}?inline`, join(top, "node_modules/zod/v4/core.js"));
    expect(readComponents(ids, top)).toEqual([
      {
        name: "@acme/tree",
        version: "1.0.0",
        license: "(MIT OR ISC)",
        text: "licence.txt of @acme/tree",
      },
      {
        name: "zod",
        version: "4.0.0",
        license: "MIT",
        text: "LICENSE of zod\n\nNOTICE.md of zod",
      },
    ]);
  });

  it("are two if two versions are bundled", () => {
    const ids = [
      install("a", { version: "1.0.0", license: "MIT" }),
      install("b/node_modules/a", { name: "a", version: "2.0.0", license: "MIT" }),
    ];
    const found = readComponents(ids, top).map(({ name, version }) => `${name}@${version}`);
    expect(found).toEqual(["a@1.0.0", "a@2.0.0"]);
  });

  it.each(["GPL-3.0-only", "(MIT AND AGPL-3.0-only)", "SEE LICENSE IN x", "UNLICENSED"])(
    "stop the build under the license %s",
    (license) => {
      const module = install("a", { version: "1.0.0", license });
      expect(() => readComponents([module], top)).toThrow("does not allow");
    },
  );

  it("stop the build without a license or its text", () => {
    const unlicensed = install("a", { version: "1.0.0" });
    expect(() => readComponents([unlicensed], top)).toThrow("states no license");
    const textless = install("b", { version: "1.0.0", license: "MIT" }, []);
    expect(() => readComponents([textless], top)).toThrow("contains no license file");
  });

  it("include what the build tools add, and nothing of unknown origin", () => {
    expect(originOf("\0rolldown/runtime.js", top)).toEqual({
      kind: "package",
      folder: join(top, "node_modules/rolldown"),
    });
    expect(originOf("\0@oxc-project+runtime@0.156.0/helpers/esm/usingCtx.js", top)).toMatchObject({
      name: "@oxc-project/runtime",
      version: "0.156.0",
    });
    for (const id of ["\0other-plugin/helper.js", join(tmpdir(), "elsewhere.js"), "virtual:x"]) {
      expect(() => originOf(id, top)).toThrow("belongs to no known package");
    }
  });
});

describe("the plugin of the bundles", () => {
  /** Bundles the file `main.js` of the folder, and returns the names of the packages that are listed. */
  async function bundle(): Promise<readonly string[]> {
    const names: string[] = [];
    const { page } = listComponents(["page"], top, async (ids) => {
      names.push(...readComponents(ids, top).map(({ name }) => name));
    });
    await build({
      configFile: false,
      root: top,
      logLevel: "silent",
      plugins: [page],
      build: { assetsInlineLimit: 0, rolldownOptions: { input: join(top, "main.js") } },
    });
    return names;
  }

  it("lists what gets into them: code, stylesheets, fonts; not what is left out", async () => {
    for (const name of ["used", "unused", "style", "font"]) {
      install(name, { version: "1.0.0", license: "MIT", type: "module" });
    }
    const modules = join(top, "node_modules");
    writeFileSync(join(modules, "used/index.js"), "export const used = () => location.href;");
    writeFileSync(join(modules, "unused/index.js"), "export const unused = 1;");
    writeFileSync(join(modules, "style/a.css"), '@import "./b.css";');
    writeFileSync(join(modules, "style/b.css"), ".b { color: red; }");
    writeFileSync(join(modules, "font/a.woff2"), "font");
    writeFileSync(
      join(top, "main.css"),
      '@font-face { font-family: A; src: url("font/a.woff2"); }',
    );
    writeFileSync(
      join(top, "main.js"),
      `import { used } from "used"; import { unused } from "unused";
      import "style/a.css"; import "./main.css"; console.log(used());`,
    );
    expect((await bundle()).filter((name) => name !== "vite")).toEqual(["font", "style", "used"]);
  });

  it("refuses a stylesheet that imports another package, which would be in no list", async () => {
    install("style", { version: "1.0.0", license: "MIT" });
    writeFileSync(join(top, "node_modules/style/a.css"), ".a { color: red; }");
    writeFileSync(join(top, "main.css"), '@import url("style/a.css");');
    writeFileSync(join(top, "main.js"), 'import "./main.css";');
    await expect(bundle()).rejects.toThrow("imports style/a.css");
  });
});

describe("software bill of materials", () => {
  const runtime = {
    electron: "45.0.0",
    chromium: "152.0.1.2",
    node: "24.1.0",
    v8: "15.2.1-electron.0",
    text: "",
    chromiumProjects: ["Abseil", "google-glog's symbolization library"],
  };
  const app = { name: "manifestry", version: "1.0.0", license: "Apache-2.0" };
  const zod = { name: "zod", version: "4.0.0", license: "MIT", text: "" };
  const tree = { name: "@acme/tree", version: "1.0.0", license: "(MIT OR ISC)", text: "" };
  const sbom = writeSbom({ app, components: [zod, tree], runtime });

  it("is valid CycloneDX 1.6 and names every component", async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    expect(await validator.validate(sbom)).toBeNull();
    const { components } = JSON.parse(sbom) as {
      readonly components: readonly { readonly purl: string }[];
    };
    expect(components.map(({ purl }) => purl).toSorted()).toEqual([
      "pkg:npm/%40acme/tree@1.0.0",
      "pkg:npm/electron@45.0.0",
      "pkg:npm/zod@4.0.0",
    ]);
    for (const part of ['"(MIT OR ISC)"', "chromium@152.0.1.2", "node.js:24.1.0", "glog's"]) {
      expect(sbom).toContain(part);
    }
  });

  it("is the same for the same content, and has another serial number for other content", () => {
    expect(writeSbom({ app, components: [tree, zod], runtime })).toBe(sbom);
    const other = writeSbom({ app, components: [zod], runtime });
    const serial = /urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/;
    expect(sbom).toMatch(serial);
    expect(serial.exec(other)?.[0]).not.toBe(serial.exec(sbom)?.[0]);
    expect(sbom).not.toContain("timestamp");
  });
});
