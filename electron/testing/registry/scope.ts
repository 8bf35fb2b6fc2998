import type { Route } from "./route.ts";

export type Action = "pull" | "push" | "delete" | "*";

/** Actions that a request needs or a token allows. */
export interface Scope {
  /** `repository` or `registry`. */
  readonly type: string;
  readonly name: string;
  readonly actions: readonly Action[];
}

/** Returns the scopes that a request needs, as in distribution: push includes pull, a mount pulls from its source. */
export function neededScopes(route: Route, method: string, query: URLSearchParams): Scope[] {
  switch (route.kind) {
    case "ping":
    case "unknown":
      return [];
    case "catalog":
      return [{ type: "registry", name: "catalog", actions: ["*"] }];
    case "tags":
    case "referrers":
      return [{ type: "repository", name: route.name, actions: ["pull"] }];
    case "manifest":
    case "blob":
      return [{ type: "repository", name: route.name, actions: actionsOf(method) }];
    case "upload":
      // As in distribution, the actions depend on the method only.
      return [
        {
          type: "repository",
          name: route.name,
          actions: method === "DELETE" ? ["delete"] : ["pull", "push"],
        },
      ];
    case "uploads": {
      const own: Scope = { type: "repository", name: route.name, actions: ["pull", "push"] };
      const from = query.get("from");
      if (!query.has("mount") || from === null || from === route.name) {
        return [own];
      }
      return [own, { type: "repository", name: from, actions: ["pull"] }];
    }
    default:
      return route satisfies never;
  }
}

function actionsOf(method: string): readonly Action[] {
  if (method === "GET" || method === "HEAD") {
    return ["pull"];
  }
  return method === "DELETE" ? ["delete"] : ["pull", "push"];
}

/** Formats scopes for a challenge. Source: distribution, "Token Scope Documentation". */
export function formatScopes(scopes: readonly Scope[]): string {
  return scopes.map(({ type, name, actions }) => `${type}:${name}:${actions.join(",")}`).join(" ");
}

/** Parses scopes, separated by spaces or repeated; malformed ones are skipped. */
export function parseScopes(texts: readonly string[]): Scope[] {
  return texts
    .flatMap((text) => text.split(" "))
    .flatMap((text) => {
      const match = /^([a-z]+)(?:\([a-z]+\))?:(.+):([a-z*,]*)$/.exec(text);
      if (match === null) {
        return [];
      }
      const [, type = "", name = "", actions = ""] = match;
      return [{ type, name, actions: actions.split(",").filter(isAction) }];
    });
}

function isAction(text: string): text is Action {
  return text === "pull" || text === "push" || text === "delete" || text === "*";
}
