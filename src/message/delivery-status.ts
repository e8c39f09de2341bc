/** What a notice of another server says became of a mail (RFC 3464), as far as it says it. */
import { headerFields } from './rewrite.ts'

export interface DeliveryStatus {
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded' | null
  /** Enhanced status such as `5.1.1`; null when there is none. */
  readonly status: string | null
  /** The words of the server that refused it; '' without them. */
  readonly diagnostic: string
}

/** Octets of a notice that are looked at. */
export const STATUS_BYTES_MAX = 256 * 1024
/** Characters of the words that are kept. */
export const DIAGNOSTIC_LENGTH_MAX = 500

/** Whether a message says that it is a notice about delivery. */
export function isDeliveryReport(raw: Uint8Array): boolean {
  const type = headerFields(raw).fields.find(({ name }) =>
    name.toLowerCase() === 'content-type')?.value.toLowerCase() ?? ''
  return type.includes('multipart/report') && type.includes('delivery-status')
}

/** The first recipient it tells of; undefined when there is no part for programs. */
export function readDeliveryStatus(raw: Uint8Array): DeliveryStatus | undefined {
  const text = new TextDecoder('latin1').decode(raw.subarray(0, STATUS_BYTES_MAX))
  const part = /^content-type:[ \t]{0,20}message\/(?:global-)?delivery-status/im.exec(text)
  if (part === null) return undefined
  const lines = text.slice(part.index).split('\n')
  const value = (name: string): string | undefined => {
    const at = lines.findIndex((line) => line.slice(0, name.length + 1).toLowerCase() === `${name}:`)
    if (at < 0) return undefined
    const folded = lines.slice(at + 1, at + 1 + FOLDED_LINES_MAX)
    const end = folded.findIndex((line) => !line.startsWith(' ') && !line.startsWith('\t'))
    return [lines[at]?.slice(name.length + 1), ...folded.slice(0, end < 0 ? folded.length
      : end)].join(' ').replaceAll(/[\x00-\x20]+/g, ' ').trim()
  }
  const action = ACTIONS.find((one) => one === value('action')?.toLowerCase()) ?? null
  const status = /^[245]\.\d{1,3}\.\d{1,3}/.exec(value('status') ?? '')?.[0] ?? null
  const diagnostic = (value('diagnostic-code') ?? '').replace(/^smtp *; */i, '').slice(0, DIAGNOSTIC_LENGTH_MAX)
  return { action, status, diagnostic }
}

const ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const
const FOLDED_LINES_MAX = 20
