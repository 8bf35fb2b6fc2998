import type { Choice } from "../../../../shared/errors.ts";
import { EngineError } from "../../errors.ts";
import {
  formatLocation,
  type Location,
  parseLocation,
  parseRepository,
} from "../../oci/location.ts";
import { formatPlatformAll } from "../../oci/parsePlatform.ts";
import { isWhole, type ListedImage } from "./listedImage.ts";

/** More than this is a list to look through, not a choice. */
const mostChoices = 12;

/**
 * The shortest names that tell the images of a layout or archive apart: tags, but whole references where several
 * images have the same tag.
 */
export function tellingNames(
  images: readonly ListedImage[],
): ReadonlyMap<ListedImage, readonly string[]> {
  const keysOf = new Map<string, Set<string>>();
  for (const { names, key } of images)
    for (const name of names) keysOf.set(name, (keysOf.get(name) ?? new Set()).add(key));
  return new Map(
    images.map((image) => {
      const telling = image.names.filter((name) => keysOf.get(name)?.size === 1);
      const tags = telling.filter((name) => !isWhole(name));
      return [image, tags.length > 0 ? tags : telling];
    }),
  );
}

/**
 * An image of a layout or an archive as a location.
 * @returns undefined where no text means that name there: `../../other:1`
 */
export function imageLocation(
  repository: string,
  named: { readonly tag: string } | { readonly digest: string },
): string | undefined {
  const place = parseRepository(repository);
  if (place.kind === "registry") return undefined;
  const { tag: _, ...at } = place;
  const location: Location = { ...at, ...named };
  const text = formatLocation(location);
  return readsBack(text, location) ? text : undefined;
}

function readsBack(text: string, meant: Exclude<Location, { kind: "registry" }>): boolean {
  try {
    const read = parseLocation(text);
    return (
      read.kind === meant.kind &&
      read.path === meant.path &&
      read.tag === meant.tag &&
      read.digest === meant.digest
    );
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}

/**
 * What a person may write for one of several images.
 * @param all every image that is there, for names that tell them apart
 */
export function imageChoices(
  images: readonly ListedImage[],
  all: readonly ListedImage[],
  repository: string,
): readonly Choice[] {
  const names = tellingNames(all);
  const choices = images.flatMap((image) => {
    const named = (names.get(image) ?? []).flatMap((name) => {
      const text = imageLocation(repository, { tag: name });
      return text === undefined ? [] : [{ text, title: name }];
    });
    if (named.length > 0) return named;
    const { digest, platform } = image;
    const text = digest === undefined ? undefined : imageLocation(repository, { digest });
    if (digest === undefined || text === undefined) return [];
    const title = `${platform ? `${formatPlatformAll(platform)} ` : ""}${digest.slice(0, 19)}`;
    return [{ text, title }];
  });
  return [...new Map(choices.map((choice) => [choice.text, choice])).values()].slice(
    0,
    mostChoices,
  );
}
