/**
 * Receives log lines. The engine never reads the environment to decide whether to log: the caller passes a log
 * or none. Lines contain no secrets. The methods must not throw.
 */
export interface Log {
  /** Details for debugging, such as one line per HTTP request. */
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
