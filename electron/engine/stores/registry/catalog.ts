import { z } from "zod";
import { EngineError } from "../../errors.ts";
import { readPages } from "./pages.ts";
import { parsePage } from "./parsePage.ts";
import type { RegistryClient } from "./http/request.ts";

const pageSchema = z.object({ repositories: z.array(z.string()).nullish() });

/**
 * All repositories of a registry that this login may list. Many registries have no such list, or none for
 * ordinary users: that is an error, not an empty list.
 *
 * Source: distribution's HTTP API V2, "Listing Repositories"; not part of distribution-spec.
 *
 * @throws EngineError `registry_refused`, `not_found`, `denied`
 */
export async function listRepositories(
  client: RegistryClient,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const repositories: string[] = [];
  const what = `repositories of ${client.domain}`;
  const scopes = [{ repository: undefined, actions: ["*"] }] as const;
  for await (const page of readPages(client, { url: "/v2/_catalog", what, scopes }, signal)) {
    const list = pageSchema.safeParse(parsePage(page.bytes));
    if (!list.success) {
      throw new EngineError(
        "registry_invalid",
        `${page.url.host} answers with no list of repositories.`,
      );
    }
    for (const repository of list.data.repositories ?? []) repositories.push(repository);
  }
  return repositories;
}
