/** How the progress of a push names a piece of content (shared/progress.ts, StepProgress). */
export function contentStep(repository: string, digest: string): string {
  return `${repository} ${digest}`;
}
