import { EngineError } from "../errors.ts";
import { formatLocation, locationRepository, parseLocation, parseRepository } from "./location.ts";

/** Returns the full name of a tag: text that parses as the same location. @param repository as stores name it */
export function tagName(repository: string, tag: string): string {
  const place = parseRepository(repository);
  return formatLocation(
    place.kind === "registry"
      ? { kind: "registry", reference: { ...place.reference, tag } }
      : { ...place, tag },
  );
}

/** A tag, and the repository that has it, by their full names. */
export interface FullTagName {
  readonly name: string;
  readonly repository: string;
}

/**
 * Returns the full names of the tag in a reference, which may be short or have a digest too.
 * @throws EngineError `reference_invalid`, or `input_invalid` if it has no tag
 */
export function fullTagName(text: string): FullTagName {
  const location = parseLocation(text.trim());
  const { tag } = location.kind === "registry" ? location.reference : location;
  if (tag === undefined) {
    throw new EngineError("input_invalid", `${text.trim()} has no tag.`, {
      hint: "Write the tag whose history you want to see.",
    });
  }
  const repository = locationRepository(location);
  return { name: tagName(repository, tag), repository };
}
