/**
 * Reads a DMARC aggregate report, of RFC 9990 and of RFC 7489 and its neighbours. It came from a stranger: no DTD, nothing
 * outside is opened, everything has a limit, and what is no report is `undefined`.
 */
import { setImmediate } from 'node:timers/promises'
import { xmlSteps, type XmlReader } from '../extract/xml.ts'
import { clean, countOf, domainOf, largest, secondsOf } from './plain.ts'
import { RECORDS_READ_MAX, type DkimFound, type DmarcDisposition, type DmarcReport, type DmarcRow, type SpfFound } from './types.ts'

/** Values by their path below `feedback` or `record`; the first of each counts. */
type Values = Map<string, string>

/** DKIM results of one record that are kept. */
export const DKIM_RESULTS_MAX = 10
/** Elements inside each other; a report has six, and extensions a few more. */
export const DEPTH_MAX = 12
/** Elements of one report: 4 MiB of real records have some 130,000. */
export const ELEMENTS_MAX = 200_000
/** Deepest element of which a value is kept: `feedback/record/row/policy_evaluated/reason/type`. */
const VALUE_DEPTH = 6
const VALUE_LENGTH_MAX = 1000

interface Draft { readonly values: Values, readonly dkim: Values[], readonly spf: Values[] }

class TooMuch extends Error {}

/** The report; undefined when it lacks what it must have or passes a limit. Others get their turn while it is read. */
export async function readDmarc(xml: string): Promise<DmarcReport | undefined> {
  if (!xml.slice(0, 4096).includes('<feedback')) return undefined
  const head: Values = new Map()
  const rows: DmarcRow[] = []
  try {
    for (const _ of xmlSteps(xml, reportReader(head, rows))) await setImmediate()
  } catch (error) {
    if (error instanceof TooMuch) return undefined
    throw error
  }
  return reportOf(head, rows)
}

/** Fills head and rows. */
function reportReader(head: Values, rows: DmarcRow[]): XmlReader {
  const path: string[] = []
  let elements = 0
  let text = ''
  let record: Draft | undefined
  let part: Values | undefined
  const note = (name: string): void => {
    const value = text.trim()
    if (value === '' || path.length > VALUE_DEPTH) return
    const key = path.slice(1).join('/')
    if (record === undefined) setFirst(head, key, value)
    else if (part === undefined) setFirst(record.values, key, value)
    else setFirst(part, name, value)
  }
  return {
    textLengthMax: VALUE_LENGTH_MAX,
    open(name) {
      path.push(name)
      elements += 1
      if (path.length > DEPTH_MAX || elements > ELEMENTS_MAX) throw new TooMuch()
      text = ''
      if (path.length === 2 && name === 'record') record = { values: new Map(), dkim: [], spf: [] }
      if (record === undefined || path.length !== 4 || path[2] !== 'auth_results') return
      part = new Map()
      if (name === 'dkim' && record.dkim.length < DKIM_RESULTS_MAX) record.dkim.push(part)
      if (name === 'spf' && record.spf.length === 0) record.spf.push(part)
    },
    text(piece) {
      if (text.length < VALUE_LENGTH_MAX) text += piece.slice(0, VALUE_LENGTH_MAX)
    },
    close(name) {
      note(name)
      text = ''
      if (path.length === 4) part = undefined
      if (path.length === 2 && record !== undefined) {
        const row = rows.length < RECORDS_READ_MAX ? rowOf(record) : undefined
        if (row !== undefined) rows.push(row)
        record = undefined
      }
      path.pop()
    },
  }
}

function setFirst(values: Values, key: string, value: string): void {
  if (!values.has(key) && values.size < 100) values.set(key, value)
}

function reportOf(head: Values, rows: readonly DmarcRow[]): DmarcReport | undefined {
  const domain = domainOf(head.get('policy_published/domain'))
  const begin = secondsOf(head.get('report_metadata/date_range/begin'))
  const end = secondsOf(head.get('report_metadata/date_range/end'))
  const organisation = clean(head.get('report_metadata/org_name'))
  const reportId = clean(head.get('report_metadata/report_id'))
  if (domain === undefined || begin === undefined || end === undefined || end < begin || organisation === '' || reportId === '') return undefined
  const published = (name: string): string | null => clean(head.get(`policy_published/${name}`)) || null
  return {
    kind: 'dmarc', organisation, reportId, begin, end, contact: clean(head.get('report_metadata/email')),
    policy: {
      domain, p: published('p') ?? 'none', sp: published('sp'), np: published('np'), adkim: published('adkim'),
      aspf: published('aspf'), fo: published('fo'), testing: published('testing') === 'y',
    },
    rows: largest(rows, ({ count }) => count),
  }
}

const DISPOSITIONS: readonly DmarcDisposition[] = ['none', 'pass', 'quarantine', 'reject']

function rowOf({ values, dkim, spf }: Draft): DmarcRow | undefined {
  const at = (name: string): string => clean(values.get(name))
  const disposition = DISPOSITIONS.find((one) => one === at('record/row/policy_evaluated/disposition').toLowerCase())
  const headerFrom = domainOf(values.get('record/identifiers/header_from'))
  const sourceIp = at('record/row/source_ip')
  const count = countOf(values.get('record/row/count'))
  const isAddress = /^[0-9a-fA-F.:]{2,45}$/.test(sourceIp)
  if (disposition === undefined || headerFrom === undefined || count === undefined || !isAddress) return undefined
  const type = at('record/row/policy_evaluated/reason/type')
  return {
    sourceIp, count, disposition, headerFrom, envelopeFrom: domainOf(values.get('record/identifiers/envelope_from')) ?? '',
    dkim: passOf(at('record/row/policy_evaluated/dkim')), spf: passOf(at('record/row/policy_evaluated/spf')),
    reason: type === '' ? null : { type, comment: at('record/row/policy_evaluated/reason/comment') },
    dkimFound: dkim.map((one): DkimFound =>
      ({ domain: domainOf(one.get('domain')) ?? '', selector: clean(one.get('selector')), result: clean(one.get('result')) })),
    spfFound: spf[0] === undefined ? null : spfOf(spf[0]),
  }
}

const passOf = (word: string): 'pass' | 'fail' => word.toLowerCase() === 'pass' ? 'pass' : 'fail'

function spfOf(values: Values): SpfFound {
  return {
    domain: domainOf(values.get('domain')) ?? '', scope: values.get('scope') === 'helo' ? 'helo' : 'mfrom', result: clean(values.get('result')),
  }
}
