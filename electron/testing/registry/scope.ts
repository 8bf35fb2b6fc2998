import type { Route } from "./route.ts";

export type Action = "pull" | "push" | "delete" | "*";

/** One thing that a request needs, or that a token allows. */
export interface Scope {
  /** `repository` or `registry`. */
  readonly type: string;
  readonly name: string;
  readonly actions: readonly Action[];
}

/** What a request needs, as distribution asks for it: pushing includes pulling, a mount pulls from its source. */
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
      // As distribution does: what it takes goes by the method alone.
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
      if (!query.has("mount") || from === null || from === route.name) return [own];
      return [own, { type: "repository", name: from, actions: ["pull"] }];
    }
    default:
      return route satisfies never;
  }
}

function actionsOf(method: string): readonly Action[] {
  if (method === "GET" || method === "HEAD") return ["pull"];
  return method === "DELETE" ? ["delete"] : ["pull", "push"];
}

/** The text of scopes in a challenge. Source: distribution, "Token Scope Documentation". */
export function formatScopes(scopes: readonly Scope[]): string {
  return scopes.map(({ type, name, actions }) => `${type}:${name}:${actions.join(",")}`).join(" ");
}

/** Reads scopes, whether parted by spaces or given several times; what is malformed is left out. */
export function parseScopes(texts: readonly string[]): Scope[] {
  return texts
    .flatMap((text) => text.split(" "))
    .flatMap((text) => {
      const match = /^([a-z]+)(?:\([a-z]+\))?:(.+):([a-z*,]*)$/.exec(text);
      if (match === null) return [];
      const [, type = "", name = "", actions = ""] = match;
      return [{ type, name, actions: actions.split(",").filter(isAction) }];
    });
}

function isAction(text: string): text is Action {
  return text === "pull" || text === "push" || text === "delete" || text === "*";
}
