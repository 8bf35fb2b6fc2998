import { create } from "zustand";
import type { Failure } from "../../../shared/errors.ts";
import type { Catalog } from "../../../shared/tags.ts";
import { api, type Job } from "../../api.ts";

export type CatalogState =
  | { readonly kind: "reading"; readonly message: string | undefined }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "open"; readonly catalog: Catalog };

interface CatalogsState {
  /** By host, as the page was opened. */
  readonly catalogs: Readonly<Record<string, CatalogState>>;
  /** What its repositories are filtered by, by host. */
  readonly filters: Readonly<Record<string, string>>;
  readonly setFilter: (host: string, filter: string) => void;
  /** Reads the repositories of a registry, unless they are read already. */
  readonly open: (host: string) => void;
  readonly reload: (host: string) => void;
  readonly cancel: (host: string) => void;
}

/** The repositories of registries. */
export const useCatalogs = create<CatalogsState>()((set, get) => {
  const jobs = new Map<string, Job<Catalog>>();

  function put(host: string, state: CatalogState): void {
    set({ catalogs: { ...get().catalogs, [host]: state } });
  }

  return {
    catalogs: {},
    filters: {},
    setFilter: (host, filter) => set({ filters: { ...get().filters, [host]: filter } }),
    open: (host) => {
      const kind = get().catalogs[host]?.kind;
      if (kind === undefined || kind === "failed") {
        get().reload(host);
      }
    },
    reload: (host) => {
      jobs.get(host)?.cancel();
      put(host, { kind: "reading", message: undefined });
      const job = api.startJob("catalog:list", { host }, (progress) => {
        if (jobs.get(host) === job && progress.kind === "working") {
          put(host, { kind: "reading", message: progress.message });
        }
      });
      jobs.set(host, job);
      void job.result.then((result) => {
        if (jobs.get(host) === job) {
          jobs.delete(host);
          put(
            host,
            result.ok
              ? { kind: "open", catalog: result.value }
              : { kind: "failed", failure: result.error },
          );
        }
      });
    },
    cancel: (host) => jobs.get(host)?.cancel(),
  };
});
