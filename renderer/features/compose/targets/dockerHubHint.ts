/**
 * What a target without a slash means: a repository of Docker Hub's own images, and hardly ever what was meant.
 * @returns null where the target says where it is
 */
export function dockerHubHint(text: string): string | null {
  const name = text.trim();
  if (name === "" || name.includes("/") || name.includes("@")) {
    return null;
  }
  const [path = "", tag] = name.split(":");
  const meant = tag === undefined ? `ghcr.io/acme/app:${path}` : `ghcr.io/acme/${path}:${tag}`;
  return `Without a slash this is docker.io/library/${path}, where Docker Hub keeps its official images. Elsewhere, write the whole name: ${meant}.`;
}
