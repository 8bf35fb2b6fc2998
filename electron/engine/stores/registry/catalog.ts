import { z } from "zod";
import { EngineError } from "../../errors.ts";
import { isPath } from "../../oci/reference.ts";
import type { ListTagsOptions } from "../store.ts";
import type { RegistryClient } from "./http/registryClient.ts";
import { catalogScope } from "./http/scope.ts";
import { hasNextPage, readPages } from "./pagination.ts";
import { tryParseJson } from "./tryParseJson.ts";

const pageSchema = z.object({ repositories: z.array(z.string()).nullish() });

const hint =
  "Most registries show their list of repositories to administrators only, or to nobody. Open a repository instead: HOST/REPOSITORY.";

/**
 * Lists the repositories of a registry, those with valid names, each once.
 * Source: distribution's API, "Listing Repositories"; distribution-spec 1.1 only reserves `_catalog`.
 * @throws EngineError with a hint if the registry refuses or has no catalog; `registry_invalid`
 */
export async function listCatalog(
  client: RegistryClient,
  signal: AbortSignal,
  { limit = Infinity, maxPages, onPage, onCut }: ListTagsOptions = {},
): Promise<readonly string[]> {
  const repositories = new Set<string>();
  let pages = 0;
  try {
    const list = {
      target: { kind: "catalog" },
      query: "?n=1000",
      what: "the list of its repositories",
      scopes: [catalogScope],
      origin: true,
    } as const;
    for await (const page of readPages(client, list, signal)) {
      const { data } = pageSchema.safeParse(tryParseJson(page.bytes));
      if (!data) {
        throw new EngineError(
          "registry_invalid",
          `${page.url.host} returns an invalid list of repositories.`,
        );
      }
      for (const name of (data.repositories ?? []).filter(isPath)) {
        repositories.add(name);
      }
      pages += 1;
      onPage?.(repositories.size);
      if (repositories.size >= limit || pages === maxPages) {
        if (hasNextPage(page)) {
          onCut?.();
        }
        break;
      }
    }
  } catch (error) {
    throw explainRefusedCatalog(error);
  }
  return [...repositories];
}

function explainRefusedCatalog(error: unknown): unknown {
  const isRefused =
    error instanceof EngineError && [401, 403, 404, 405].includes(error.status ?? 0);
  if (!isRefused) {
    return error;
  }
  const { detail, status, registry, auth } = error;
  return new EngineError(error.code, error.message, {
    hint,
    ...(detail === undefined ? {} : { detail }),
    ...(status === undefined ? {} : { status }),
    ...(registry === undefined ? {} : { registry }),
    ...(auth === undefined ? {} : { auth }),
  });
}
