import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { silentLog } from '../src/log/log.ts'
import { createMailAuth } from '../src/mail-auth/mail-auth.ts'
import { createSpf } from '../src/mail-auth/spf.ts'
import { vectorResolver, type VectorRecord, type VectorZone } from './auth-zone.ts'

/**
 * Runs published vectors of sender authentication against our own checks and says which of them hold. A folder may have
 * suites in YAML (the SPF suite of RFC 7208; ARC suites with `message` and `cv`), and signed messages (`NAME.msg`)
 * beside the key they were signed with (`NAME.pub`, PEM), which have to verify. Exit code 1 when one of them does not.
 *
 *     node tools/run.mjs tools/auth.ts FOLDER...
 */
interface Outcome {
  readonly name: string
  readonly wanted: readonly string[]
  readonly got: string
}

/**
 * Where the RFC decides otherwise than the draft that the ARC suite was made for: a set whose seal says `cv=fail` fails
 * the chain (RFC 8617 §5.2 step 2; the suite leaves it open), `h=` may not be empty, and a signature without `c=` is
 * `simple/simple` (RFC 6376 §3.5; RFC 8617 §4.1.2).
 */
const decidedByRfc: Readonly<Record<string, string>> = {
  cv_fail_i1_as_cv_fail: 'fail', cv_fail_i2_as2_fail: 'fail', cv_fail_i2_as1_fail: 'fail', ams_fields_h_empty: 'fail', ams_fields_c_na: 'fail',
}

const clock = { now: () => Date.now() }
const folders = process.argv.slice(2)
if (folders.length === 0) {
  process.stderr.write('usage: auth FOLDER...\n')
  process.exit(2)
}
let [passed, failed] = [0, 0]
for (const folder of folders) {
  for (const file of (await readdir(folder)).sort()) {
    for (const { name, wanted, got } of await outcomesOf(join(folder, file))) {
      const ok = wanted.includes(got)
      if (ok) passed++
      else failed++
      if (!ok) process.stdout.write(`FAILED ${file} ${name}: wanted ${wanted.join(' or ')}, got ${got}\n`)
    }
  }
}
process.stdout.write(`${passed} vectors hold, ${failed} do not\n`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

async function outcomesOf(path: string): Promise<readonly Outcome[]> {
  if (path.endsWith('.msg')) return await signedMessage(path)
  if (!path.endsWith('.yml')) return []
  const outcomes: Outcome[] = []
  for (const document of parseAllDocuments(await readFile(path, 'utf8'), { uniqueKeys: false })) {
    const suite: unknown = document.toJS()
    if (!isRecord(suite) || !isRecord(suite['tests'])) continue
    const tests = suite['tests']
    for (const [name, row] of Object.entries(tests)) {
      if (!isRecord(row)) continue
      if ('mailfrom' in row) outcomes.push(await spfVector(name, row, suite['zonedata']))
      else if ('cv' in row) outcomes.push(await arcVector(name, row, suite['txt-records']))
    }
  }
  return outcomes
}

async function spfVector(name: string, row: Record<string, unknown>, zonedata: unknown): Promise<Outcome> {
  const resolver = vectorResolver(zoneOf(zonedata))
  const check = createSpf({ resolver, hostname: 'receiver.example', clock })
  const { result } = await check({
    ip: String(row['host']), helo: String(row['helo']), mailFrom: textOf(row['mailfrom']), raw: new Uint8Array(),
  })
  const wanted = Array.isArray(row['result']) ? row['result'].map(String) : [String(row['result'])]
  return { name, wanted, got: result }
}

async function arcVector(name: string, row: Record<string, unknown>, records: unknown): Promise<Outcome> {
  const zone: VectorZone = new Map(Object.entries(isRecord(records) ? records : {})
    .map(([host, text]) => [host.toLowerCase(), [{ type: 'TXT', value: String(text).replace(/\s*\n\s*/g, '').replace(/(?<=p=.*) /gs, '') }]]))
  const raw = Buffer.from(textOf(row['message']).replace(/\r?\n/g, '\r\n'), 'utf8')
  const auth = createMailAuth({ resolver: vectorResolver(zone), hostname: 'receiver.example', clock, log: silentLog })
  const { arc } = await auth.check({ ip: '192.0.2.1', helo: 'mx.example', mailFrom: '', raw })
  return { name, wanted: [decidedByRfc[name] ?? String(row['cv']).trim().toLowerCase()], got: arc }
}

async function signedMessage(path: string): Promise<readonly Outcome[]> {
  const pem = await readFile(path.replace(/\.msg$/, '.pub'), 'latin1')
  const raw = Buffer.from((await readFile(path, 'latin1')).replace(/\r?\n/g, '\r\n'), 'latin1')
  const record: VectorRecord = { type: 'TXT', value: `v=DKIM1; k=rsa; p=${pem.replace(/-----[A-Z ]+-----|\s/g, '')}` }
  // One key for whatever selector the message names.
  const everywhere = { get: () => [record], has: () => true } as unknown as VectorZone
  const auth = createMailAuth({ resolver: vectorResolver(everywhere), hostname: 'receiver.example', clock, log: silentLog })
  const { dkim } = await auth.check({ ip: '192.0.2.1', helo: 'mx.example', mailFrom: '', raw })
  return [{ name: 'DKIM', wanted: ['pass'], got: dkim.map(({ result }) => result).join(' ') }]
}

/**
 * Zone of an SPF suite: a name to rows such as `{ A: ... }`, or the word TIMEOUT; SPF rows stand for TXT without any.
 */
function zoneOf(zonedata: unknown): VectorZone {
  const zone = new Map<string, readonly VectorRecord[]>()
  for (const [host, rows] of Object.entries(isRecord(zonedata) ? zonedata : {})) {
    const list = Array.isArray(rows) ? rows : [rows]
    const records = list.flatMap((row): VectorRecord[] => row === 'TIMEOUT' ? [{ type: 'TIMEOUT', value: null }]
      : isRecord(row) ? Object.entries(row).map(([type, value]) => ({ type, value })) : [])
    const hasTxt = records.some(({ type }) => type === 'TXT')
    zone.set(host.toLowerCase(), records
      .map(({ type, value }) => type === 'SPF' && !hasTxt ? { type: 'TXT', value } : { type, value })
      .filter(({ type, value }) => !(type === 'TXT' && value === 'NONE')))
  }
  return zone
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
