/** One organisation with Marieke signed in, in Chromium on a real service: where most browser scenarios begin. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { systemClock } from '../../src/base/clock.ts'
import { openMailbox, type OutsideMailbox } from '../../src/demo/outside/mailbox.ts'
import { silentLog } from '../../src/log/log.ts'
import { freePort, PASSWORD, startService, type Service } from '../service.ts'
import { openBrowser, signIn, visit, type Visitor } from './browser.ts'

export interface House {
  /** A folder of this scenario's own; gone when it closes. */
  readonly folder: string
  /** Where mail to `post.example` ends. */
  readonly outside: OutsideMailbox
  readonly linde: Service
  readonly browser: Browser
  readonly marieke: Visitor
  /** The web address of the service, with its port and a slash. */
  readonly address: string
  close(): Promise<void>
}

export interface HouseOptions {
  /** Settings as `name=value`, beside the ports; a function gets the folder and the address. */
  readonly sets?: (about: { readonly folder: string, readonly address: string }) => readonly string[]
  /** The policy file. */
  readonly policy?: string
  /** Colleagues with an account, beside Marieke: the part before `@delinde.example` and the name. */
  readonly colleagues?: readonly (readonly [local: string, name: string])[]
}

/** Starts the service, the mailbox outside and the browser, and signs Marieke in. */
export async function openHouse({ sets = () => [], policy, colleagues = [] }: HouseOptions = {}): Promise<House> {
  const open = new AsyncDisposableStack()
  try {
    const folder = mkdtempSync(join(tmpdir(), 'zegel-house-'))
    open.defer(() => rmSync(folder, { recursive: true, force: true }))
    const outside = await openMailbox({ file: join(folder, 'mail.jsonl'), port: 0, clock: systemClock, log: silentLog })
    open.defer(() => outside.close())
    const port = await freePort()
    const address = `http://linde.localhost:${port}/`
    const linde = await startService({
      domain: 'delinde.example',
      sets: [`http.listen=127.0.0.1:${port}`, `delivery.routes={"post.example":"127.0.0.1:${outside.port}"}`, ...sets({ folder, address })],
    })
    open.defer(() => linde.remove())
    if (policy !== undefined) writeFileSync(join(linde.home, 'policy.yaml'), policy)
    for (const [local, name] of [['marieke', 'Marieke Hofstra'], ...colleagues]) linde.addAccount(`${local}@delinde.example`, { name })
    const browser = await openBrowser()
    open.defer(() => browser.close())
    const marieke = await visit(browser, address)
    await signIn(marieke.page, 'marieke@delinde.example', PASSWORD)
    await marieke.page.getByRole('heading', { name: 'Postvak IN' }).waitFor()
    return { folder, outside, linde, browser, marieke, address, close: () => open.disposeAsync() }
  } catch (error) {
    // What stays open keeps the scenario from ever ending.
    await open.disposeAsync()
    throw error
  }
}
