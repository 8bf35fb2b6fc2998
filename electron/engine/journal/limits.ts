/** Bounds on a journal's files, which may have been changed by anybody. In bytes, but for the last. */
export const limits = {
  /** One record. A plan of ten thousand blobs has about 3 MB; what a tag held has at most 11. */
  line: 64 * 1024 * 1024,
  /** Plan and held content, which no entry begins or goes on beyond. */
  content: 192 * 1024 * 1024,
  /** What is read of a file: its content, and the steps written beside it. */
  file: 256 * 1024 * 1024,
  /** Entries that a list has. */
  entries: 2000,
} as const;
