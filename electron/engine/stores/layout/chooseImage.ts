import { EngineError } from "../../errors.ts";
import { formatReference, parseReference, withDefaultTag } from "../../oci/reference.ts";
import { NO_TAG } from "../store.ts";
import {
  describeNames,
  imageChoices,
  isFullReference,
  type NamedImage,
  type StoreLabel,
} from "./imageNames.ts";

/**
 * Finds the image that a tag or full reference means in a layout or an archive. In this order: an image with exactly
 * that name; one whose full reference is equal after normalization (`alpine` is `docker.io/library/alpine:latest`); one
 * with that tag in a full reference.
 *
 * {@link NO_TAG} means `latest`, or else the only image. Any other tag is never replaced by another one.
 *
 * @returns all entries of the image; empty if there is no such image
 * @throws EngineError `input_invalid` if several images match, with choices
 */
export function chooseImage<T extends NamedImage>(
  images: readonly T[],
  tag: string,
  label: StoreLabel,
): readonly T[] {
  if (tag !== NO_TAG) {
    return requireOne(findByName(images, tag), { tag, images, label });
  }
  const latest = findByName(images, "latest");
  if (latest.length > 0) {
    return requireOne(latest, { tag: "latest", images, label });
  }
  const tagged = images.filter(({ names }) => names.length > 0);
  return requireOne(tagged.length > 0 ? tagged : images, { tag: NO_TAG, images, label });
}

function findByName<T extends NamedImage>(images: readonly T[], tag: string): readonly T[] {
  const reference = normalizeReference(tag);
  const rules: readonly ((image: T) => boolean)[] = [
    ({ names }) => names.includes(tag),
    ({ names }) =>
      reference !== undefined &&
      names.some((name) => isFullReference(name) && normalizeReference(name) === reference),
    ({ tags }) => tags.includes(tag),
  ];
  for (const rule of rules) {
    const found = images.filter(rule);
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}

function requireOne<T extends NamedImage>(
  found: readonly T[],
  choice: { readonly tag: string; readonly images: readonly T[]; readonly label: StoreLabel },
): readonly T[] {
  if (new Set(found.map(({ key }) => key)).size <= 1) {
    return found;
  }
  const { tag, images, label } = choice;
  const which = tag === NO_TAG ? "several images" : `several images that match ${tag}`;
  throw new EngineError("input_invalid", `The ${label.description} contains ${which}.`, {
    hint: `Add a name after the path. ${describeNames(images)}`,
    choices: imageChoices(found, images, label.repository),
  });
}

function normalizeReference(name: string): string | undefined {
  try {
    return formatReference(withDefaultTag(parseReference(name)));
  } catch (error) {
    if (error instanceof EngineError) {
      return undefined;
    }
    throw error;
  }
}
