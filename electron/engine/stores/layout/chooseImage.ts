import { EngineError } from "../../errors.ts";
import { formatReference, parseReference, withDefaultTag } from "../../oci/reference.ts";
import { NO_TAG } from "../store.ts";
import {
  imageChoices,
  type StoreLabel,
  isFullReference,
  type NamedImage,
  describeNames,
} from "./imageNames.ts";

/**
 * The image that a tag or whole reference means in a layout or an archive: one named just so; else one whose whole
 * reference is the same once both are written in full (`alpine` is `docker.io/library/alpine:latest`); else
 * one that has the tag beside its name.
 *
 * Where nothing was asked for, `latest` is meant; and where nothing is named so but there is only one image,
 * that one. A tag that was asked for is never taken to be another.
 *
 * @returns all the entries that list the image; none where there is no such image
 * @throws EngineError `input_invalid` where it could be several
 */
export function chooseImage<T extends NamedImage>(
  images: readonly T[],
  asked: string,
  holder: StoreLabel,
): readonly T[] {
  if (asked !== NO_TAG) return only(named(images, asked), asked, images, holder);
  const latest = named(images, "latest");
  if (latest.length > 0) return only(latest, "latest", images, holder);
  const tagged = images.filter(({ names }) => names.length > 0);
  const counted = tagged.length > 0 ? tagged : images;
  return only(counted, NO_TAG, images, holder);
}

function named<T extends NamedImage>(images: readonly T[], asked: string): readonly T[] {
  const whole = inFull(asked) ?? "";
  const ways: readonly ((image: T) => boolean)[] = [
    ({ names }) => names.includes(asked),
    ({ names }) => names.some((name) => isFullReference(name) && inFull(name) === whole),
    ({ tags }) => tags.includes(asked),
  ];
  for (const way of ways) {
    const found = images.filter(way);
    if (found.length > 0) return found;
  }
  return [];
}

function only<T extends NamedImage>(
  found: readonly T[],
  asked: string,
  all: readonly T[],
  { what, repository }: StoreLabel,
): readonly T[] {
  if (new Set(found.map(({ key }) => key)).size <= 1) return found;
  const which = asked === NO_TAG ? "several images" : `several images that ${asked} could mean`;
  throw new EngineError("input_invalid", `The ${what} holds ${which}.`, {
    hint: `Name one after the path. ${describeNames(all)}`,
    choices: imageChoices(found, all, repository),
  });
}

function inFull(name: string): string | undefined {
  try {
    return formatReference(withDefaultTag(parseReference(name)));
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
