import type { z } from "zod";
import type { AccessReport, PullsLeft } from "../access.ts";
import type { CommandId } from "../commands.ts";
import type { Crash } from "../crash.ts";
import type {
  Comparison,
  ImageComparison,
  PackageComparison,
  PlatformSkew,
} from "../comparison.ts";
import type { DeletionOutcome, DeletionPlan } from "../deletion.ts";
import type { Draft } from "../draft.ts";
import type { SavedHistory } from "../draftHistory.ts";
import type { DifferencePage, FileComparison } from "../fileComparison.ts";
import type { EntryDetails, HealthReport, Inspection, Referrers } from "../inspection.ts";
import type { JournalList, TagTimeline } from "../journal.ts";
import type {
  FileContent,
  FolderRows,
  FoundFiles,
  ImageFilesState,
  SizePart,
} from "../layerFiles.ts";
import type { Opened } from "../opened.ts";
import type { ParsedSourceFile } from "../paste/parseSourceFile.ts";
import type { Plan, PushOutcome } from "../plan.ts";
import type { Loss, ManifestView, Preview, SourceChecks, TargetState } from "../preview.ts";
import type { JobProgress } from "../progress.ts";
import type { RegistryList } from "../registries.ts";
import type { Failure, Result } from "../errors.ts";
import type { Script } from "../script.ts";
import type { Completion, NearestTag } from "../suggestions.ts";
import type { Catalog, RepositoryTags, TagContent, TagDigests } from "../tags.ts";
import type { Settings } from "../settings.ts";
import type { UpdateState } from "../updates.ts";
import type { ViewState } from "../viewState.ts";
import type { Channel, EventName } from "./channels.ts";
import type { Json } from "./json.ts";
import type { requestSchemas } from "./requestSchemas.ts";

/** The input of each channel. */
export type Inputs = { [C in Channel]: z.infer<(typeof requestSchemas)[C]> };

/** Channels that run jobs: their input has a job id, by which the job reports progress and can be cancelled. */
export type JobChannel = Exclude<
  { [C in Channel]: Inputs[C] extends { readonly jobId: string } ? C : never }[Channel],
  "job:cancel" | "job:partTaken"
>;

/** An image of the sample library: its reference, and a title to display. */
export interface SampleImage {
  readonly text: string;
  readonly title: string;
}

export interface AppInfo {
  readonly version: string;
  readonly platform: string;
  /** The versions of the app and what it runs on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** The version of Electron that the app is made for, if it runs on another one. */
  readonly expectedElectron: string | undefined;
  /** Whether it was packaged for tests only. */
  readonly isTestPackage: boolean;
  /** Says that Chromium's sandbox is off, and what to do. */
  readonly missingSandbox: string | undefined;
  readonly sample: {
    readonly images: readonly SampleImage[];
    /** A target in a layout of the app, to try a push without a registry. */
    readonly target: string;
  };
  /** Files of the app that could not be read completely. */
  readonly problems: readonly Failure[];
  /** What crashed and was not dismissed yet. */
  readonly crash: Crash | undefined;
}

export interface DiagnosticsReport {
  /** Paths of the app's folders, by what they hold. */
  readonly folders: Readonly<Record<string, string>>;
  /** What helps to explain a problem, without credentials and names of private registries. */
  readonly text: string;
}

/** Sources read from files and folders, and failures for the others. */
export interface FoundSources {
  readonly texts: readonly string[];
  /** Files with references, each with what it adds to a draft. */
  readonly lists: readonly FoundList[];
  readonly failures: readonly Failure[];
  /** The recipe or plan that was dropped alone, which is opened instead. */
  readonly opened?: Opened;
}

/** A file with references: lists, commands, Dockerfiles. */
export interface FoundList extends ParsedSourceFile {
  /** The name of the file, without its folder. */
  readonly name: string;
}

/** A file chosen in a dialog, or null if the dialog was cancelled. */
export type ChosenFile = { readonly path: string } | null;

/** A part of the app by others. */
export interface LicensedPart {
  readonly id: string;
  readonly name: string;
  /** Empty for a project inside Chromium, which states none. */
  readonly version: string;
  /** An SPDX license expression; empty for a project inside Chromium: only its text is known. */
  readonly license: string;
}

/** The value of each channel's Result. */
export interface Outputs {
  "app:info": AppInfo;
  "crash:dismiss": null;
  "opened:take": readonly Opened[];
  "updates:read": UpdateState;
  "updates:check": null;
  "updates:install": null;
  "settings:read": Settings;
  "settings:write": Settings;
  "viewState:write": ViewState;
  "menu:update": null;
  "source:choose": FoundSources;
  "source:fromPaths": FoundSources;
  "target:check": TargetState;
  /** The target as text, or null if the dialog was cancelled. */
  "target:choose": { readonly text: string } | null;
  "reference:complete": Completion;
  "reference:suggestTags": readonly NearestTag[];
  "draft:preview": Preview;
  "draft:editTag": Draft;
  "preview:losses": SourceChecks;
  "preview:scripts": readonly Script[];
  "preview:manifest": ManifestView;
  "draft:saved": { readonly draft: Draft; readonly history: SavedHistory } | null;
  "draft:save": null;
  "recipe:open": { readonly draft: Draft; readonly path: string } | null;
  "recipe:save": ChosenFile;
  "retag:losses": readonly Loss[];
  "plan:make": Plan;
  "repair:donors": readonly string[];
  "plan:save": ChosenFile;
  "plan:open": Plan | null;
  "push:start": PushOutcome;
  "journal:list": JournalList;
  "journal:timeline": TagTimeline;
  "journal:dismiss": null;
  "journal:export": ChosenFile;
  /** Without what came as parts. */
  "inspect:open": Inspection;
  "files:open": ImageFilesState;
  "files:read": ImageFilesState;
  "files:list": readonly FolderRows[];
  "files:find": FoundFiles;
  "files:sizes": SizePart;
  "files:show": FileContent;
  "files:save": ChosenFile;
  "compare:open": Comparison;
  "compare:images": ImageComparison;
  "compare:packages": PackageComparison;
  "compare:files": FileComparison;
  "compare:differences": DifferencePage;
  "compare:platforms": PlatformSkew;
  "compare:close": null;
  "tags:list": RepositoryTags;
  "tags:describe": TagContent;
  "tags:digests": TagDigests;
  "catalog:list": Catalog;
  "access:test": AccessReport;
  "deletion:plan": DeletionPlan;
  "deletion:execute": DeletionOutcome;
  /** By position. */
  "inspect:entries": Readonly<Record<number, EntryDetails>>;
  "inspect:referrers": Referrers;
  "inspect:health": HealthReport;
  /** Base64. */
  "inspect:part": string;
  "inspect:save": ChosenFile;
  /** Whether the user confirmed. */
  "link:open": boolean;
  "registry:list": RegistryList;
  "registry:logIn": {
    /** The host as parsed. */
    readonly host: string;
    /** The namespace or repository of the login, if it is not for the whole host. */
    readonly repository?: string;
    readonly isEncrypted: boolean;
    /** The host's name in references, if it differs. */
    readonly nameInReferences?: string;
  };
  "registry:logOut": null;
  "registry:setHost": null;
  "diagnostics:read": DiagnosticsReport;
  "diagnostics:copy": null;
  "diagnostics:openLogFolder": null;
  "licenses:list": readonly LicensedPart[];
  "licenses:read": { readonly text: string };
  "job:cancel": null;
  "job:partTaken": null;
  "window:saved": null;
  "window:zoom": null;
}

export interface Events {
  "job:progress": JobProgress;
  "command:run": CommandId;
  /** Show the push of a job. */
  "push:show": { readonly jobId: string };
  /** A link or a file waits: `opened:take` returns it. */
  "opened:waiting": null;
  "updates:changed": UpdateState;
  /** A registry stated how many pulls are left. */
  "registry:limit": PullsLeft;
  /** The window is closing: it closes when the page has saved its state and sends `window:saved`. */
  "window:closing": null;
}

/** The bridge that the preload script puts on `window.api`. */
export type Api = {
  readonly [C in Channel]: (input: Inputs[C]) => Promise<Json<Result<Outputs[C]>>>;
} & {
  readonly [E in EventName]: (listener: (payload: Json<Events[E]>) => void) => () => void;
} & {
  /** The path of a dropped `File`, which only a preload script can read. */
  readonly pathForFile: (file: { readonly name: string }) => string;
};
