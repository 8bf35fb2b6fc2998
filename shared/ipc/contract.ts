import { z } from "zod";
import type { CommandId } from "../commands.ts";
import { type Draft, draftSchema, copyReferrersSchema } from "../draft.ts";
import type { Inspection } from "../inspection.ts";
import type { JournalList } from "../journal.ts";
import type { Plan, PushOutcome } from "../plan.ts";
import type { Loss, Preview, SourceChecks, TargetState } from "../preview.ts";
import type { JobProgress } from "../progress.ts";
import type { RegistryList } from "../registries.ts";
import type { Failure, Result } from "../errors.ts";
import type { Script } from "../script.ts";
import { hostSettingsSchema, type Settings, settingsSchema } from "../settings.ts";
import type { Channel, EventName } from "./channels.ts";

const jobIdSchema = z.string().min(1).max(64);
const previewIdSchema = z.string().min(1).max(64);
const textSchema = z.string().max(64 * 1024);

/** What each channel takes. Everything is checked in the main process before a handler sees it. */
export const inputs = {
  "app:info": z.strictObject({}),
  "settings:read": z.strictObject({}),
  "settings:write": settingsSchema,
  /** Ask with the system's dialog: an OCI layout folder, an archive or a descriptor file. */
  "source:choose": z.strictObject({
    jobId: jobIdSchema,
    kind: z.enum(["layout", "archive", "descriptor"]),
  }),
  /** What dropped files and folders mean as sources. */
  "source:fromPaths": z.strictObject({
    jobId: jobIdSchema,
    paths: z.array(z.string().max(4096)).max(200),
  }),
  "target:check": z.strictObject({ jobId: jobIdSchema, text: textSchema }),
  /** Ask with the system's dialog where a push may go on this computer. */
  "target:choose": z.strictObject({ kind: z.enum(["layout", "archive"]) }),
  "draft:preview": z.strictObject({
    jobId: jobIdSchema,
    draft: draftSchema,
    /** Resolve all sources again instead of using what is remembered. */
    refresh: z.boolean(),
    /** Ids of sources to resolve again if they failed before. */
    retry: z.array(z.string().max(64)).max(5000),
  }),
  /** What the sources have beside their bytes and the push would not bring along; asks the registries. */
  "preview:losses": z.strictObject({ jobId: jobIdSchema, previewId: previewIdSchema }),
  "preview:scripts": z.strictObject({ jobId: jobIdSchema, previewId: previewIdSchema }),
  /** The draft that the window was closed with. */
  "draft:kept": z.strictObject({}),
  /** Keep the draft for the next start. */
  "draft:keep": z.strictObject({ draft: draftSchema }),
  /** Read a draft from a file that the person chooses; nothing is resolved or pushed by it. */
  "recipe:open": z.strictObject({ jobId: jobIdSchema }),
  "recipe:save": z.strictObject({
    jobId: jobIdSchema,
    draft: draftSchema,
    /** Write each source with the digest that it has now. */
    pin: z.boolean(),
  }),
  /** What refers to the source of a retag and is not copied, or is by a choice; asks the registries. */
  "retag:losses": z.strictObject({
    jobId: jobIdSchema,
    source: textSchema,
    targets: z.array(textSchema).min(1).max(100),
    copyReferrers: copyReferrersSchema,
  }),
  "plan:make": z.strictObject({
    jobId: jobIdSchema,
    request: z.discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("compose"),
        previewId: previewIdSchema,
      }),
      z.strictObject({
        kind: z.literal("retag"),
        source: textSchema,
        targets: z.array(textSchema).min(1).max(100),
        copyReferrers: copyReferrersSchema,
        /** The tag that the source's digest was read from, where it was one: whether it moved is checked. */
        readFrom: textSchema.optional(),
        /** Whether a target's tag must not be taken from anything else. */
        noClobber: z.boolean().optional(),
      }),
      /** Put a tag that a push moved back to what it held before. */
      z.strictObject({
        kind: z.literal("restore"),
        journalId: z.string().max(64),
        name: textSchema,
      }),
      /** Go on with a push that broke off. */
      z.strictObject({ kind: z.literal("resume"), journalId: z.string().max(64) }),
    ]),
  }),
  "plan:save": z.strictObject({ planId: z.string().max(64) }),
  /** Read a plan from a file that the person chooses, and check it against how things are now. */
  "plan:open": z.strictObject({ jobId: jobIdSchema }),
  "push:start": z.strictObject({ jobId: jobIdSchema, planId: z.string().max(64) }),
  "journal:list": z.strictObject({}),
  /** Stop offering to resume an interrupted push. */
  "journal:dismiss": z.strictObject({ journalId: z.string().max(64) }),
  "journal:export": z.strictObject({ journalId: z.string().max(64) }),
  "inspect:open": z.strictObject({
    jobId: jobIdSchema,
    /** A reference; where `blob` is given, one with the blob's digest. */
    text: textSchema,
    /** For a blob: what the descriptor that was followed says of it. */
    blob: z
      .strictObject({
        mediaType: z.string().max(1024),
        digest: z.string().max(256),
        size: z.int().min(0),
      })
      .optional(),
  }),
  "registry:list": z.strictObject({
    /** Ask credential helpers too, which may take seconds: without them, the list is what files tell. */
    helpers: z.boolean(),
  }),
  /** Try the login at the registry; it is kept only if the registry takes it. */
  "registry:logIn": z.strictObject({
    jobId: jobIdSchema,
    /** As typed: a host, or one with the path of a namespace or repository. */
    registry: z.string().min(1).max(1024),
    username: z.string().min(1).max(1024),
    password: z
      .string()
      .min(1)
      .max(16 * 1024),
  }),
  /** Forget a login that was made in the app. */
  "registry:logOut": z.strictObject({
    host: z.string().min(1).max(255),
    /** The namespace or repository that the login is for, where it is not for the whole host. */
    repository: z.string().min(1).max(255).optional(),
  }),
  /** How a registry is to be reached from now on; all off takes back what was set. */
  "registry:setHost": hostSettingsSchema,
  /** Copy versions, folders, settings and the end of the log to the clipboard. */
  "diagnostics:copy": z.strictObject({}),
  "diagnostics:openLogFolder": z.strictObject({}),
  "job:cancel": z.strictObject({ jobId: jobIdSchema }),
  "window:saved": z.strictObject({}),
} as const satisfies Record<Channel, z.ZodType>;

export type Inputs = { [C in Channel]: z.infer<(typeof inputs)[C]> };

/** An image of the sample library: what to type to use it, and what it is. */
export interface SampleImage {
  readonly text: string;
  readonly title: string;
}

export interface AppInfo {
  readonly version: string;
  readonly platform: string;
  readonly sample: {
    readonly images: readonly SampleImage[];
    /** A target in a second layout on this disk, to try a push without a registry. */
    readonly target: string;
  };
  /** Files of the app's own that are not in effect, or only in part. */
  readonly problems: readonly Failure[];
}

/** Sources read from files and folders, and what could not be read. */
export interface FoundSources {
  readonly texts: readonly string[];
  readonly failures: readonly Failure[];
}

/** A file that the person chose, or null where the dialog was closed without one. */
export type ChosenFile = { readonly path: string } | null;

/** What each channel answers, inside a Result. */
export interface Outputs {
  "app:info": AppInfo;
  "settings:read": Settings;
  "settings:write": Settings;
  "source:choose": FoundSources;
  "source:fromPaths": FoundSources;
  "target:check": TargetState;
  /** The target as text; null where the dialog was closed without a choice. */
  "target:choose": { readonly text: string } | null;
  "draft:preview": Preview;
  "preview:losses": SourceChecks;
  "preview:scripts": readonly Script[];
  "draft:kept": Draft | null;
  "draft:keep": null;
  "recipe:open": { readonly draft: Draft; readonly path: string } | null;
  "recipe:save": ChosenFile;
  "retag:losses": readonly Loss[];
  "plan:make": Plan;
  "plan:save": ChosenFile;
  "plan:open": Plan | null;
  "push:start": PushOutcome;
  "journal:list": JournalList;
  "journal:dismiss": null;
  "journal:export": ChosenFile;
  "inspect:open": Inspection;
  "registry:list": RegistryList;
  "registry:logIn": {
    /** The host that the login is for, as it was understood. */
    readonly host: string;
    /** The namespace or repository that it is for, where it is not for the whole host. */
    readonly repository?: string;
    readonly keptSafely: boolean;
    /** What references write for the host, where that is not the host itself. */
    readonly nameInReferences?: string;
  };
  "registry:logOut": null;
  "registry:setHost": null;
  "diagnostics:copy": null;
  "diagnostics:openLogFolder": null;
  "job:cancel": null;
  "window:saved": null;
}

export interface Events {
  "job:progress": JobProgress;
  "command:run": CommandId;
  /** The window closes once it says that all it holds is kept (`window:saved`). */
  "window:closing": null;
}

/** The bridge that the preload script puts on `window.api`. */
export type Api = {
  readonly [C in Channel]: (input: Inputs[C]) => Promise<Result<Outputs[C]>>;
} & {
  readonly [E in EventName]: (listener: (payload: Events[E]) => void) => () => void;
} & {
  /** The path of a dropped `File`, which only the preload script may learn. */
  readonly pathForFile: (file: { readonly name: string }) => string;
};
