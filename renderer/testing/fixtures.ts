import type { SideContent } from "../../shared/comparison.ts";
import { emptyDraft } from "../../shared/emptyDraft.ts";
import type { FileComparison } from "../../shared/fileComparison.ts";
import type { DeletionPlan } from "../../shared/deletion.ts";
import type { Draft } from "../../shared/draft.ts";
import type { ConfigView, Inspection } from "../../shared/inspection.ts";
import type { AppInfo } from "../../shared/ipc/contract.ts";
import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import type { Plan, PushOutcome, RepositoryPlan, TagMove } from "../../shared/plan.ts";
import type {
  Preview,
  SourceSummary,
  ResultContent,
  ResultRow,
  TargetState,
} from "../../shared/preview.ts";
import type { RegistryView } from "../../shared/registries.ts";
import type { Failure } from "../../shared/errors.ts";
import { noOverwriteRules } from "../../shared/overwriteRules.ts";
import type { Settings } from "../../shared/settings.ts";

/** Returns a sha256 digest that repeats one byte: easy to recognize. */
export function digestOf(byte: string): string {
  return `sha256:${byte.repeat(32)}`;
}

/** A resolved source: by default one image for linux/amd64. */
export function makeResolved(change: Partial<SourceSummary> = {}): SourceSummary {
  return {
    name: "ghcr.io/acme/app:amd64",
    repository: "ghcr.io/acme/app",
    kind: "image",
    mediaType: mediaTypes.ociManifest,
    digest: digestOf("91"),
    size: 1204,
    platforms: ["linux/amd64"],
    attestations: 0,
    isMutable: true,
    ...change,
  };
}

/** An entry of a resulting index. */
export function makeRow(
  platform: string | undefined,
  byte: string,
  change: Partial<ResultRow> = {},
): ResultRow {
  return {
    kind: "image",
    descriptor: { mediaType: mediaTypes.ociManifest, digest: digestOf(byte), size: 1204 },
    ...(platform === undefined ? {} : { platform }),
    attestations: [],
    sources: [],
    kept: true,
    ...change,
  };
}

/** The content of a resulting index. */
export function makeContent(
  rows: readonly ResultRow[],
  change: Partial<ResultContent> = {},
): ResultContent {
  return {
    mediaType: mediaTypes.ociIndex,
    digest: digestOf("c8"),
    size: 1893,
    text: '{\n  "schemaVersion": 2\n}',
    carbonCopy: false,
    annotations: {},
    rows,
    replaced: [],
    ...change,
  };
}

/** A preview with a result. */
export function makePreview(rows: readonly ResultRow[], change: Partial<Preview> = {}): Preview {
  return {
    id: "preview-1",
    sources: {},
    result: { kind: "ready", content: makeContent(rows) },
    findings: [],
    losses: [],
    command: "docker buildx imagetools create -t ghcr.io/acme/app:1.4 ghcr.io/acme/app:amd64",
    ...change,
  };
}

/** The state of a target whose tag exists. */
export function makeTarget(
  change: Partial<Extract<TargetState, { kind: "exists" }>> = {},
): TargetState {
  return {
    kind: "exists",
    name: "ghcr.io/acme/app:1.4",
    mediaType: mediaTypes.ociIndex,
    digest: digestOf("ab"),
    size: 1500,
    annotations: {},
    rows: [],
    text: "{}",
    ...change,
  };
}

/** A draft with the given sources and targets: ids s1, s2, … and t1, t2, …. */
export function makeDraft(sources: readonly string[], targets: readonly string[] = []): Draft {
  return {
    ...emptyDraft,
    sources: sources.map((text, at) => ({ id: `s${at + 1}`, text })),
    targets: targets.map((text, at) => ({ id: `t${at + 1}`, text })),
  };
}

/** An error as the main process returns it. */
export function makeFailure(change: Partial<Failure> = {}): Failure {
  return {
    code: "not_found",
    message: "There is no ghcr.io/acme/app:nope.",
    hint: "Check the tag.",
    retryable: false,
    ...change,
  };
}

/** The move of an existing tag. */
export function makeMove(change: Partial<TagMove> = {}): TagMove {
  return {
    name: "ghcr.io/acme/app:1.4",
    tag: "1.4",
    before: digestOf("ab"),
    after: digestOf("c8"),
    noClobber: false,
    ...change,
  };
}

/** The plan for one repository: existing, mounted and copied blobs, two manifests to push and a tag that moves. */
export function makePart(change: Partial<RepositoryPlan> = {}): RepositoryPlan {
  const layer = "application/vnd.oci.image.layer.v1.tar+gzip";
  return {
    repository: "ghcr.io/acme/app",
    blobs: [
      {
        digest: digestOf("01"),
        mediaType: layer,
        size: 28_400_000,
        action: { kind: "exists" },
      },
      {
        digest: digestOf("02"),
        mediaType: layer,
        size: 3_100_000,
        action: { kind: "mount", from: "ghcr.io/acme/base" },
      },
      {
        digest: digestOf("03"),
        mediaType: layer,
        size: 41_250_000,
        action: { kind: "copy", from: "docker.io/library/alpine" },
      },
      {
        digest: digestOf("04"),
        mediaType: mediaTypes.ociConfig,
        size: 1402,
        action: { kind: "copy", from: "docker.io/library/alpine" },
      },
    ],
    manifests: [
      {
        digest: digestOf("91"),
        mediaType: mediaTypes.ociManifest,
        size: 1204,
        role: "child",
        platform: "linux/amd64",
        height: 0,
        action: { kind: "exists" },
      },
      {
        digest: digestOf("22"),
        mediaType: mediaTypes.ociManifest,
        size: 1204,
        role: "child",
        platform: "linux/arm64/v8",
        height: 0,
        action: { kind: "put", from: "docker.io/library/alpine" },
      },
      {
        digest: digestOf("c8"),
        mediaType: mediaTypes.ociIndex,
        size: 1893,
        role: "root",
        height: 1,
        action: { kind: "build" },
      },
    ],
    tags: [makeMove()],
    requests: { reads: 6, writes: 7 },
    ...change,
  };
}

/** A plan for one repository. */
export function makePlan(change: Partial<Plan> = {}): Plan {
  return {
    version: 1,
    id: "plan-1",
    kind: "compose",
    madeAt: "2026-01-31T12:00:00Z",
    root: { mediaType: mediaTypes.ociIndex, digest: digestOf("c8"), size: 1893, data: "e30=" },
    repositories: [makePart()],
    command: "docker buildx imagetools create -t ghcr.io/acme/app:1.4 ghcr.io/acme/app:amd64",
    ...change,
  };
}

/** A plan for one repository in which the content and the tag exist. */
export function makeExistingPlan(): Plan {
  const { manifests } = makePart();
  return makePlan({
    repositories: [
      makePart({
        blobs: [],
        manifests: manifests.map((manifest) => ({ ...manifest, action: { kind: "exists" } })),
        tags: [makeMove({ before: digestOf("c8") })],
      }),
    ],
  });
}

/** The result of pushing `makePlan()`. */
export function makeOutcome(change: Partial<PushOutcome> = {}): PushOutcome {
  const { root, repositories } = makePlan();
  return {
    root: { mediaType: root.mediaType, digest: root.digest, size: root.size },
    repositories: repositories.map(({ repository }) => ({ repository, content: "complete" })),
    tags: repositories.flatMap(({ tags }) =>
      tags.map((move) => ({ kind: "moved" as const, move })),
    ),
    copiedBytes: 41_251_402,
    mountedBlobs: 1,
    journalId: "journal-1",
    ...change,
  };
}

/** An inspected index. */
export function makeInspection(change: Partial<Inspection> = {}): Inspection {
  return {
    name: "ghcr.io/acme/app:1.4",
    repository: "ghcr.io/acme/app",
    mediaType: mediaTypes.ociIndex,
    digest: digestOf("c8"),
    size: 1893,
    text: '{\n  "schemaVersion": 2\n}',
    content: {
      kind: "index",
      annotations: {},
      rows: [makeRow("linux/amd64", "91"), makeRow("linux/arm64/v8", "22")],
      clients: [],
    },
    ...change,
  };
}

/** The config of an image for linux/amd64. */
export function makeConfig(change: Partial<ConfigView> = {}): ConfigView {
  return {
    platform: "linux/amd64",
    entrypoint: [],
    cmd: [],
    env: [],
    exposedPorts: [],
    volumes: [],
    labels: {},
    shell: [],
    onBuild: [],
    diffIds: [],
    others: [],
    history: [],
    text: "{}",
    ...change,
  };
}

/** A registry that was accessed with the account of `docker login`. */
export function makeRegistry(change: Partial<RegistryView> = {}): RegistryView {
  return {
    host: "ghcr.io",
    accounts: [{ account: "octocat", source: "~/.docker/config.json", isSaved: false }],
    accesses: [
      {
        account: "octocat",
        source: "~/.docker/config.json",
        scopes: ["repository:acme/app:pull", "repository:acme/base:pull"],
      },
    ],
    warnings: [],
    insecure: [],
    ...change,
  };
}

/** The settings of a new installation. */
export function makeSettings(change: Partial<Settings> = {}): Settings {
  return {
    theme: "system",
    neverOverwrite: noOverwriteRules,
    recentSources: [],
    checkForUpdates: true,
    shortcuts: {},
    ...change,
  };
}

/** What the main process says about the app. */
export function makeAppInfo(change: Partial<AppInfo> = {}): AppInfo {
  return {
    version: "0.1.0",
    platform: "linux",
    versions: { Manifestry: "0.1.0" },
    expectedElectron: undefined,
    isTestPackage: false,
    missingSandbox: undefined,
    sample: { images: [], target: "" },
    problems: [],
    crash: undefined,
    ...change,
  };
}

/** A side of a comparison that was read: an index. */
export function makeSide(more: Partial<SideContent> = {}): SideContent {
  return {
    name: "ghcr.io/acme/app:1",
    kind: "index",
    mediaType: mediaTypes.ociIndex,
    digest: digestOf("aa"),
    size: 1000,
    ...more,
  };
}

/** The files of two images that are equal. */
export function makeFileComparison(more: Partial<FileComparison> = {}): FileComparison {
  const none = { count: 0, bytes: 0 };
  return {
    counts: {
      added: none,
      removed: none,
      changed: none,
      addedOrChanged: none,
      removedOrChanged: none,
    },
    uncertain: 0,
    unread: 0,
    tocs: 0,
    isVerified: true,
    ...more,
  };
}

/** The deletion of the tag 1.4, whose registry deletes by digest only, and with it `latest`. */
export function makeDeletionPlan(change: Partial<DeletionPlan> = {}): DeletionPlan {
  const repository = "ghcr.io/acme/app";
  return {
    version: 1,
    id: "deletion-1",
    kind: "delete",
    madeAt: "2026-01-31T12:00:00Z",
    repository,
    by: "digest",
    tags: ["1.4", "latest"].map((tag) => ({
      name: `${repository}:${tag}`,
      tag,
      before: digestOf("ab"),
    })),
    ways: ["digest"],
    areOtherTagsKnown: true,
    missing: [],
    unreadTags: [],
    manifests: [
      {
        digest: digestOf("ab"),
        mediaType: mediaTypes.ociIndex,
        tags: ["1.4"],
        otherTags: ["latest"],
        indexes: [],
        referrers: [],
        digestTags: [],
        backup: { kind: "whole" },
      },
    ],
    ...change,
  };
}
