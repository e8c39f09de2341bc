import { readFile } from 'node:fs/promises'
import { second } from '../base/sizes.ts'
import type { Log } from '../log/log.ts'
import type { SmsDriver, SmsMessage, SmsOutcome } from './sms.ts'

/** The call of a gateway, as its own pages describe it. `{to}`, `{text}`, `{sender}` and `{secret}` are filled in. */
export interface HttpSmsTemplate {
  /** `https:`; plain `http:` to this machine only. `{...}` may stand in path and query, never in the host. */
  readonly url: string
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  /** JSON, form or XML: values are escaped by the content type. */
  readonly body: string
  readonly sender: string
  /** File with the gateway's token, so that it stands in no configuration. */
  readonly secretFile?: string
}

/** One call. */
export const SMS_CALL_MS = 6 * second
/** Waits between calls; one more call than there are waits. */
export const SMS_WAITS_MS: readonly number[] = [0.5 * second, 2 * second]
/** Bytes of an answer that are read at most, to free the connection; their content is not looked at. */
export const SMS_ANSWER_BYTES_MAX = 64 * 1024

/** Any gateway with one HTTP call. The address is the administrator's and nothing of a message can change it. */
export function createHttpSms({ template, log, wait = waitMs }: {
  readonly template: HttpSmsTemplate, readonly log: Log, readonly wait?: (ms: number) => Promise<void>,
}): SmsDriver {
  const problem = templateProblem(template)
  if (problem !== undefined) throw new Error(`sms.http: ${problem}`)

  async function call(message: SmsMessage, secret: string): Promise<'sent' | 'again' | 'refused'> {
    const values = { to: message.to, text: message.text, sender: template.sender, secret }
    const url = filled(template.url, values, encodeURIComponent)
    const headers = Object.entries(template.headers)
      .map(([name, value]): [string, string] => [name, filled(value, values, oneLine)])
    try {
      const answer = await fetch(url, {
        method: template.method, headers, redirect: 'manual', signal: AbortSignal.timeout(SMS_CALL_MS),
        ...(template.method === 'GET' ? {} : { body: filled(template.body, values, escapeFor(template.headers)) }),
      })
      await drain(answer)
      if (answer.ok) return 'sent'
      log.warn('sms.gateway-answer', { status: answer.status })
      return answer.status === 429 || answer.status >= 500 ? 'again' : 'refused'
    } catch (error) {
      log.warn('sms.gateway-unreachable', { error: error instanceof Error ? error.name : 'unknown' })
      return 'again'
    }
  }

  return {
    kind: 'http',
    async send(message): Promise<SmsOutcome> {
      const secret = template.secretFile === undefined ? '' : (await readFile(template.secretFile, 'utf8')).trim()
      for (const pause of [...SMS_WAITS_MS, undefined]) {
        const answer = await call(message, secret)
        if (answer === 'sent') return { outcome: 'sent' }
        if (answer === 'refused') return { outcome: 'failed', reason: 'gateway-refused' }
        if (pause !== undefined) await wait(pause)
      }
      return { outcome: 'failed', reason: 'gateway-down' }
    },
  }
}

/** What is wrong with a template, in words for the administrator; undefined when it can be used. */
export function templateProblem({ url, headers }: HttpSmsTemplate): string | undefined {
  const authority = /^https?:\/\/([^/?#]*)/.exec(url)?.[1]
  if (authority === undefined || authority.includes('{') || authority.includes('@')) return 'url must be https://host/... with nothing filled in in the host'
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined) return 'url is not a URL'
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(parsed.hostname)
  if (parsed.protocol !== 'https:' && !isHere) return 'url must begin with https: (http: to this machine only)'
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[A-Za-z0-9-]{1,60}$/.test(name) || /[\r\n\0]/.test(value)) return `the header ${name} is not valid`
  }
  return undefined
}

function filled(text: string, values: Readonly<Record<string, string>>, escape: (value: string) => string): string {
  return text.replace(/\{(to|text|sender|secret)\}/g, (_whole, name: string) => escape(values[name] ?? ''))
}

function escapeFor(headers: Readonly<Record<string, string>>): (value: string) => string {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1].toLowerCase() ?? ''
  if (type.includes('json')) return (value) => JSON.stringify(value).slice(1, -1)
  if (type.includes('xml')) return (value) => value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
  return encodeURIComponent
}

const oneLine = (value: string): string => value.replace(/[\r\n\0]+/g, ' ')

async function drain(answer: Response): Promise<void> {
  if (answer.body === null) return
  let bytes = 0
  for await (const chunk of answer.body) {
    bytes += chunk.length
    if (bytes > SMS_ANSWER_BYTES_MAX) break
  }
}

function waitMs(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
