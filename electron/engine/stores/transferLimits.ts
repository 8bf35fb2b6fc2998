/** Blobs that are sent to one repository at once, by the kind of its store. An archive is one file, written in order. */
export const transferLimits = { registry: 4, layout: 4, archive: 1 } as const;
