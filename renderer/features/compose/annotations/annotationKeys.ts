import type { Suggestion } from "../../../ui/SuggestField.tsx";

const prefix = "org.opencontainers.image.";

/** The keys that the OCI image spec defines (image-spec 1.1, annotations.md), with what they mean. */
export const annotationKeys: readonly Suggestion[] = [
  { id: `${prefix}title`, meaning: "Human-readable title" },
  { id: `${prefix}description`, meaning: "What the software is, for people" },
  { id: `${prefix}source`, meaning: "URL of the source code" },
  { id: `${prefix}url`, meaning: "URL with more information" },
  { id: `${prefix}documentation`, meaning: "URL of the documentation" },
  { id: `${prefix}version`, meaning: "Version of the packaged software" },
  { id: `${prefix}revision`, meaning: "Revision in source control, such as a commit" },
  { id: `${prefix}created`, meaning: "When it was built, as RFC 3339: 2026-01-31T12:00:00Z" },
  { id: `${prefix}authors`, meaning: "Who is responsible, and how to reach them" },
  { id: `${prefix}vendor`, meaning: "The organisation that distributes it" },
  { id: `${prefix}licenses`, meaning: "Licences as an SPDX expression: Apache-2.0" },
  { id: `${prefix}ref.name`, meaning: "Name of the reference of the target" },
  { id: `${prefix}base.name`, meaning: "Reference of the base image" },
  { id: `${prefix}base.digest`, meaning: "Digest of the base image" },
];
