/** Stands in index.html where the app writes a fresh nonce at every load (electron/security/csp.ts has the same word). */
export const noncePlaceholder = "manifestry-csp-nonce";
