import type { PreviewResult, ResultContent, ResultRow } from "../../../shared/preview.ts";

/** The content that a result shows: whole, or without the sources that are missing; null where there is none. */
export function shownContent(result: PreviewResult | undefined): ResultContent | null {
  return result?.kind === "ready" || result?.kind === "partial" ? result.content : null;
}

/** The entries that a result shows, also where they cannot be combined as asked. */
export function rowsOf(result: PreviewResult): readonly ResultRow[] {
  return result.kind === "failed" ? result.rows : (shownContent(result)?.rows ?? []);
}

/** The result with its entries replaced; one without entries stays as it is. */
export function withRows(result: PreviewResult, rows: readonly ResultRow[]): PreviewResult {
  switch (result.kind) {
    case "empty":
      return result;
    case "failed":
      return { ...result, rows };
    case "ready":
      return { ...result, content: { ...result.content, rows } };
    case "partial":
      return { ...result, content: result.content && { ...result.content, rows } };
  }
}
