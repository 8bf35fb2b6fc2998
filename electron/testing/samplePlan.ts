import type { Plan, PushOutcome, TagMove } from "../../shared/plan.ts";
import type { PushLog } from "../engine/push/pushLog.ts";
import { buildImage, type BuiltImage } from "../engine/sample/buildImage.ts";

/** The previous content of `movedTag`. */
export const previousImage: BuiltImage = buildImage({
  platform: { os: "linux", architecture: "s390x" },
});
/** The root of `samplePlan`. */
export const releasedImage: BuiltImage = buildImage({
  platform: { os: "linux", architecture: "amd64" },
});

const repository = "registry.example/acme/app";

function move(tag: string, before: string | null): TagMove {
  return {
    name: `${repository}:${tag}`,
    tag,
    before,
    after: releasedImage.digest,
    noClobber: false,
  };
}

export const movedTag: TagMove = move("1", previousImage.digest);
export const newTag: TagMove = move("1.4", null);

/**
 * Returns a plan that moves one tag and creates another, with two steps of content.
 * @param existingBlobs the number of further blobs, which exist in the target
 */
export function samplePlan(existingBlobs = 0): Plan {
  const { mediaType, digest, bytes, config } = releasedImage;
  return {
    version: 1,
    id: "plan",
    kind: "retag",
    madeAt: "2026-01-31T12:00:00.000Z",
    root: { mediaType, digest, size: bytes.length, data: Buffer.from(bytes).toString("base64") },
    repositories: [
      {
        repository,
        blobs: [
          {
            digest: config.digest,
            mediaType: config.mediaType,
            size: config.bytes.length,
            action: { kind: "copy", from: "registry.example/acme/build" },
          },
          ...Array.from({ length: existingBlobs }, (_, position) => ({
            digest: `sha256:${position.toString(16).padStart(64, "0")}`,
            mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
            size: 1000 + position,
            action: { kind: "exists" } as const,
          })),
        ],
        manifests: [
          {
            digest,
            mediaType,
            size: bytes.length,
            role: "root",
            height: 0,
            action: { kind: "put", from: "registry.example/acme/build" },
          },
        ],
        tags: [movedTag, newTag],
        requests: { reads: 3, writes: 5 },
      },
    ],
    command: "docker buildx imagetools create",
    differences: [{ kind: "tag", name: movedTag.name, was: null, now: previousImage.digest }],
  };
}

/** The totals of a push that has copied nothing. */
export const nothingCopied = { copiedBytes: 0, mountedBlobs: 0 };

/** Records a successful push of `samplePlan` in a log, up to its end. */
export async function recordPush(log: PushLog): Promise<void> {
  await log.recordPrevious(movedTag.name, previousImage);
  log.recordStep(`${repository} ${releasedImage.config.digest}`, nothingCopied);
  log.recordStep(`${repository} ${releasedImage.digest}`, nothingCopied);
  for (const tag of [movedTag, newTag]) {
    await log.recordSending(tag.name);
    await log.recordOutcome({ kind: "moved", move: tag });
  }
}

/** Returns the outcome of a successful push of `samplePlan`. */
export function successfulOutcome(journalId: string): PushOutcome {
  const { mediaType, digest, bytes } = releasedImage;
  return {
    root: { mediaType, digest, size: bytes.length },
    repositories: [{ repository, content: "complete" }],
    tags: [movedTag, newTag].map((tag) => ({ kind: "moved", move: tag })),
    copiedBytes: 100,
    mountedBlobs: 0,
    journalId,
  };
}
