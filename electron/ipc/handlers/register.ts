/** Register the handler of every channel. */
export async function registerHandlers(): Promise<void> {}
