import { constants, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";

/** A rectangle on the desktop, in device-independent pixels. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowPlacement {
  readonly bounds: Bounds;
  readonly maximized: boolean;
}

export const defaultSize = { width: 1280, height: 800 } as const;
export const minimumSize = { width: 960, height: 600 } as const;

/** The part of the title bar that must be on a display, so that the user can drag the window. */
const minimumGrip = { width: 160, height: 48 } as const;

const pointSchema = z.int().min(-100_000).max(100_000);
const lengthSchema = z.int().min(1).max(100_000);
const placementSchema = z.object({
  bounds: z.object({
    x: pointSchema,
    y: pointSchema,
    width: lengthSchema,
    height: lengthSchema,
  }),
  maximized: z.boolean(),
});

/** Opens a pipe without blocking, which would keep the app from starting. Windows has no such flag. */
const openFlags = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);

/** Reads the last bounds of the window. An invalid file is ignored, and replaced at the next close. */
export function readWindowPlacement(file: string): WindowPlacement | undefined {
  try {
    return placementSchema.parse(
      JSON.parse(readFileSync(file, { encoding: "utf8", flag: openFlags })),
    );
  } catch {
    return undefined;
  }
}

/** Writes the bounds of the window atomically. */
export function writeWindowPlacement(file: string, placement: WindowPlacement): void {
  const next = `${file}.new`;
  writeFileSync(next, `${JSON.stringify(placement)}\n`, { mode: 0o600 });
  renameSync(next, file);
}

/** Returns the last bounds if a display shows the title bar there, else the default size. */
export function chooseBounds(
  placement: WindowPlacement | undefined,
  workAreas: readonly Bounds[],
): Partial<Bounds> {
  if (placement === undefined) {
    return defaultSize;
  }
  const bounds = {
    ...placement.bounds,
    width: Math.max(placement.bounds.width, minimumSize.width),
    height: Math.max(placement.bounds.height, minimumSize.height),
  };
  return workAreas.some((area) => showsTitleBar(area, bounds)) ? bounds : defaultSize;
}

function showsTitleBar(area: Bounds, bounds: Bounds): boolean {
  const left = Math.max(area.x, bounds.x);
  const right = Math.min(area.x + area.width, bounds.x + bounds.width);
  const top = bounds.y;
  return (
    right - left >= minimumGrip.width &&
    top >= area.y &&
    top + minimumGrip.height <= area.y + area.height
  );
}
