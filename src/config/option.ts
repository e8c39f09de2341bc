import { isIPv4, isIPv6 } from 'node:net'

/** One setting, declared once: from this come the type, the start-up check, the example file and the reference page. */
export interface Option<T> {
  readonly default: T
  /** What it does, for the administrator: full sentences, with units. */
  readonly doc: string
  /** Reads the YAML value; gives the value, or `{ problem }` that says what is allowed. */
  readonly read: (value: unknown) => { readonly value: T } | { readonly problem: string }
}

export interface NumberLimits {
  readonly min: number
  readonly max: number
}

/** A whole number within limits. */
export function whole(args: { readonly default: number, readonly doc: string } & NumberLimits): Option<number> {
  const { min, max } = args
  return {
    default: args.default,
    doc: args.doc,
    read: (value) => typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? { value }
      : { problem: `must be a whole number from ${min} to ${max}` },
  }
}

/** One word out of a list. */
export function choice<const T extends string>(
  args: { readonly default: NoInfer<T>, readonly doc: string, readonly of: readonly T[] },
): Option<T> {
  return {
    default: args.default,
    doc: args.doc,
    read: (value) => {
      const found = args.of.find((word) => word === value)
      return found === undefined ? { problem: `must be one of: ${args.of.join(', ')}` } : { value: found }
    },
  }
}

/** True or false. */
export function flag(args: { readonly default: boolean, readonly doc: string }): Option<boolean> {
  return {
    default: args.default,
    doc: args.doc,
    read: (value) => typeof value === 'boolean' ? { value } : { problem: 'must be true or false' },
  }
}

/** A text of bounded length; `check` gives a problem in words, or undefined. */
export function text(
  args: { readonly default: string, readonly doc: string, readonly check?: (value: string) => string | undefined },
): Option<string> {
  return {
    default: args.default,
    doc: args.doc,
    read: (value) => {
      if (typeof value !== 'string' || value.length > TEXT_LENGTH_MAX) return { problem: 'must be a text' }
      const problem = args.check?.(value)
      return problem === undefined ? { value } : { problem }
    },
  }
}

/** A list of texts. */
export function list(args: {
  readonly default: readonly string[], readonly doc: string, readonly check?: (value: string) => string | undefined,
}): Option<readonly string[]> {
  return {
    default: args.default,
    doc: args.doc,
    read: (value) => {
      if (!Array.isArray(value) || value.length > LIST_LENGTH_MAX) return { problem: 'must be a list' }
      for (const item of value) {
        if (typeof item !== 'string') return { problem: 'must be a list of texts' }
        const problem = args.check?.(item)
        if (problem !== undefined) return { problem: `${item}: ${problem}` }
      }
      return { value: value as readonly string[] }
    },
  }
}

/** Names with a text each, such as `{ "partner.example": "127.0.0.1:2525" }`. */
export function map(args: {
  readonly doc: string, readonly check?: (key: string, value: string) => string | undefined,
}): Option<Readonly<Record<string, string>>> {
  return {
    default: {},
    doc: args.doc,
    read: (value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return { problem: 'must be a map of names' }
      const read: Record<string, string> = {}
      for (const [key, item] of Object.entries(value)) {
        if (typeof item !== 'string') return { problem: `${key}: must be a text` }
        const problem = args.check?.(key, item)
        if (problem !== undefined) return { problem: `${key}: ${problem}` }
        read[key] = item
      }
      return { value: read }
    },
  }
}

/** Where a server listens: `host:port` (port 0 picks a free one) or `off`. */
export function listener(args: { readonly default: string, readonly doc: string }): Option<string> {
  return text({ ...args, check: (value) => value === 'off' ? undefined : hostPortProblem(value) })
}

/** Says what is wrong with an address, or a network such as `10.0.0.0/8`; undefined when it is one. */
export function networkProblem(value: string): string | undefined {
  const [address = '', bits, ...rest] = value.split('/')
  const whole = isIPv4(address) ? 32 : isIPv6(address) && !address.includes('%') ? 128 : undefined
  const isRight = whole !== undefined && rest.length === 0
    && (bits === undefined || /^\d{1,3}$/.test(bits) && Number(bits) <= whole)
  return isRight ? undefined : 'must be an address or a network such as 10.0.0.0/8'
}

/** What is wrong with a `host:port`, or undefined. IPv6 in brackets. */
export function hostPortProblem(value: string): string | undefined {
  const at = value.lastIndexOf(':')
  const port = value.slice(at + 1)
  const known = at > 0 && /^[0-9]{1,5}$/.test(port) && Number(port) <= 65535
  return known ? undefined : 'must be host:port, such as 127.0.0.1:2525, or off'
}

/** Longest text a setting may hold. */
export const TEXT_LENGTH_MAX = 4096
/** Longest list a setting may hold. */
export const LIST_LENGTH_MAX = 256
