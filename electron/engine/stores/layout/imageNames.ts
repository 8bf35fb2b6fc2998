import type { Choice } from "../../../../shared/errors.ts";
import { EngineError } from "../../errors.ts";
import {
  formatLocation,
  type Location,
  parseLocation,
  parseRepository,
} from "../../oci/location.ts";
import { formatPlatformAll } from "../../oci/formatPlatform.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";

/** A layout or an archive in errors. */
export interface StoreLabel {
  /** In words: `archive /images.tar`. */
  readonly what: string;
  /** As a location: `oci-archive:///images.tar`. */
  readonly repository: string;
}

/** An image that a layout or an archive lists. */
export interface NamedImage {
  /** Tags and whole references that name it: `3.20`, `docker.io/library/alpine:3.20`. */
  readonly names: readonly string[];
  /** Tags that mean it where nothing is named so. */
  readonly tags: readonly string[];
  /** The same for two that are the same image. */
  readonly key: string;
  /** Where it is known without reading the image. */
  readonly digest?: string;
  readonly platform?: Platform;
}

const mostShown = 10;

/** What a layout or an archive holds, for a person who asked for something else. */
export function describeNames(images: readonly NamedImage[]): string {
  const names = [...new Set(images.flatMap((image) => image.names))];
  if (names.length === 0) return "Its images have no tags: name one by its digest, @sha256:…";
  const more = names.length > mostShown ? ` and ${names.length - mostShown} more` : "";
  return `It holds ${names.slice(0, mostShown).join(", ")}${more}.`;
}

/** Whether a name is more than a tag. */
export function isFullReference(name: string): boolean {
  return /[:/]/.test(name);
}

/** More than this is a list to look through, not a choice. */
const mostChoices = 12;

/**
 * The shortest names that tell the images of a layout or archive apart: tags, but whole references where several
 * images have the same tag.
 */
export function distinctNames(
  images: readonly NamedImage[],
): ReadonlyMap<NamedImage, readonly string[]> {
  const keysOf = new Map<string, Set<string>>();
  for (const { names, key } of images)
    for (const name of names) keysOf.set(name, (keysOf.get(name) ?? new Set()).add(key));
  return new Map(
    images.map((image) => {
      const telling = image.names.filter((name) => keysOf.get(name)?.size === 1);
      const tags = telling.filter((name) => !isFullReference(name));
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
  images: readonly NamedImage[],
  all: readonly NamedImage[],
  repository: string,
): readonly Choice[] {
  const names = distinctNames(all);
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
