import { z } from "zod";
import { comparedSideSchema } from "../comparedSide.ts";
import { maxDeletedTags } from "../deletion.ts";
import { copyReferrersSchema, draftSchema } from "../draft.ts";
import { savedHistorySchema } from "../draftHistory.ts";
import { differenceQuerySchema } from "../fileComparison.ts";
import { maxRecipeText } from "../paste/savedFile.ts";
import { blobSchema } from "../inspectTabs.ts";
import { maxLayerUrls } from "../layerFiles.ts";
import { menuStateSchema } from "../menuState.ts";
import { hostSettingsSchema, settingsChangeSchema } from "../settings.ts";
import { viewStateSchema } from "../viewState.ts";
import type { Channel } from "./channels.ts";

/** The id of a file in `Opened`. */
const openedIdSchema = z.string().max(64).optional();
const jobIdSchema = z.string().min(1).max(64);
const previewIdSchema = z.string().min(1).max(64);
const partialReferenceSchema = z.string().max(4096);
/** The full name of a repository, a layout or an archive. */
const repositorySchema = z.string().min(1).max(40_000);
/** A tag; in a layout or an archive also a whole reference. */
const tagSchema = z.string().min(1).max(4096);
const textSchema = z.string().max(64 * 1024);
/** Places that the parts of one repair come from. */
const maxRepairPlaces = 16;

/** A layer of an image. */
const layerSchema = z.strictObject({
  mediaType: z.string().max(1024),
  digest: z.string().max(256),
  size: z.int().min(0),
  /** Where a foreign layer is. */
  urls: z
    .array(z.string().max(64 * 1024))
    .max(maxLayerUrls)
    .exactOptional(),
  /** Where a layer says that it has a table of contents. */
  annotations: z
    .record(z.string().max(1024), z.string().max(64 * 1024))
    .refine((annotations) => Object.keys(annotations).length <= 100)
    .exactOptional(),
});

const filesIdSchema = z.string().min(1).max(64);
/** A layer by its index, or the image. */
const filesViewSchema = z.union([z.literal("image"), z.int().min(0).max(10_000)]);
const fileNodeSchema = z.int().min(0);

/** A file or folder of a layer or an image. */
const filePlaceSchema = z.strictObject({
  jobId: jobIdSchema,
  id: filesIdSchema,
  view: filesViewSchema,
  node: fileNodeSchema,
});

/** A pair of a comparison. */
const pairSchema = z.strictObject({
  jobId: jobIdSchema,
  comparisonId: z.string().max(64),
  pairId: z.string().max(16),
});

const digestSchema = z.string().max(256);

/** An entry of an index, as far as it is compared with its manifest. */
const entrySchema = z.strictObject({
  mediaType: z.string().max(1024),
  digest: digestSchema,
  size: z.int().min(0),
  platform: z
    .strictObject({
      architecture: z.string().max(1024),
      os: z.string().max(1024),
      variant: z.string().max(1024).exactOptional(),
    })
    .exactOptional(),
  /** Whether it is an attestation, by its annotations. */
  isAttestation: z.boolean(),
});

/** What `plan:make` plans. */
export const planRequestSchema = z.discriminatedUnion("kind", [
  /** The push of a preview to the targets of its draft. */
  z.strictObject({
    kind: z.literal("compose"),
    previewId: previewIdSchema,
  }),
  /** Tags on existing content. */
  z.strictObject({
    kind: z.literal("retag"),
    source: textSchema,
    targets: z.array(textSchema).min(1).max(100),
    copyReferrers: copyReferrersSchema,
    /** The tag that the digest of `source` was read from. The plan says whether it moved. */
    readFrom: textSchema.optional(),
    /** Refuse the plan if a target's tag points to other content. */
    noClobber: z.boolean().optional(),
  }),
  /** A tag set back to its content before an attempt of the journal, or to what the attempt pushed. */
  z.strictObject({
    kind: z.literal("restore"),
    journalId: z.string().max(64),
    name: textSchema,
    /** Omitted: `previous`. */
    content: z.enum(["previous", "pushed"]).optional(),
  }),
  /** What is missing below an index or image, copied from other places. */
  z.strictObject({
    kind: z.literal("repair"),
    text: textSchema,
    from: z.array(textSchema).min(1).max(maxRepairPlaces),
  }),
  /** The rest of an interrupted push. */
  z.strictObject({ kind: z.literal("resume"), journalId: z.string().max(64) }),
]);

/** The input of each channel. The main process validates it before a handler runs. */
export const requestSchemas = {
  "app:info": z.strictObject({}),
  "crash:dismiss": z.strictObject({}),
  /** Return what the desktop asked the app to open, once. */
  "opened:take": z.strictObject({}),
  "updates:read": z.strictObject({}),
  /** Start a check for a newer version of the app, and its download. */
  "updates:check": z.strictObject({}),
  /** Install the downloaded version and start it. */
  "updates:install": z.strictObject({}),
  "settings:read": z.strictObject({}),
  "settings:write": settingsChangeSchema,
  "viewState:write": viewStateSchema,
  /** Show the state of the commands in the menu. */
  "menu:update": menuStateSchema,
  /** Choose an OCI layout, archives, descriptor files or lists of references in a dialog, as sources. */
  "source:choose": z.strictObject({
    jobId: jobIdSchema,
    kind: z.enum(["layout", "archive", "descriptor", "list"]),
    /** What the dialog says: to inspect it. Omitted: to add it to the draft. */
    toInspect: z.boolean().optional(),
  }),
  /** Read dropped files and folders as sources. */
  "source:fromPaths": z.strictObject({
    jobId: jobIdSchema,
    paths: z.array(z.string().max(4096)).max(200),
  }),
  /** Read the current content of a target's tag. */
  "target:check": z.strictObject({ jobId: jobIdSchema, text: textSchema }),
  /** Choose an OCI layout or archive in a dialog, as a target. */
  "target:choose": z.strictObject({ kind: z.enum(["layout", "archive"]) }),
  /** Complete a reference while it is typed. */
  "reference:complete": z.strictObject({ jobId: jobIdSchema, text: partialReferenceSchema }),
  /** Find tags in place of one that was not found. */
  "reference:suggestTags": z.strictObject({ jobId: jobIdSchema, text: partialReferenceSchema }),
  "draft:preview": z.strictObject({
    jobId: jobIdSchema,
    draft: draftSchema,
    /** Resolve all sources again instead of using remembered ones. */
    refresh: z.boolean(),
    /** Ids of sources to resolve again if they failed before. */
    retry: z.array(z.string().max(64)).max(5000),
  }),
  /** Make a draft that edits the content behind a tag or a digest. */
  "draft:editTag": z.strictObject({ jobId: jobIdSchema, text: textSchema }),
  /** Find referrers that a push does not copy and findings about the content of entries, which only registries know. */
  "preview:losses": z.strictObject({
    jobId: jobIdSchema,
    previewId: previewIdSchema,
    /** Read the configs of all images, however many. Without it, those of few images are read. */
    allConfigs: z.boolean().optional(),
  }),
  "preview:scripts": z.strictObject({ jobId: jobIdSchema, previewId: previewIdSchema }),
  /** Read the manifest of an entry and its config. */
  "preview:manifest": z.strictObject({
    jobId: jobIdSchema,
    previewId: previewIdSchema,
    /** As the sources list it. */
    digest: z.string().max(256),
  }),
  /** Read the draft that was saved when the window was last closed. */
  "draft:saved": z.strictObject({}),
  /** Save the draft and the nearest steps of its undo history for the next start. */
  "draft:save": z.strictObject({ draft: draftSchema, history: savedHistorySchema }),
  /** Read a draft from a file chosen in a dialog or opened on the desktop, or from a text. Nothing is resolved or pushed. */
  "recipe:open": z.strictObject({
    jobId: jobIdSchema,
    openedId: openedIdSchema,
    text: z.string().max(maxRecipeText).optional(),
  }),
  "recipe:save": z.strictObject({
    jobId: jobIdSchema,
    draft: draftSchema,
    /** Write each source with its current digest. */
    pin: z.boolean(),
  }),
  /** Find referrers and digest tags that a retag does not copy, or copies because of an option. */
  "retag:losses": z.strictObject({
    jobId: jobIdSchema,
    source: textSchema,
    targets: z.array(textSchema).min(1).max(100),
    copyReferrers: copyReferrersSchema,
  }),
  "plan:make": z.strictObject({ jobId: jobIdSchema, request: planRequestSchema }),
  /** List places that may have what an index or image lost. */
  "repair:donors": z.strictObject({ repository: textSchema, digest: z.string().max(256) }),
  "plan:save": z.strictObject({ planId: z.string().max(64) }),
  /** Read a plan from a file chosen in a dialog, or opened on the desktop, and update it to the current state of its targets. */
  "plan:open": z.strictObject({ jobId: jobIdSchema, openedId: openedIdSchema }),
  "push:start": z.strictObject({
    jobId: jobIdSchema,
    planId: z.string().max(64),
    /** How many pushes of the same kind the window starts after it, one by one. */
    following: z.number().int().min(0).max(100_000).default(0),
  }),
  "journal:list": z.strictObject({}),
  /** List the digests that a tag pointed to. */
  "journal:timeline": z.strictObject({ text: textSchema }),
  /** Stop offering to resume an interrupted push. */
  "journal:dismiss": z.strictObject({ journalId: z.string().max(64) }),
  "journal:export": z.strictObject({ journalId: z.string().max(64) }),
  "inspect:open": z.strictObject({
    jobId: jobIdSchema,
    /** A reference; if `blob` is set, with the digest of the blob. */
    text: textSchema,
    blob: blobSchema.optional(),
  }),
  /** Open the files of an image, from the lowest layer. Nothing is read yet. */
  "files:open": z.strictObject({
    repository: repositorySchema,
    layers: z.array(layerSchema).max(10_000),
  }),
  /** Read the files of layers. */
  "files:read": z.strictObject({
    jobId: jobIdSchema,
    id: filesIdSchema,
    layers: z.array(z.int().min(0)).max(10_000),
    /** Read whole layers, although they have tables of contents. */
    whole: z.boolean(),
  }),
  /** List folders. */
  "files:list": z.strictObject({
    id: filesIdSchema,
    view: filesViewSchema,
    order: z.enum(["name", "size"]),
    folders: z
      .array(z.strictObject({ node: fileNodeSchema, limit: z.int().min(1).max(50_000) }))
      .max(2000),
  }),
  /** Find files by a part of their name. */
  "files:find": z.strictObject({
    jobId: jobIdSchema,
    id: filesIdSchema,
    view: filesViewSchema,
    text: z.string().min(1).max(1024),
  }),
  /** Divide a folder by the sizes of what is in it. */
  "files:sizes": filePlaceSchema,
  /** Read the start of a file. */
  "files:show": filePlaceSchema,
  /** Save a file to a path chosen in a dialog. */
  "files:save": filePlaceSchema,
  /** Read two contents and compare their indexes; without `after`, list the platforms of one. */
  "compare:open": z.strictObject({
    jobId: jobIdSchema,
    before: comparedSideSchema,
    after: comparedSideSchema.optional(),
  }),
  /** Compare the manifests, configs and layers of a pair of images. */
  "compare:images": pairSchema,
  /** Compare the packages of a pair of images, by their bills of materials. */
  "compare:packages": pairSchema,
  /** Read the layers of a pair of images and compare their files. */
  "compare:files": pairSchema.extend({
    /** Also read the layers that both images have at the bottom. */
    withShared: z.boolean(),
    /** Read whole layers, although they have tables of contents. */
    whole: z.boolean(),
  }),
  /** Read a part of the differences of the files of a pair. */
  "compare:differences": pairSchema.extend({ query: differenceQuerySchema }),
  /** Compare the platforms of the first side. */
  "compare:platforms": z.strictObject({
    jobId: jobIdSchema,
    comparisonId: z.string().max(64),
    by: z.enum(["images", "packages"]),
  }),
  /** Forget comparisons that are no longer shown. */
  "compare:close": z.strictObject({ comparisonIds: z.array(z.string().max(64)).max(1000) }),
  /** List the tags of a repository. */
  "tags:list": z.strictObject({
    jobId: jobIdSchema,
    /** A reference, whose tag does not matter. */
    text: textSchema,
    /** Read the list again, not a list of the last minute. */
    refresh: z.boolean(),
  }),
  /** Read what a tag points to. */
  "tags:describe": z.strictObject({
    jobId: jobIdSchema,
    repository: repositorySchema,
    tag: tagSchema,
    /** What the tag points to, if it was read before. */
    digest: z.string().max(256).exactOptional(),
    /** Read the manifest too. */
    summary: z.boolean(),
  }),
  "tags:digests": z.strictObject({
    jobId: jobIdSchema,
    repository: repositorySchema,
    tags: z.array(tagSchema).max(50_000),
  }),
  /** List the repositories of a registry. */
  "catalog:list": z.strictObject({ jobId: jobIdSchema, host: z.string().min(1).max(1024) }),
  /** Find out what the login for a repository may do there, without changing anything. */
  "access:test": z.strictObject({ jobId: jobIdSchema, text: textSchema }),
  /** Plan to delete tags or manifests, and find out what else would go. Deletes nothing. */
  "deletion:plan": z.strictObject({
    jobId: jobIdSchema,
    repository: repositorySchema,
    tags: z.array(tagSchema).max(maxDeletedTags),
    /** Manifests to delete, whether they have tags or not; always by digest. */
    digests: z.array(digestSchema).max(maxDeletedTags).optional(),
    /** Omitted: tags alone where the registry can do that. */
    by: z.enum(["tag", "digest"]).optional(),
  }),
  "deletion:execute": z.strictObject({ jobId: jobIdSchema, planId: z.string().max(64) }),
  /** Read the manifests and configs of entries of an index. */
  "inspect:entries": z.strictObject({
    jobId: jobIdSchema,
    /** Without tag and digest. */
    repository: textSchema,
    entries: z.array(entrySchema).max(200),
  }),
  /** List what refers to a digest. */
  "inspect:referrers": z.strictObject({
    jobId: jobIdSchema,
    repository: textSchema,
    digest: digestSchema,
  }),
  /** Check an index or image with all that it lists. */
  "inspect:health": z.strictObject({
    jobId: jobIdSchema,
    repository: textSchema,
    digest: digestSchema,
  }),
  /** Read a part of a blob. */
  "inspect:part": z.strictObject({
    jobId: jobIdSchema,
    /** A reference with the digest of the blob. */
    text: textSchema,
    blob: blobSchema,
    /** The first byte. */
    offset: z.int().min(0),
  }),
  /** Save the bytes of a manifest or blob in a file chosen in a dialog. */
  "inspect:save": z.strictObject({
    jobId: jobIdSchema,
    text: textSchema,
    blob: blobSchema.optional(),
  }),
  /** Open a web page in the system's browser, after a confirmation that shows its host. */
  "link:open": z.strictObject({ url: z.string().max(4096) }),
  "registry:list": z.strictObject({
    /** Also run credential helpers, which may take seconds. */
    helpers: z.boolean(),
  }),
  /** Check a login with the registry, and save it if the registry accepts it. */
  "registry:logIn": z.strictObject({
    jobId: jobIdSchema,
    /** As typed: a host, or a host with the path of a namespace or repository. */
    registry: z.string().min(1).max(1024),
    username: z.string().min(1).max(1024),
    password: z
      .string()
      .min(1)
      .max(16 * 1024),
  }),
  /** Remove a login that was saved by the app. */
  "registry:logOut": z.strictObject({
    host: z.string().min(1).max(255),
    /** The namespace or repository of the login, if it is not for the whole host. */
    repository: z.string().min(1).max(255).optional(),
  }),
  /** Set how a registry is reached; all options off restores the default. */
  "registry:setHost": hostSettingsSchema,
  /** Read the folders of the app, and the text that `diagnostics:copy` copies. */
  "diagnostics:read": z.strictObject({}),
  /** Copy versions, folders, settings and the end of the log to the clipboard. */
  "diagnostics:copy": z.strictObject({}),
  "diagnostics:openLogFolder": z.strictObject({}),
  "licenses:list": z.strictObject({}),
  "licenses:read": z.strictObject({ id: z.string().max(64) }),
  "job:cancel": z.strictObject({ jobId: jobIdSchema }),
  /** The window has taken a part of the result of a job. */
  "job:partTaken": z.strictObject({ jobId: jobIdSchema }),
  "window:saved": z.strictObject({}),
  "window:zoom": z.strictObject({ step: z.enum(["in", "out", "reset"]) }),
} as const satisfies Record<Channel, z.ZodType>;
