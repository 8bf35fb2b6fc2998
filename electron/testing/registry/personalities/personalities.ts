import type { Users } from "../authorizer.ts";
import type { RegistryOptions } from "../options.ts";
import { acr } from "./acr.ts";
import { portlessLocations } from "./portlessLocations.ts";
import { compressingProxy } from "./compressingProxy.ts";
import { craneServe } from "./craneServe.ts";
import { errorDetails } from "./errorDetails.ts";
import { distribution28 } from "./distribution28.ts";
import { dockerHub } from "./dockerHub.ts";
import { ecr } from "./ecr.ts";
import { ecrPublic } from "./ecrPublic.ts";
import { gar } from "./gar.ts";
import { garImmutable } from "./garImmutable.ts";
import { gcr } from "./gcr.ts";
import { ghcr } from "./ghcr.ts";
import { gitlab } from "./gitlab.ts";
import { harbor } from "./harbor.ts";
import { artifactoryVirtual, jfrog } from "./jfrog.ts";
import { nexus } from "./nexus.ts";
import { olareg } from "./olareg.ts";
import { dockerMediaTypes } from "./dockerMediaTypes.ts";
import { nvcr } from "./nvcr.ts";
import { quay } from "./quay.ts";
import { subjectRequired } from "./subjectRequired.ts";
import { tlsProxy } from "./tlsProxy.ts";

/**
 * Returns the options that make the test registry behave like a registry product, with these users. A test can override
 * any option. Each personality has a file of its own, however short: its name is the product or the quirk.
 */
export type PersonalityOptions = (users: Users) => RegistryOptions;

/** All personalities by name; `npm run registry -- NAME` serves one. */
export const personalities = {
  acr,
  artifactoryVirtual,
  portlessLocations,
  compressingProxy: (users) => compressingProxy(users),
  craneServe,
  errorDetails: (users) => errorDetails(users),
  distribution28,
  dockerHub,
  ecr,
  ecrPublic,
  gar,
  garImmutable,
  gcr,
  ghcr,
  gitlab,
  harbor,
  jfrog,
  nexus,
  olareg,
  dockerMediaTypes,
  nvcr,
  quay,
  subjectRequired,
  tlsProxy,
} as const satisfies Readonly<Record<string, PersonalityOptions>>;
