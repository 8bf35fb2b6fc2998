/** The most of each that a draft has. */
export const draftLimits = { sources: 5000, annotations: 1000, targets: 100 } as const;
