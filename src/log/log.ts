/**
 * The log: one JSON object a line, for machines. It never holds message content, subjects, passwords, codes or clear
 * addresses: callers pass words, counts, ids and reasons, and `redact` in `pino.ts` is the net below that.
 */
export interface Log {
  debug(event: string, facts?: LogFacts): void
  info(event: string, facts?: LogFacts): void
  warn(event: string, facts?: LogFacts): void
  /** A bug of ours: with the error, whose stack is kept. */
  error(event: string, error: unknown, facts?: LogFacts): void
  /** The same log with these facts on every line. */
  with(facts: LogFacts): Log
}

export type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Says nothing: for tests that do not look at the log. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silentLog,
}
