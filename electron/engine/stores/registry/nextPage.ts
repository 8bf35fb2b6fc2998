/**
 * The address of the next page from a Link header, quoted or not: `</v2/x/tags/list?last=b>; rel="next"`.
 * Source: distribution-spec 1.1, "Content Discovery"; RFC 8288.
 */
export function parseNextLink(link: string | undefined): string | undefined {
  for (const part of (link ?? "").split(/,(?=\s*<)/)) {
    const match = /^\s*<([^<>]{1,8192})>\s*;(.*)$/s.exec(part);
    if (match && /(?:^|;)\s*rel\s*=\s*(?:"\s*)?next\s*(?:"\s*)?(?:;|$)/i.test(match[2] ?? ""))
      return match[1];
  }
  return undefined;
}
