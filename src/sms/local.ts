import { appendFile } from 'node:fs/promises'
import type { Clock } from '../base/clock.ts'
import type { SmsDriver, SmsMessage } from './sms.ts'

/** Messages kept in memory; the oldest go first. */
export const LOCAL_SMS_MAX = 200

export interface KeptSms extends SmsMessage {
  readonly at: number
}

export interface LocalSms extends SmsDriver {
  /** Newest first; of one number when it is given. */
  messages(to?: string): readonly KeptSms[]
}

/**
 * For the demonstration and for tests: nothing is sent, messages are kept in memory for a telephone page, and as
 * lines of JSON in a file when one is given. Whoever reads them has the codes, so it is never the default.
 */
export function createLocalSms({ clock, file }: { readonly clock: Clock, readonly file?: string }): LocalSms {
  const kept: KeptSms[] = []
  return {
    kind: 'local',
    messages: (to) => kept.filter((message) => to === undefined || message.to === to).toReversed(),
    async send(message) {
      const one = { ...message, at: clock.now() }
      kept.push(one)
      if (kept.length > LOCAL_SMS_MAX) kept.shift()
      if (file !== undefined) await appendFile(file, `${JSON.stringify(one)}\n`, { mode: 0o600 })
      return { outcome: 'sent' }
    },
  }
}
