import type { Capability } from "../hosts/hostConfig.ts";
import type { Addressed } from "./registryRequest.ts";

/** The capability that a mirror needs for a request; undefined if only the registry itself can answer it. */
export function requiredCapability({
  method,
  target,
  location,
}: Addressed): Capability | undefined {
  if (location || (method !== "GET" && method !== "HEAD")) {
    return undefined;
  }
  if (target.kind === "blob") {
    return "pull";
  }
  if (target.kind !== "manifest") {
    return undefined;
  }
  // A mirror decides by itself what a tag resolves to; the bytes of a digest can be verified.
  return target.reference.includes(":") ? "pull" : "resolve";
}
