import type { FeedConfig } from "../../electron/app/updates/feedPlace.ts";
import { updateKeys } from "./updateKeys.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What each service is called in messages, and where it is by default. */
const services = {
  github: { title: "a repository at GitHub", host: "github.com" },
  gitlab: { title: "a project at GitLab", host: "gitlab.com" },
} as const;

/**
 * Reads where packages look for updates from the variables that build/README.md describes.
 * @returns undefined if they look for none
 * @throws Error that says what is wrong with a variable
 */
export function parseUpdateFeed(env: Environment): FeedConfig | undefined {
  const address = env["MANIFESTRY_UPDATES_URL"]?.trim() ?? "";
  const provider = env["MANIFESTRY_UPDATES_PROVIDER"]?.trim() || "generic";
  if (provider !== "generic" && provider !== "github" && provider !== "gitlab") {
    throw new Error(`MANIFESTRY_UPDATES_PROVIDER is generic, github or gitlab, not ${provider}.`);
  }
  if (address === "") {
    if (provider !== "generic") {
      throw new Error("MANIFESTRY_UPDATES_PROVIDER needs an address in MANIFESTRY_UPDATES_URL.");
    }
    return undefined;
  }
  const url = URL.parse(address);
  if (url?.protocol !== "https:" || url.username !== "" || url.search !== "" || url.hash !== "") {
    throw new Error("MANIFESTRY_UPDATES_URL is an address that starts with https://.");
  }
  const path = url.pathname.replace(/^\/|(?:\.git)?\/?$/g, "");
  const parts = path.split("/");
  switch (provider) {
    case "generic":
      return { provider, url: address };
    case "github": {
      const [owner = "", repo = ""] = parts;
      requirePath(parts.length === 2 && parts.every(isName), provider, "OWNER/REPOSITORY");
      return { provider, owner, repo, host: url.host, protocol: "https" };
    }
    case "gitlab":
      requirePath(parts.length > 1 && parts.every(isName), provider, "GROUP/PROJECT");
      return { provider, projectId: path, host: url.host, protocol: "https" };
  }
}

function isName(part: string): boolean {
  return /^[\w.-]+$/.test(part) && !/^\.+$/.test(part);
}

function requirePath(isRight: boolean, service: keyof typeof services, form: string): void {
  const { title, host } = services[service];
  if (!isRight) {
    throw new Error(`MANIFESTRY_UPDATES_URL is not that of ${title}: https://${host}/${form}`);
  }
}

/** Where packages look for updates, if they do, and the keys of their feed. */
export interface Updates {
  readonly feed: FeedConfig | undefined;
  /** As SPKI in base64; empty without a feed. */
  readonly key: string;
  /** As PEM; empty if the feeds are signed later. */
  readonly signingKey: string;
}

/** Takes all about updates from the environment. @throws Error that says which variable is missing or wrong */
export function readUpdates(): Updates {
  const feed = parseUpdateFeed(process.env);
  const { key, signingKey } = updateKeys();
  if ((feed === undefined) !== (key === "")) {
    throw new Error("Updates need the address and the public key that build/README.md describes.");
  }
  return { feed, key, signingKey };
}

/**
 * Arguments for electron-builder that name the feed. On Windows alone, the name of its file is the same for all architectures
 * unless it is named otherwise here.
 */
export function feedArguments(
  feed: FeedConfig | undefined,
  platform: NodeJS.Platform,
  arch: string,
): readonly string[] {
  if (feed === undefined) {
    return [];
  }
  const channel = platform === "win32" && arch !== "x64" ? `latest-${arch}` : "latest";
  const { protocol: _, ...publish } = { protocol: "", ...feed, channel };
  return Object.entries(publish).map(([name, value]) => `--config.publish.${name}=${value}`);
}
