import { create } from "zustand";
import type { Failure } from "../../../shared/errors.ts";
import type { Inspection } from "../../../shared/inspection.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { api, type Job } from "../../api.ts";
import { normalizeReference } from "../../../shared/paste/normalizeReference.ts";
import { pageOf, type RepositoryPage } from "../tags/pageOf.ts";
import { useNavigation } from "../../navigation.ts";
import { canRetag } from "./allowedActions.ts";
import { reloadPage, textOfPage } from "../tags/pages.ts";

/** What a visit opens. */
interface Location {
  /** A reference as typed, or a repository with a digest. */
  readonly text: string;
  /** The descriptor of a blob; absent for a manifest. */
  readonly blob: Descriptor | undefined;
  /** The digest of the image that it was opened from as evidence. */
  readonly attests: string | undefined;
}

/** What is known of a reference that is opened. */
export interface OpenOptions {
  /** The descriptor, if a blob is opened. */
  readonly blob?: Descriptor | undefined;
  /** The digest of the image, if its attestation or signature is opened. */
  readonly attests?: string | undefined;
  /** Open the retag dialog once it is read, if it can be tagged and is still shown. */
  readonly thenRetag?: boolean | undefined;
}

/** A reference that was opened, and its content once it is read. */
export type Visit = Location &
  (
    | { readonly kind: "opening"; readonly message: string | undefined }
    | { readonly kind: "open"; readonly inspection: Inspection }
    | { readonly kind: "failed"; readonly error: Failure }
    /** The tags of a repository, or the repositories of a registry. */
    | { readonly kind: "page"; readonly page: RepositoryPage }
  );

interface InspectState {
  /** The text of the reference field. */
  readonly text: string;
  /** The visits of this session, oldest first, as in a browser's history. */
  readonly visits: readonly Visit[];
  /** The index of the current visit; -1 before the first. */
  readonly at: number;
  /** The text of the retag dialog while it is open. */
  readonly retagText: string | undefined;
  readonly openRetag: () => void;
  readonly setRetagText: (text: string) => void;
  /** Closes the retag dialog and keeps its text for the next time. */
  readonly closeRetag: () => void;
  /** Closes the retag dialog and discards its text. */
  readonly clearRetag: () => void;
  readonly setText: (text: string) => void;
  readonly open: (text: string, options?: OpenOptions) => void;
  /** Opens what was typed: an image, or the page of a repository or a registry. */
  readonly openTyped: (text: string) => void;
  /** Opens the page of a repository or a registry. */
  readonly openPage: (page: RepositoryPage) => void;
  readonly reload: () => void;
  readonly cancel: () => void;
  /** Goes back or forward. */
  readonly step: (by: -1 | 1) => void;
}

/** The state of the Inspect view. */
export const useInspect = create<InspectState>()((set, get) => {
  let job: Job<unknown> | undefined;
  /** The text of the retag dialog and the image it was typed for, kept while the dialog is closed. */
  let keptRetag: { readonly image: string; readonly text: string } | undefined;

  /** Returns the repository and the full reference of the current visit once it is read. */
  function currentImage(): { readonly repository: string; readonly image: string } | undefined {
    const visit = get().visits[get().at];
    if (visit?.kind !== "open") {
      return undefined;
    }
    const { repository, digest } = visit.inspection;
    return { repository, image: `${repository}@${digest}` };
  }

  function cancelJob(): void {
    job?.cancel();
    job = undefined;
  }

  function setVisit(at: number, visit: Visit): void {
    set({ visits: get().visits.with(at, visit) });
  }

  function load(at: number, { text, blob, attests }: Location, thenRetag = false): void {
    const location = { text, blob, attests };
    cancelJob();
    setVisit(at, { kind: "opening", ...location, message: undefined });
    const input = { text, ...(blob === undefined ? {} : { blob }) };
    const started = api.startJob("inspect:open", input, (progress) => {
      if (job === started && progress.kind === "working") {
        setVisit(at, { kind: "opening", ...location, message: progress.message });
      }
    });
    job = started;
    void started.result.then((result) => {
      if (job !== started) {
        return;
      }
      job = undefined;
      setVisit(
        at,
        result.ok
          ? { kind: "open", ...location, inspection: result.value }
          : { kind: "failed", ...location, error: result.error },
      );
      if (
        thenRetag &&
        result.ok &&
        canRetag(result.value) &&
        useNavigation.getState().view === "inspect"
      ) {
        get().openRetag();
      }
    });
  }

  return {
    text: "",
    visits: [],
    at: -1,
    retagText: undefined,
    openRetag: () => {
      const current = currentImage();
      if (current !== undefined) {
        // Most tags are added in the same repository.
        set({
          retagText: keptRetag?.image === current.image ? keptRetag.text : `${current.repository}:`,
        });
      }
    },
    setRetagText: (text) => {
      const current = currentImage();
      keptRetag = current === undefined ? undefined : { image: current.image, text };
      set({ retagText: text });
    },
    closeRetag: () => set({ retagText: undefined }),
    clearRetag: () => {
      keptRetag = undefined;
      set({ retagText: undefined });
    },
    setText: (text) => set({ text }),
    open: (typed, { blob, attests, thenRetag } = {}) => {
      const normalized = blob === undefined ? normalizeReference(typed) : undefined;
      // Text that is not a reference is opened as typed: the error explains what is wrong.
      const text = normalized?.kind === "reference" ? normalized.text : typed.trim();
      if (text === "") {
        return;
      }
      cancelJob();
      const past = get().visits.slice(0, get().at + 1);
      const isReload = past.at(-1)?.text === text;
      const at = isReload ? past.length - 1 : past.length;
      const opening: Visit = { kind: "opening", text, blob, attests, message: undefined };
      set({ text, at, visits: isReload ? past.with(at, opening) : [...past, opening] });
      load(at, opening, thenRetag);
    },
    openTyped: (typed) => {
      const page = pageOf(typed);
      if (page === undefined) {
        get().open(typed);
      } else {
        get().openPage(page);
      }
    },
    openPage: (page) => {
      cancelJob();
      const text = textOfPage(page);
      const past = get().visits.slice(0, get().at + 1);
      const isShown = past.at(-1)?.kind === "page" && past.at(-1)?.text === text;
      const visit: Visit = { kind: "page", page, text, blob: undefined, attests: undefined };
      const visits = isShown ? past : [...past, visit];
      set({ text, visits, at: visits.length - 1 });
    },
    reload: () => {
      const visit = get().visits[get().at];
      if (visit?.kind === "page") {
        reloadPage(visit.page);
      } else if (visit !== undefined) {
        load(get().at, visit);
      }
    },
    cancel: () => {
      const { visits, at } = get();
      const visit = visits[at];
      cancelJob();
      if (visit?.kind === "opening") {
        setVisit(at, {
          kind: "failed",
          text: visit.text,
          blob: visit.blob,
          attests: visit.attests,
          error: {
            code: "cancelled",
            message: `Stopped reading ${visit.text}.`,
            retryable: true,
          },
        });
      }
    },
    step: (by) => {
      const to = get().at + by;
      const visit = get().visits[to];
      if (visit === undefined) {
        return;
      }
      get().cancel();
      set({ at: to, text: visit.text });
    },
  };
});
