import { createHash } from "node:crypto";
import { Contrib, Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import { PackageURL } from "packageurl-js";
import parseSpdx from "spdx-expression-parse";
import type { Component } from "./component.ts";
import type { ElectronRuntime } from "./electronRuntime.ts";

interface SbomContent {
  /** The app itself, from package.json. */
  readonly app: Omit<Component, "text">;
  readonly components: readonly Component[];
  readonly runtime: ElectronRuntime;
}

const licenses = new Contrib.License.Factories.LicenseFactory(parseSpdx);
const builder = new Contrib.FromNodePackageJson.Builders.ComponentBuilder(
  new Contrib.FromNodePackageJson.Factories.ExternalReferenceFactory(),
  licenses,
);

/**
 * Write a software bill of materials in CycloneDX 1.6 (ECMA-424), as JSON. The same content gives the same bytes: there
 * is no time in it, and the serial number is derived from the content.
 */
export function writeSbom({ app, components, runtime }: SbomContent): string {
  const root = npmComponent(app, Enums.ComponentType.Application);
  const parts = components
    .map((part) => npmComponent(part, Enums.ComponentType.Library))
    .toSorted((a, b) => ((a.purl ?? "") < (b.purl ?? "") ? -1 : 1));
  parts.push(electronComponent(runtime));
  for (const { bomRef } of parts) {
    root.dependencies.add(bomRef);
  }
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: root }),
    components: new Models.ComponentRepository(parts),
  });
  bom.serialNumber = serialNumber(serialize(bom));
  return `${serialize(bom)}\n`;
}

/** The lists stay in the order in which they were made: the library sorts by the rules of this machine's language. */
function serialize(bom: Models.Bom): string {
  return new Serialize.JsonSerializer(
    new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6),
  ).serialize(bom, { sortLists: false, space: 2 });
}

/** A name-based UUID (RFC 9562 §5.8) of the content. */
function serialNumber(content: string): string {
  const hash = createHash("sha256").update(content).digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString("hex");
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return `urn:uuid:${groups.join("-")}-${hex.slice(20)}`;
}

function npmComponent(part: Omit<Component, "text">, type: Enums.ComponentType): Models.Component {
  const component = builder.makeComponent(part, type);
  if (component === undefined) {
    throw new Error(`${part.name} has no valid package.json.`);
  }
  const [scope, name] = part.name.startsWith("@") ? part.name.split("/") : [undefined, part.name];
  const purl = new PackageURL("npm", scope, name ?? "", part.version, undefined, undefined);
  component.purl = purl.toString();
  component.bomRef.value = component.purl;
  return component;
}

/** Electron with what is inside it. */
function electronComponent(runtime: ElectronRuntime): Models.Component {
  const electron = npmComponent(
    {
      name: "electron",
      version: runtime.electron,
      license: "MIT",
      homepage: "https://www.electronjs.org",
    },
    Enums.ComponentType.Framework,
  );
  const chromium = innerComponent("Chromium", runtime.chromium, {
    licenses: new Models.LicenseRepository([licenses.makeFromString("BSD-3-Clause")]),
    cpe: `cpe:2.3:a:google:chrome:${runtime.chromium}:*:*:*:*:*:*:*`,
  });
  for (const name of runtime.chromiumProjects) {
    chromium.components.add(
      new Models.Component(Enums.ComponentType.Library, name, { bomRef: `chromium#${name}` }),
    );
  }
  electron.components.add(chromium);
  electron.components.add(
    innerComponent("Node.js", runtime.node, {
      licenses: new Models.LicenseRepository([licenses.makeFromString("MIT")]),
      cpe: `cpe:2.3:a:nodejs:node.js:${runtime.node}:*:*:*:*:*:*:*`,
    }),
  );
  electron.components.add(
    innerComponent("V8", runtime.v8, {
      licenses: new Models.LicenseRepository([licenses.makeFromString("BSD-3-Clause")]),
    }),
  );
  return electron;
}

function innerComponent(
  name: string,
  version: string,
  more: Pick<Models.OptionalComponentProperties, "licenses" | "cpe">,
): Models.Component {
  const purl = new PackageURL(
    "generic",
    undefined,
    name.toLowerCase(),
    version,
    undefined,
    undefined,
  ).toString();
  return new Models.Component(Enums.ComponentType.Framework, name, {
    version,
    purl,
    bomRef: purl,
    ...more,
  });
}
