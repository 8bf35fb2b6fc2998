/** The app replaces this word in index.html by a new nonce at each load (electron/security/csp.ts has the same word). */
export const noncePlaceholder = "manifestry-csp-nonce";
