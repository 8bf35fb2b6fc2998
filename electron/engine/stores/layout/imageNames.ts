import type { Choice } from "../../../../shared/errors.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import { EngineError } from "../../errors.ts";
import { formatPlatformAll } from "../../oci/formatPlatform.ts";
import {
  formatLocation,
  type Location,
  parseLocation,
  parseRepository,
} from "../../oci/location.ts";

/** Names a layout or an archive in errors. */
export interface StoreLabel {
  /** In words: `archive /images.tar`. */
  readonly description: string;
  /** As a location: `oci-archive:///images.tar`. */
  readonly repository: string;
}

/** An image in a layout or an archive. */
export interface NamedImage {
  /** Its tags and full references: `3.20`, `docker.io/library/alpine:3.20`. */
  readonly names: readonly string[];
  /** Tags that select the image if no image has them as a name. */
  readonly tags: readonly string[];
  /** Equal for entries of the same image. */
  readonly key: string;
  /** Set if it is known without reading the image. */
  readonly digest?: string;
  readonly platform?: Platform;
}

/** Names in the text of an error. */
const maxNames = 10;
/** Choices of an error. */
const maxChoices = 12;

/** Describes which names a layout or an archive contains, for the hint of an error. */
export function describeNames(images: readonly NamedImage[]): string {
  const names = [...new Set(images.flatMap((image) => image.names))];
  if (names.length === 0) {
    return "Its images have no tags: select one by digest, @sha256:…";
  }
  const more = names.length > maxNames ? ` and ${names.length - maxNames} more` : "";
  return `It contains ${names.slice(0, maxNames).join(", ")}${more}.`;
}

/** Reports whether a name is a full reference, not only a tag. */
export function isFullReference(name: string): boolean {
  return /[:/]/.test(name);
}

/**
 * Returns for each image the shortest names that select only it: tags, or else full references if several images have
 * the same tag.
 */
export function distinctNames(
  images: readonly NamedImage[],
): ReadonlyMap<NamedImage, readonly string[]> {
  const keysOf = new Map<string, Set<string>>();
  for (const { names, key } of images) {
    for (const name of names) {
      keysOf.set(name, (keysOf.get(name) ?? new Set()).add(key));
    }
  }
  return new Map(
    images.map((image) => {
      const distinct = image.names.filter((name) => keysOf.get(name)?.size === 1);
      const tags = distinct.filter((name) => !isFullReference(name));
      return [image, tags.length > 0 ? tags : distinct];
    }),
  );
}

/**
 * Formats an image of a layout or an archive as a location.
 * @returns undefined if no text selects that name: `../../other:1`
 */
export function imageLocation(
  repository: string,
  selector: { readonly tag: string } | { readonly digest: string },
): string | undefined {
  const parsed = parseRepository(repository);
  if (parsed.kind === "registry") {
    return undefined;
  }
  const { tag: _, ...place } = parsed;
  const location: Location = { ...place, ...selector };
  const text = formatLocation(location);
  return parsesTo(text, location) ? text : undefined;
}

function parsesTo(text: string, location: Exclude<Location, { kind: "registry" }>): boolean {
  try {
    const parsed = parseLocation(text);
    return (
      parsed.kind === location.kind &&
      parsed.path === location.path &&
      parsed.tag === location.tag &&
      parsed.digest === location.digest
    );
  } catch (error) {
    if (error instanceof EngineError) {
      return false;
    }
    throw error;
  }
}

/**
 * Lists locations to choose from if several images match.
 * @param images the images to choose from
 * @param all every image of the layout or archive, which decides which names are distinct
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
    return named.length > 0 ? named : digestChoice(image, repository);
  });
  const byText = new Map(choices.map((choice) => [choice.text, choice]));
  return [...byText.values()].slice(0, maxChoices);
}

function digestChoice({ digest, platform }: NamedImage, repository: string): readonly Choice[] {
  const text = digest === undefined ? undefined : imageLocation(repository, { digest });
  if (digest === undefined || text === undefined) {
    return [];
  }
  const title = `${platform ? `${formatPlatformAll(platform)} ` : ""}${digest.slice(0, 19)}`;
  return [{ text, title }];
}
