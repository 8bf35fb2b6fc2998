import { z } from "zod";

const nameSchema = z.string().regex(/^(?!\.+$)[\w.-]+$/);
const hostSchema = z.string().regex(/^[\w.-]+(?::\d+)?$/);
/** Tests alone have a server without HTTPS: `npm run package` accepts none. */
const protocolSchema = z.enum(["https", "http"]).default("https");

/**
 * What electron-builder writes beside the app, in `app-update.yml`: where releases are. Other services that electron-updater
 * knows store files at plain addresses too, and are `generic` here.
 */
const configSchema = z.discriminatedUnion("provider", [
  z.object({ provider: z.literal("generic"), url: z.url() }),
  z.object({
    provider: z.literal("github"),
    owner: nameSchema,
    repo: nameSchema,
    host: hostSchema.default("github.com"),
    protocol: protocolSchema,
  }),
  z.object({
    provider: z.literal("gitlab"),
    /** The path of the project, with its groups. */
    projectId: z.string().regex(/^[\w.-]+(?:\/[\w.-]+)+$/),
    host: hostSchema.default("gitlab.com"),
    protocol: protocolSchema,
  }),
]);
export type FeedConfig = z.infer<typeof configSchema>;

/** Where a feed and what it lists are. */
export interface FeedPlace {
  /** The folder of the newest feed; ends with a slash. */
  readonly newest: URL;
  /** The folder of the files of a version; ends with a slash. */
  readonly files: (version: string) => URL;
}

/** Reads the content of `app-update.yml`. @throws ZodError if it names no place that the app knows */
export function parseFeedConfig(content: unknown): FeedConfig {
  return configSchema.parse(content);
}

/**
 * Returns the addresses of a feed. At GitHub and GitLab, a version has the tag `v` and its number, and the files are attached
 * to the release (docs.github.com/repositories/releasing-projects-on-github/linking-to-releases,
 * docs.gitlab.com/user/project/releases: permanent links). Their pages are asked, not their API, which limits requests.
 */
export function feedPlace(config: FeedConfig): FeedPlace {
  switch (config.provider) {
    case "generic": {
      const folder = new URL(config.url.endsWith("/") ? config.url : `${config.url}/`);
      return { newest: folder, files: () => folder };
    }
    case "github": {
      const { protocol, host, owner, repo } = config;
      const releases = `${protocol}://${host}/${owner}/${repo}/releases/`;
      return {
        newest: new URL("latest/download/", releases),
        files: (version) => new URL(`download/${tag(version)}/`, releases),
      };
    }
    case "gitlab": {
      const { protocol, host, projectId } = config;
      const releases = `${protocol}://${host}/${projectId}/-/releases/`;
      return {
        newest: new URL("permalink/latest/downloads/", releases),
        files: (version) => new URL(`${tag(version)}/downloads/`, releases),
      };
    }
  }
}

function tag(version: string): string {
  return encodeURIComponent(`v${version}`);
}
