/**
 * The guard of the composer: what its worker weighs, how long the page's own thread is held at a pause in typing, and how far
 * the browser's weights agree with the server's on the public evaluation set. Run by `npm run bench`; the page needs Chromium.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { assess } from '../src/guard/assess.ts'
import { readCase, type Case } from '../src/guard/cases.ts'
import { readWeights, type Weights } from '../src/guard/models/weights.ts'
import { defaultPolicy } from '../src/guard/policy.ts'
import type { Assessment } from '../src/guard/types.ts'
import { noBrowser, openBrowser, signIn, visit } from './browser/browser.ts'
import { freePort, PASSWORD, startService } from './service.ts'

/** Worker code and weights together, gzip. */
const WORKER_BYTES_MAX = 900_000
/** Least share of the cases that the browser decides as the server does. */
const AGREEMENT_MIN = 0.98
/** Longest that the page's own thread may be held at a pause. */
const PAUSE_MS_MAX = 16
const PAUSES = 30

const root = join(import.meta.dirname, '..')
function print(what: string, figures: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ what, ...figures }))
}

function sizes(): void {
  const assets = join(root, 'web', 'dist', 'assets')
  const built = existsSync(assets) ? readdirSync(assets) : []
  const names = built.filter((name) => /^guard-worker-|^browser-.*\.bin$/.test(name))
  const bytes = names.map((name) => gzipSync(readFileSync(join(assets, name)), { level: 9 }).length)
  const total = bytes.reduce((sum, one) => sum + one, 0)
  print('worker and weights, gzip', {
    files: Object.fromEntries(names.map((name, at) => [name, bytes[at]])), total, max: WORKER_BYTES_MAX,
    fits: total > 0 && total <= WORKER_BYTES_MAX,
  })
}

function weightsOf(name: string): Weights | undefined {
  const path = join(root, 'src', 'guard', 'weights', name)
  return existsSync(path) && statSync(path).size > 0 ? readWeights(readFileSync(path)) ?? undefined : undefined
}

function evaluationCases(): readonly Case[] {
  const folder = join(root, 'tools', 'eval', 'cases')
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : []
  return files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').filter((line) => line !== '')
    .map((line) => readCase(JSON.parse(line), Date.UTC(2026, 0, 1))).filter((one) => one !== undefined))
}

/** Only the decision counts: a difference in wording or places is none. */
function agreement(): void {
  const [here, there] = [weightsOf('browser.bin'), weightsOf('server.bin')]
  const cases = evaluationCases()
  const judge = ({ draft, knowledge }: Case, weights: Weights | undefined): Assessment =>
    assess(draft, knowledge, defaultPolicy, weights)
  const times: number[] = []
  const apart = cases.flatMap((one) => {
    const began = performance.now()
    const local = judge(one, here)
    times.push(performance.now() - began)
    const decided = judge(one, there)
    return local.secure === decided.secure ? [] : [`${decided.secure ? 'missing' : 'extra'} ${one.id}`]
  })
  times.sort((a, b) => a - b)
  const agree = cases.length === 0 ? 0 : Math.round((1 - apart.length / cases.length) * 10_000) / 10_000
  print('agreement of the browser with the server', {
    cases: cases.length, agree, min: AGREEMENT_MIN, fits: agree >= AGREEMENT_MIN,
    missing: apart.filter((one) => one.startsWith('missing')).length, extra: apart.filter((one) => one.startsWith('extra')).length,
    workerMsP95: Math.round((times[Math.floor(times.length * 0.95)] ?? 0) * 10) / 10, differences: apart,
  })
}

/** A mail of 10 kB is typed on; every task of the page's own thread between the keys is counted. */
async function pauses(): Promise<void> {
  if (noBrowser !== false) return print('main thread at a pause', { skipped: noBrowser })
  const port = await freePort()
  const service = await startService({ domain: 'delinde.example', sets: [`http.listen=127.0.0.1:${port}`] })
  const browser = await openBrowser()
  try {
    service.addAccount('marieke@delinde.example', { name: 'Marieke Hofstra' })
    const { page } = await visit(browser, `http://linde.localhost:${port}/`)
    await signIn(page, 'marieke@delinde.example', PASSWORD)
    await page.getByRole('heading', { name: 'Postvak IN' }).waitFor()
    await page.goto(`http://linde.localhost:${port}/#/write/new`)
    await page.locator('#write-to').fill('anja@post.example')
    await page.keyboard.press('Enter')
    await page.locator('#write-text').fill(`${'De vergadering is verplaatst naar dinsdag in het gebouw. '.repeat(180)}\nBSN 111222333 van mevrouw Visser.`)
    await page.locator('.note--protect').waitFor()
    const longest: number[] = []
    const client = await page.context().newCDPSession(page)
    await client.send('Profiler.enable')
    for (let pause = 0; pause < PAUSES; pause += 1) {
      await page.locator('#write-text').press('a')
      await client.send('Profiler.start')
      await page.waitForTimeout(500)
      const { profile } = await client.send('Profiler.stop')
      const idle = new Set(profile.nodes.filter(({ callFrame }) => ['(idle)', '(program)', '(root)'].includes(callFrame.functionName)).map(({ id }) => id))
      let run = 0
      let most = 0
      for (const [at, id] of (profile.samples ?? []).entries()) {
        run = idle.has(id) ? 0 : run + (profile.timeDeltas?.[at] ?? 0) / 1000
        most = Math.max(most, run)
      }
      longest.push(most)
    }
    longest.sort((a, b) => a - b)
    const p95 = Math.round((longest[Math.floor(PAUSES * 0.95)] ?? 0) * 10) / 10
    print('main thread at a pause, longest run of script', { p50: Math.round((longest[PAUSES / 2] ?? 0) * 10) / 10, p95, max: PAUSE_MS_MAX, fits: p95 < PAUSE_MS_MAX })
  } finally {
    await browser.close()
    await service.remove()
  }
}

sizes()
agreement()
await pauses()
