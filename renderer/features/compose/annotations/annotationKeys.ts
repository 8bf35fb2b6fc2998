import type { Suggestion } from "../../../ui/SuggestField.tsx";

const prefix = "org.opencontainers.image.";

/** The annotation keys of the OCI image spec. Source: image-spec 1.1, annotations.md. */
export const annotationKeys: readonly Suggestion[] = [
  { id: `${prefix}title`, meaning: "Human-readable title" },
  { id: `${prefix}description`, meaning: "Human-readable description" },
  { id: `${prefix}source`, meaning: "URL of the source code" },
  { id: `${prefix}url`, meaning: "URL with more information" },
  { id: `${prefix}documentation`, meaning: "URL of the documentation" },
  { id: `${prefix}version`, meaning: "Version of the packaged software" },
  { id: `${prefix}revision`, meaning: "Revision in source control, such as a commit" },
  { id: `${prefix}created`, meaning: "Build time as RFC 3339: 2026-01-31T12:00:00Z" },
  { id: `${prefix}authors`, meaning: "Contact details of the maintainers" },
  { id: `${prefix}vendor`, meaning: "The organization that distributes it" },
  { id: `${prefix}licenses`, meaning: "Licenses as an SPDX expression: Apache-2.0" },
  { id: `${prefix}ref.name`, meaning: "Name of the reference, such as a tag" },
  { id: `${prefix}base.name`, meaning: "Reference of the base image" },
  { id: `${prefix}base.digest`, meaning: "Digest of the base image" },
];
