import { asText, listAt, type LooseObject, objectAt } from "../inspect/evidence/looseJson.ts";
import type { SectionValues } from "./compareValues.ts";

/** Most leaves of unknown fields, and levels of nesting. */
const maxLeaves = 2000;
const maxDepth = 20;

/** The fields of a platform. Source: OCI image-spec 1.1, "config.md". */
const platformFields: ReadonlySet<string> = new Set([
  "os",
  "architecture",
  "variant",
  "os.version",
  "os.features",
]);

/** Compared elsewhere: layers by their diff IDs, history step by step. */
const otherFields: ReadonlySet<string> = new Set(["config", "rootfs", "history"]);

/**
 * Returns all fields of an image's config by section: unknown ones by their paths, environment variables by their names.
 * Source: OCI image-spec 1.1, "config.md"; Docker's fields `Healthcheck`, `Shell`, `OnBuild`, `ArgsEscaped`.
 */
export function configValues(document: LooseObject): SectionValues {
  const { Env: _env, Labels: _labels, ...execution } = objectAt(document, "config");
  const platform = Object.entries(document).filter(([name]) => platformFields.has(name));
  const others = Object.entries(document).filter(
    ([name]) => !platformFields.has(name) && !otherFields.has(name),
  );
  return {
    platform: leavesOf(platform),
    config: leavesOf([...Object.entries(execution), ...others]),
    env: environmentOf(listAt(document, "config", "Env")),
    label: leavesOf(Object.entries(objectAt(document, "config", "Labels"))),
  };
}

/** Environment variables by name. One that is set twice has both values: runtimes differ in which one counts. */
function environmentOf(list: readonly unknown[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const item of list) {
    const text = asText(item);
    if (text !== undefined) {
      const at = text.indexOf("=");
      const name = at < 0 ? text : text.slice(0, at);
      const value = at < 0 ? "" : text.slice(at + 1);
      const first = found.get(name);
      found.set(name, first === undefined ? value : `${first}\n${value}`);
    }
  }
  return found;
}

/** The leaves of fields by their paths: `Healthcheck.Test`. Lists of texts are one leaf, as are sets of keys. */
function leavesOf(fields: readonly (readonly [string, unknown])[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const queue = fields.map(([name, value]) => ({ path: name, value, depth: 0 }));
  for (let at = 0; at < queue.length && found.size < maxLeaves; at += 1) {
    const { path, value, depth } = queue[at] as (typeof queue)[number];
    if (value === null || typeof value !== "object") {
      // An empty label is not a missing one.
      const text = value === "" ? "" : asText(value);
      if (text !== undefined) {
        found.set(path, text);
      }
    } else if (Array.isArray(value)) {
      if (value.length > 0) {
        found.set(path, formatList(value));
      }
    } else if (isKeySet(value) || depth === maxDepth) {
      // ExposedPorts and Volumes: {"80/tcp": {}}.
      found.set(path, Object.keys(value).toSorted().join(", "));
    } else {
      for (const [name, inner] of Object.entries(value)) {
        queue.push({ path: `${path}.${name}`, value: inner, depth: depth + 1 });
      }
    }
  }
  return found;
}

/** Whether an object is a set: keys whose values are empty objects. */
function isKeySet(value: object): boolean {
  const inner = Object.values(value);
  return (
    inner.length > 0 &&
    inner.every(
      (item) => typeof item === "object" && item !== null && Object.keys(item).length === 0,
    )
  );
}

/** A list as a command line if it has texts only, with quotes where needed; else as JSON. */
function formatList(list: readonly unknown[]): string {
  return list.every((item) => typeof item === "string")
    ? list.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : JSON.stringify(arg))).join(" ")
    : JSON.stringify(list);
}
