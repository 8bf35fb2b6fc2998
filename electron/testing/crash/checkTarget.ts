import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { digestOf } from "../../engine/oci/digest.ts";
import type { Repository } from "../registry/content.ts";
import { old, type Setup } from "./crashSetup.ts";
import { account, targetRepository, targetTags } from "./pushDraft.ts";

interface Manifest {
  readonly config?: { readonly digest: string };
  readonly layers?: readonly { readonly digest: string }[];
  readonly manifests?: readonly { readonly digest: string }[];
}

/**
 * Checks what must hold at any moment: each tag points to its previous or its new content, which is complete.
 * @returns what is wrong
 */
export function tagProblems({ target }: Setup, root: string): readonly string[] {
  const repository = target.repository(targetRepository);
  const wrong = targetTags.filter((tag, position) => {
    const now = repository.tags.get(tag);
    return now !== root && now !== (position === 0 ? old.digest : undefined);
  });
  const incomplete = [...repository.tags].flatMap(([tag, digest]) =>
    missingBelow(repository, digest).map(
      (missing) => `${tag} points to content that lacks ${missing}`,
    ),
  );
  return [...wrong.map((tag) => `${tag} points to ${repository.tags.get(tag)}`), ...incomplete];
}

/** Returns the digests at and below a manifest that are missing or corrupt. */
export function missingBelow(repository: Repository, digest: string): readonly string[] {
  const stored = repository.manifests.get(digest);
  if (!stored || digestOf(stored.bytes) !== digest) {
    return [digest];
  }
  const {
    config,
    layers = [],
    manifests = [],
  } = JSON.parse(Buffer.from(stored.bytes).toString()) as Manifest;
  const blobs = [...(config ? [config] : []), ...layers].filter((blob) => {
    const bytes = repository.blobs.get(blob.digest);
    return !bytes || digestOf(bytes) !== blob.digest;
  });
  return [
    ...blobs.map((blob) => blob.digest),
    ...manifests.flatMap((child) => missingBelow(repository, child.digest)),
  ];
}

/** Returns the secrets in the journal's files. */
export async function journalSecrets({ places: { folder } }: Setup): Promise<readonly string[]> {
  const { username, password } = account;
  const secrets = [password, Buffer.from(`${username}:${password}`).toString("base64")];
  const files = await readdir(folder).catch(() => []);
  const texts = await Promise.all(files.map((name) => readFile(path.join(folder, name), "latin1")));
  return secrets
    .filter((secret) => texts.some((text) => text.includes(secret)))
    .map((secret) => `the journal contains ${secret}`);
}
