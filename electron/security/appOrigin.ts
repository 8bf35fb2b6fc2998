/** The origin of the page: the only one that the app loads and accepts messages from. In a file of its own, since the
 * protocol, the window and three rules use it.
 */
export const appScheme = "app";
export const appHost = "manifestry";
export const appOrigin = `${appScheme}://${appHost}`;
export const appUrl = `${appOrigin}/`;
