/**
 * The queue on the command line: what waits and why, and holding, releasing, trying now and deleting, with progress.
 */
import { Refusal } from '../base/errors.ts'
import { COUNTED_MAX, type DeskMail } from '../queue/desk.ts'
import type { DeskAction } from '../queue/desk-scripts.ts'
import { print, readParameters, type Command, type CommonValues } from './command.ts'
import { runOperation } from './operations.ts'
import type { QueuePlace, QueueWanted } from './queue-operations.ts'

const filters = {
  from: { type: 'string', default: '' }, domain: { type: 'string', default: '' }, state: { type: 'string',
    default: '' },
} as const

/** Mails that `queue list` prints unless told otherwise. */
export const LISTED_DEFAULT = 200

const start: QueuePlace = { part: 0, after: null }
const moment = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

function linesOf({ id, from, handedInAt, sizeBytes, recipientCount, recipients, lane,
  isSecured }: DeskMail): readonly string[] {
  const more = recipientCount - recipients.length
  return [
    [id, moment(handedInAt), `${Math.ceil(sizeBytes / 1024)} KiB`, lane, ...isSecured ? ['secured'] : [],
      `from ${from === '' ? 'this service' : from}`].join('  '),
    ...recipients.map(({ to, route, state, attempts, nextAt, reply }) =>
      `    ${to}  ${route}  ${state === 'stopped' ? 'on hold' : state}`
      + [state === 'waiting' ? `, next try ${moment(nextAt)}` : '', attempts === 0 ? '' : `, ${attempts} tried`,
        reply === '' ? '' : `: ${reply}`].join('')),
    ...(more > 0 ? [`    and ${more} more`] : []),
  ]
}

/** Lists open mails, oldest first. */
export const queueList: Command = {
  name: 'queue list',
  parameters: '[--from ADDRESS] [--domain DOMAIN] [--state waiting|trying|held|stopped] [--limit N] [--home DIR] '
    + '[--json]',
  doc: 'Lists mail that waits, oldest first, with the domains it goes to; no addresses of recipients and no text.',
  async run(words) {
    const { values } = readParameters(words, { ...filters, limit: { type: 'string', default: String(LISTED_DEFAULT) } })
    let left = Number(values.limit)
    if (!Number.isSafeInteger(left) || left < 1) throw new Refusal('usage',
      '--limit must be a whole number of 1 or more')
    if (!values.json) {
      const { waiting, trying, held, stopped } = await runOperation(values, 'queue.counts', {})
      print(values, null, [`${waiting} waiting, ${trying} under way, ${held} held for their sender, `
        + `${stopped} on hold (recipients).`])
    }
    for (let place: QueuePlace | null = start; place !== null && left > 0;) {
      const step: { readonly mails: readonly DeskMail[], readonly place: QueuePlace | null } =
        await runOperation(values, 'queue.list', { wanted: wantedOf(values, []), place })
      for (const mail of step.mails.slice(0, left)) print(values, mail, linesOf(mail))
      left -= step.mails.length
      place = step.place
    }
    return 0
  },
}

/** Shows one mail. */
export const queueShow: Command = {
  name: 'queue show',
  parameters: 'ID [--home DIR] [--json]',
  doc: 'Shows one mail of the queue with its addresses and what the other server said. The ledger keeps who looked.',
  async run(words) {
    const { values, positionals } = readParameters(words, {})
    const [id] = positionals
    if (id === undefined || positionals.length !== 1) throw new Refusal('usage', 'queue show needs exactly one id')
    const mail = await runOperation(values, 'queue.show', { id })
    print(values, mail, [...linesOf(mail), `    leaves ${moment(mail.leavesAt)}, goes back ${moment(mail.expiresAt)}`])
    return 0
  },
}

/** Shows destinations that are paused. */
export const queueDestinations: Command = {
  name: 'queue destinations',
  parameters: '[--home DIR] [--json]',
  doc: 'Shows the destinations that could not be reached, until when each is left alone, and what waits for it.',
  async run(words) {
    const { values } = readParameters(words, {})
    const found = await runOperation(values, 'queue.destinations', {})
    if (found.length === 0 && !values.json) print(values, null, ['No destination is paused.'])
    for (const one of found) {
      const count = one.waiting >= COUNTED_MAX ? `${COUNTED_MAX} or more` : String(one.waiting)
      print(values, one, [`${one.name}  paused until ${moment(one.pausedUntil)} after ${one.failures} failed tries, `
        + `${count} waiting: ${one.reply}`])
    }
    return 0
  },
}

function wantedOf(values: { readonly from: string, readonly domain: string, readonly state: string },
  ids: readonly string[]): QueueWanted {
  return { ids, from: values.from, domain: values.domain, state: values.state }
}

async function change(values: CommonValues & { readonly from: string, readonly domain: string, readonly state: string,
  readonly all: boolean,
  readonly quiet: boolean }, ids: readonly string[], action: DeskAction | 'delete'): Promise<number> {
  const isNamed = ids.length > 0 || values.from !== '' || values.domain !== '' || values.state !== ''
  if (isNamed === values.all) throw new Refusal('usage',
    'name mails by id, by --from, --domain or --state, or say --all')
  let [mails, recipients] = [0, 0]
  for (let place: QueuePlace | null = start; place !== null;) {
    const step: { readonly mails: number, readonly recipients: number, readonly place: QueuePlace | null } =
      await runOperation(values, 'queue.change', { wanted: wantedOf(values, ids), action, tell: !values.quiet, place })
    mails += step.mails
    recipients += step.recipients
    place = step.place
    if (place?.after != null) process.stderr.write(`${mails} mails so far\n`)
  }
  print(values, { action, mails, recipients }, [`${mails} mails, ${recipients} recipients: ${done[action]}.`])
  return ids.length > 0 && mails === 0 ? 1 : 0
}

const done: Readonly<Record<DeskAction | 'delete', string>> = {
  hold: 'on hold', release: 'released', retry: 'tried now', delete: 'deleted',
}

const which = '[ID...] [--from ADDRESS] [--domain DOMAIN] [--state STATE] [--all]'

function changing(action: DeskAction | 'delete', doc: string): Command {
  const mayBeQuiet = action === 'delete'
  return {
    name: `queue ${action}`,
    parameters: `${which}${mayBeQuiet ? ' [--quiet]' : ''} [--home DIR] [--json]`,
    doc,
    async run(words) {
      const { values, positionals } = readParameters(words, {
        ...filters, all: { type: 'boolean', default: false }, ...(mayBeQuiet ? { quiet: { type: 'boolean',
          default: false } } as const : {}),
      })
      return change({ ...values, quiet: 'quiet' in values && values.quiet === true }, positionals, action)
    },
  }
}

export const queueHold = changing('hold', 'Keeps waiting mail back until it is released. It does not expire meanwhile.')
export const queueRelease = changing('release', 'Lets mail go that was on hold.')
export const queueRetry = changing('retry',
  'Tries waiting mail now, also when its destination is paused; never before its hold time is over.')
export const queueDelete = changing('delete', 'Deletes waiting mail. Its sender gets a notice unless --quiet is given.')
