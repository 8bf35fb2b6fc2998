import { create } from "zustand";
import type { Inspection } from "../../../shared/inspection.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Failure } from "../../../shared/errors.ts";
import { normalizeReference } from "../compose/sources/paste/normalizeReference.ts";
import { api, type Job } from "../../api.ts";

/** What is opened. */
interface Place {
  /** A reference as typed; where a digest was followed, the repository with it. */
  readonly text: string;
  /** The descriptor that was followed, where it is a blob's. */
  readonly blob: Descriptor | null;
}

/** What came of opening one reference. */
export type Visit = Place &
  (
    | { readonly kind: "opening"; readonly message: string | null }
    | { readonly kind: "open"; readonly inspection: Inspection }
    | { readonly kind: "failed"; readonly error: Failure }
  );

interface InspectState {
  /** What stands in the field. */
  readonly text: string;
  /** Where a person has been in this session, and where they are. */
  readonly visits: readonly Visit[];
  readonly at: number;
  /** What stands in the retag dialog while it is open. */
  readonly retagging: string | null;
  readonly openRetag: () => void;
  readonly setRetagText: (text: string) => void;
  readonly closeRetag: () => void;
  /** Lets go of what was typed, because it has been done. */
  readonly clearRetag: () => void;
  readonly type: (text: string) => void;
  /** @param blob the descriptor that was followed, where it is a blob's */
  readonly open: (text: string, blob?: Descriptor | null) => void;
  readonly reload: () => void;
  readonly cancel: () => void;
  readonly step: (by: -1 | 1) => void;
}

/** The references that a person looks into, with back and forward. */
export const useInspect = create<InspectState>()((set, get) => {
  let job: Job<unknown> | null = null;
  /** Kept while the dialog is closed, so that nothing typed is lost; of the image that was to be retagged. */
  let retag: { readonly image: string; readonly text: string } | null = null;

  function openImage(): { readonly repository: string; readonly image: string } | null {
    const visit = get().visits[get().at];
    if (visit?.kind !== "open") {
      return null;
    }
    const { repository, digest } = visit.inspection;
    return { repository, image: `${repository}@${digest}` };
  }

  function giveUp(): void {
    const under = job;
    job = null;
    under?.cancel();
  }

  function put(at: number, visit: Visit): void {
    set({ visits: get().visits.with(at, visit) });
  }

  function load(at: number, { text, blob }: Place): void {
    giveUp();
    put(at, { kind: "opening", text, blob, message: null });
    const input = { text, ...(blob === null ? {} : { blob }) };
    const started = api.startJob("inspect:open", input, (progress) => {
      if (job === started && progress.kind === "working") {
        put(at, { kind: "opening", text, blob, message: progress.message });
      }
    });
    job = started;
    void started.result.then((answer) => {
      if (job !== started) {
        return;
      }
      job = null;
      put(
        at,
        answer.ok
          ? { kind: "open", text, blob, inspection: answer.value }
          : { kind: "failed", text, blob, error: answer.error },
      );
    });
  }

  return {
    text: "",
    visits: [],
    at: -1,
    retagging: null,
    openRetag: () => {
      const open = openImage();
      if (open !== null) {
        // Most tags stay in their repository.
        set({ retagging: retag?.image === open.image ? retag.text : `${open.repository}:` });
      }
    },
    setRetagText: (text) => {
      const open = openImage();
      retag = open === null ? null : { image: open.image, text };
      set({ retagging: text });
    },
    closeRetag: () => set({ retagging: null }),
    clearRetag: () => {
      retag = null;
      set({ retagging: null });
    },
    type: (text) => set({ text }),
    open: (typed, blob = null) => {
      const named = blob === null ? normalizeReference(typed) : null;
      // What is refused is opened as it is typed: the answer says why it is none.
      const text = named?.kind === "reference" ? named.text : typed.trim();
      if (text === "") {
        return;
      }
      giveUp();
      const past = get().visits.slice(0, get().at + 1);
      const current = past.at(-1);
      const replaces = current !== undefined && current.text === text;
      const at = replaces ? past.length - 1 : past.length;
      const opening: Visit = { kind: "opening", text, blob, message: null };
      set({ text, at, visits: replaces ? past.with(at, opening) : [...past, opening] });
      load(at, opening);
    },
    reload: () => {
      const visit = get().visits[get().at];
      if (visit !== undefined) {
        load(get().at, visit);
      }
    },
    cancel: () => {
      const { visits, at } = get();
      const visit = visits[at];
      giveUp();
      if (visit?.kind === "opening") {
        put(at, {
          kind: "failed",
          text: visit.text,
          blob: visit.blob,
          error: {
            code: "cancelled",
            message: `Stopped before ${visit.text} was read.`,
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
