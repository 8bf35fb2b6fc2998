import { create } from "zustand";
import type { Failure, Result } from "../../../../shared/errors.ts";
import {
  maxLayerUrls,
  type FileContent,
  type FileOrder,
  type FilesView,
  type FolderRows,
  type FoundFiles,
  type ImageFilesState,
  type LayerFilesState,
} from "../../../../shared/layerFiles.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { api, type Job } from "../../../api.ts";
import { useNavigation } from "../../../navigation.ts";

/** Rows of a folder that are listed at first, and how many more each time. */
const rowsAtOnce = 500;
const root = 0;

/** A file that is shown. */
export type ShownFile =
  | { readonly kind: "reading"; readonly node: number; readonly message: string | undefined }
  | { readonly kind: "read"; readonly node: number; readonly content: FileContent }
  | { readonly kind: "failed"; readonly node: number; readonly failure: Failure };

/** What is shown of the files of an image. */
export interface FilesPage {
  readonly layers: readonly Descriptor[];
  /** Undefined until the main process has answered. */
  readonly files: ImageFilesState | undefined;
  readonly failure: Failure | undefined;
  readonly view: FilesView;
  readonly order: FileOrder;
  readonly display: "list" | "picture";
  /** The folder that the picture shows. */
  readonly pictured: number;
  /** Expanded folders, each with the number of rows that are listed. */
  readonly limits: ReadonlyMap<number, number>;
  readonly folders: ReadonlyMap<number, FolderRows>;
  readonly filter: string;
  readonly found: FoundFiles | undefined;
  readonly selected: number | undefined;
  readonly shown: ShownFile | undefined;
  readonly saving: string | undefined;
}

interface FilesState {
  /** By the image: its repository and the digests of its layers. */
  readonly pages: Readonly<Record<string, FilesPage>>;
  readonly open: (repository: string, layers: readonly Descriptor[]) => void;
  /** Reads the files of layers. @param whole although they have tables of contents */
  readonly read: (key: string, layers: readonly number[], whole?: boolean) => void;
  /** Stops reading layers; what was read stays. */
  readonly cancel: (key: string) => void;
  readonly select: (key: string, view: FilesView) => void;
  readonly setOrder: (key: string, order: FileOrder) => void;
  readonly setDisplay: (key: string, display: FilesPage["display"], pictured?: number) => void;
  readonly toggle: (key: string, node: number) => void;
  readonly showMore: (key: string, node: number) => void;
  readonly setFilter: (key: string, filter: string) => void;
  readonly selectFile: (key: string, node: number | undefined) => void;
  readonly show: (key: string, node: number) => void;
  readonly hide: (key: string) => void;
  readonly save: (key: string, node: number) => void;
}

/** Returns the key of an image's page. */
export function filesKey(repository: string, layers: readonly Descriptor[]): string {
  return [repository, ...layers.map(({ digest }) => digest)].join(" ");
}

const newView = {
  pictured: root,
  limits: new Map([[root, rowsAtOnce]]),
  folders: new Map<number, FolderRows>(),
  found: undefined,
  selected: undefined,
  shown: undefined,
} as const;

const newPage: Omit<FilesPage, "layers"> = {
  ...newView,
  files: undefined,
  failure: undefined,
  view: "image",
  order: "name",
  display: "list",
  filter: "",
  saving: undefined,
};

/** The files of images. */
export const useFiles = create<FilesState>()((set, get) => {
  /** By page: reading layers, finding, showing a file. */
  const jobs = new Map<string, Job<unknown>>();
  const listing = new Set<string>();
  const wanted = new Set<string>();

  function change(key: string, part: Partial<FilesPage>): void {
    const page = get().pages[key];
    if (page !== undefined) {
      set({ pages: { ...get().pages, [key]: { ...page, ...part } } });
    }
  }

  /** Starts a job in place of the one with the same purpose. */
  function start<T>(id: string, job: Job<T>, onEnd: (result: Result<T>) => void): void {
    jobs.get(id)?.cancel();
    jobs.set(id, job);
    void job.result.then((result) => {
      if (jobs.get(id) === job) {
        jobs.delete(id);
        onEnd(result);
      }
    });
  }

  /** Lists all expanded folders again: now, or once the list that is on its way is there. */
  async function list(key: string): Promise<void> {
    wanted.add(key);
    if (listing.has(key)) {
      return;
    }
    listing.add(key);
    while (wanted.delete(key)) {
      await listOnce(key);
    }
    listing.delete(key);
  }

  async function listOnce(key: string): Promise<void> {
    const page = get().pages[key];
    if (page?.files === undefined) {
      return;
    }
    const { view, order, limits, files } = page;
    const folders = [...limits].map(([node, limit]) => ({ node, limit }));
    const result = await api.invoke("files:list", { id: files.id, view, order, folders });
    if (!result.ok) {
      change(key, { failure: result.error });
    } else if (get().pages[key]?.view === view) {
      change(key, { folders: new Map(result.value.map((rows) => [rows.node, rows])) });
    }
  }

  function find(key: string): void {
    const page = get().pages[key];
    if (page?.files === undefined || page.filter.trim() === "") {
      jobs.get(`find ${key}`)?.cancel();
      change(key, { found: undefined });
      return;
    }
    const { files, view, filter } = page;
    const job = api.startJob("files:find", { id: files.id, view, text: filter.trim() });
    start(`find ${key}`, job, (result) => {
      if (result.ok) {
        change(key, { found: result.value });
      } else if (result.error.code !== "cancelled") {
        change(key, { failure: result.error });
      }
    });
  }

  function refresh(key: string): void {
    void list(key);
    if (get().pages[key]?.filter !== "") {
      find(key);
    }
  }

  function place(key: string, node: number) {
    const page = get().pages[key];
    return page?.files && { id: page.files.id, view: page.view, node };
  }

  return {
    pages: {},
    open: (repository, layers) => {
      const key = filesKey(repository, layers);
      if (get().pages[key] === undefined) {
        set({ pages: { ...get().pages, [key]: { ...newPage, layers } } });
      }
      void api
        .invoke("files:open", { repository, layers: layers.map(sentDescriptor) })
        .then((result) => {
          const isSame = result.ok && result.value.id === get().pages[key]?.files?.id;
          change(
            key,
            result.ok
              ? { files: result.value, failure: undefined, ...(isSame ? {} : newView) }
              : { failure: result.error },
          );
          refresh(key);
        });
    },
    read: (key, layers, whole = false) => {
      const page = get().pages[key];
      if (page?.files === undefined) {
        return;
      }
      const input = { id: page.files.id, layers: [...layers], whole };
      // A layer that is read again has other numbers.
      const isAgain = layers.some((layer) => page.files?.layers[layer]?.kind !== "unread");
      change(key, { failure: undefined, ...(isAgain ? newView : {}) });
      const job = api.startJob("files:read", input, (progress) => {
        if (progress.kind === "files") {
          change(key, { files: progress.files });
          refresh(key);
        }
      });
      start(`read ${key}`, job, (result) => {
        change(key, result.ok ? { files: result.value } : { failure: result.error });
        refresh(key);
      });
    },
    cancel: (key) => jobs.get(`read ${key}`)?.cancel(),
    select: (key, view) => {
      change(key, { ...newView, view });
      refresh(key);
    },
    setOrder: (key, order) => {
      change(key, { order });
      void list(key);
    },
    setDisplay: (key, display, pictured = root) => change(key, { display, pictured }),
    toggle: (key, node) => {
      const limits = new Map(get().pages[key]?.limits);
      if (!limits.delete(node)) {
        limits.set(node, rowsAtOnce);
      }
      change(key, { limits });
      void list(key);
    },
    showMore: (key, node) => {
      const limits = new Map(get().pages[key]?.limits);
      change(key, { limits: limits.set(node, (limits.get(node) ?? 0) + rowsAtOnce * 2) });
      void list(key);
    },
    setFilter: (key, filter) => {
      change(key, { filter });
      find(key);
    },
    selectFile: (key, selected) => change(key, { selected }),
    show: (key, node) => {
      const input = place(key, node);
      if (input === undefined) {
        return;
      }
      change(key, { selected: node, shown: { kind: "reading", node, message: undefined } });
      const job = api.startJob("files:show", input, (progress) => {
        if (progress.kind === "working") {
          change(key, { shown: { kind: "reading", node, message: progress.message } });
        }
      });
      start(`show ${key}`, job, (result) =>
        change(key, {
          shown: result.ok
            ? { kind: "read", node, content: result.value }
            : { kind: "failed", node, failure: result.error },
        }),
      );
    },
    hide: (key) => {
      jobs.get(`show ${key}`)?.cancel();
      jobs.delete(`show ${key}`);
      change(key, { shown: undefined });
    },
    save: (key, node) => {
      const input = place(key, node);
      if (input === undefined) {
        return;
      }
      change(key, { saving: "Saving…", failure: undefined });
      const job = api.startJob("files:save", input, (progress) => {
        if (progress.kind === "working") {
          change(key, { saving: progress.message });
        }
      });
      start(`save ${key}`, job, (result) => {
        change(key, { saving: undefined, ...(result.ok ? {} : { failure: result.error }) });
        if (result.ok && result.value !== null) {
          useNavigation.getState().announce(`Saved ${result.value.path}`);
        }
      });
    },
  };
});

/** The fields of a descriptor that say how a layer is read. */
function sentDescriptor({ mediaType, digest, size, urls, annotations }: Descriptor) {
  return {
    mediaType,
    digest,
    size,
    ...(urls === undefined ? {} : { urls: urls.slice(0, maxLayerUrls) }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

/** Whether rows of a layer are known. */
export function hasFiles(state: LayerFilesState | undefined): boolean {
  return state?.kind === "read" || state?.kind === "partial" || state?.kind === "reading";
}
