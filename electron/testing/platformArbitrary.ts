import * as fc from "fast-check";
import type { Platform } from "../../shared/oci/platform.ts";

const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/);
const option = fc.stringMatching(/^[a-z0-9.%+()/_-]{1,8}$/).filter((text) => !text.includes("*"));

/** Any platform that a specifier can express, for property tests. */
export const platformArbitrary: fc.Arbitrary<Platform> = fc.record(
  {
    os: name,
    architecture: name,
    variant: name,
    "os.version": option,
    "os.features": fc.array(option, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ["os", "architecture"] },
);
