/** The page's scheme and host: the only origin that the app loads and listens to. */
export const appScheme = "app";
export const appHost = "manifestry";
export const appOrigin = `${appScheme}://${appHost}`;
export const appUrl = `${appOrigin}/`;
