/** Texts used as written: locations of layouts and archives, and JSON. */
const literal = /^(?:oci-layout:\/\/|(?:oci|docker)-archive:|[[{])/;

/** A text that is almost certainly a reference: a host or path with a tag or digest, or a digest. */
const certainReference =
  /^(?:[\w.-]+\.[a-z]{2,}(?::\d+)?|localhost(?::\d+)?|[a-z0-9_-]+(?=\/[^:@]+[:@]))(?:\/[\w.-]+)+(?::[\w.-]+)?(?:@[a-z0-9]+:[0-9a-f]{32,})?$|^(?:[a-z0-9._/-]+@)?sha\d+:[0-9a-f]{32,}$|^(?:docker|ocidir):\/\//;

/** A Docker Hub image with a version; any other tag may be a password after a user name. */
const versionedImage = /^[a-z][\w.-]*:v?\d[\w.-]*$/;
/** Words that appear near credentials: beside them, `bob:1234` is not taken for an image. */
const aboutCredentials =
  /\b(?:credentials?|log(?:in|ged)|pass(?:wd|word|phrase)?|pwd|secret|token|user(?:name)?)\b/i;

/** Maximum length of a reference in prose, in UTF-16 units. */
const maxWordLength = 512;

/** Whether a text is used as written: a location on disk, or JSON. */
export function isLiteral(text: string): boolean {
  return literal.test(text);
}

/** Whether a word has neither host, path, tag nor digest: a word of prose, or an image of Docker Hub. */
function isBareWord(word: string): boolean {
  return !/[/:@]/.test(word);
}

/** Whether a text is or contains prose: several words in a row, some of them bare. */
export function isProse(text: string): boolean {
  return text.split(/\r?\n/).some((line) => {
    if (/[{[]|oci-layout:|-archive:/.test(line)) {
      return false;
    }
    const words = line.split(",").map((item) => item.trim().split(/\s+/));
    return (
      words.some((item) => item.length > 1 && item.some(isBareWord)) ||
      words.some((item) => item.some((word) => isBareWord(word) && /^[A-Z]|[.!?]$/.test(word)))
    );
  });
}

/** The value of a line `image: REFERENCE` of YAML or JSON, or undefined. */
function imageValue(line: string): string | undefined {
  const [, value = ""] = /^(?:-\s+)?["']?image["']?\s*:\s*(\S.*)$/.exec(line.trim()) ?? [];
  return /^["']?([^\s"',]+)/.exec(value)?.[1];
}

/**
 * Finds the images of a file with `image:` fields: Compose, Kubernetes, GitLab CI.
 * @returns the references, and whether the text has other lines
 */
export function findImageFields(text: string): {
  readonly references: readonly string[];
  readonly hasOtherLines: boolean;
} {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const references = lines.flatMap((line) => imageValue(line) ?? []);
  return { references, hasOtherLines: references.length < lines.length };
}

/** The fields of JSON that name images: of Kubernetes and Compose, and of what docker and podman print. */
const jsonFields = new Set(["image", "Image", "imageID", "imageName", "RepoTags", "RepoDigests"]);
/** Most values that are searched. */
const maxJsonValues = 20_000;

/**
 * Finds the images in JSON that is neither a descriptor nor an index: each once, in their order.
 * @returns an empty list for other text
 */
export function findJsonImages(text: string): readonly string[] {
  const found = new Set<string>();
  const queue: unknown[] = [parseJson(text)];
  for (let at = 0; at < Math.min(queue.length, maxJsonValues); at += 1) {
    const value = queue[at];
    if (typeof value !== "object" || value === null) {
      continue;
    }
    if ("digest" in value || "manifests" in value) {
      return [];
    }
    for (const [name, inner] of Object.entries(value).slice(0, maxJsonValues)) {
      const texts: readonly unknown[] = Array.isArray(inner) ? inner : [inner];
      if (jsonFields.has(name)) {
        texts.forEach((each) => {
          if (typeof each === "string" && each !== "") {
            found.add(each.replace(/^docker-pullable:\/\//, ""));
          }
        });
      }
      queue.push(inner);
    }
  }
  return [...found];
}

function parseJson(text: string): unknown {
  try {
    return /^\s*[[{]/.test(text) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

interface FoundReferences {
  readonly references: readonly string[];
  /** The other words. Values of settings are removed: they may be secret. */
  readonly otherWords: readonly string[];
}

/**
 * Finds the references in prose.
 * @param text the whole text
 * @param words its words, without the values of flags
 */
export function findReferences(text: string, words: readonly string[]): FoundReferences {
  const hasCredentials = aboutCredentials.test(text);
  const isReference = (word: string): boolean =>
    isLiteral(word) ||
    (word.length <= maxWordLength &&
      (certainReference.test(word) || (!hasCredentials && versionedImage.test(word))));
  const trimmed = words.map((word) =>
    isLiteral(word) || word.length > maxWordLength
      ? word
      : word.replace(/^[("'`<]+/, "").replace(/[)"'`>.,;:!?]+$/, ""),
  );
  return {
    references: trimmed.filter(isReference),
    otherWords: trimmed
      .filter((word) => word !== "" && !isReference(word))
      .map((word) => word.replace(/=.*$/s, "=…")),
  };
}
