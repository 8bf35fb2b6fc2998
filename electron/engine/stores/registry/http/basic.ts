/** The value of an Authorization header for HTTP Basic (RFC 7617, in UTF-8). */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
}
