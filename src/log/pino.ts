import { pino, type DestinationStream } from 'pino'
import type { Log, LogFacts } from './log.ts'
import { redact } from './redact.ts'

/** The log of the running service: JSON lines to the stream given, every text passed through `redact`. */
export function openLog(args: { readonly level: 'debug' | 'info' | 'warn' | 'error', readonly stream: DestinationStream }): Log {
  const logger = pino({ level: args.level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` }, args.stream)
  const make = (bound: LogFacts): Log => ({
    debug: (event, facts) => {
      if (logger.isLevelEnabled('debug')) logger.debug({ ...bound, ...clean(facts) }, event)
    },
    info: (event, facts) => {
      if (logger.isLevelEnabled('info')) logger.info({ ...bound, ...clean(facts) }, event)
    },
    warn: (event, facts) => {
      if (logger.isLevelEnabled('warn')) logger.warn({ ...bound, ...clean(facts) }, event)
    },
    error: (event, error, facts) => logger.error({ ...bound, ...clean(facts), ...describe(error) }, event),
    with: (facts) => make({ ...bound, ...clean(facts) }),
  })
  return make({})
}

function clean(facts: LogFacts | undefined): LogFacts {
  if (facts === undefined) return {}
  const cleaned: Record<string, string | number | boolean | null | undefined> = {}
  for (const [name, value] of Object.entries(facts)) cleaned[name] = typeof value === 'string' ? redact(value) : value
  return cleaned
}

/** Longest stack that is written. */
const STACK_LENGTH_MAX = 4000

function describe(error: unknown): LogFacts {
  if (!(error instanceof Error)) return { error: redact(String(error)) }
  const cause = error.cause instanceof Error ? redact(`${error.cause.name}: ${error.cause.message}`) : undefined
  return {
    error: redact(`${error.name}: ${error.message}`),
    stack: redact((error.stack ?? '').slice(0, STACK_LENGTH_MAX)),
    ...(cause === undefined ? {} : { cause }),
  }
}
