/** Chromium for scenarios: contexts that speak Dutch, errors of the page that fail the test, and axe. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'

/** Why the browser scenarios cannot run; false when they can. */
export const noBrowser: string | false = existsSync(CHROMIUM) ? false : 'Debian package chromium is not installed'

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}

export interface Visitor {
  readonly context: BrowserContext
  readonly page: Page
  /** What the page complained of: errors, and everything that the content security policy stopped. */
  readonly complaints: readonly string[]
}

/** A person with a browser of their own. */
export async function visit(browser: Browser, url: string, options: { readonly width?: number, readonly scheme?: 'light' | 'dark' } = {}): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: 900 }, locale: 'nl-NL', timezoneId: 'Europe/Amsterdam',
    colorScheme: options.scheme ?? 'light',
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('console', (message) => {
    // A 401 before signing in answers "is somebody signed in here?"; a blocked inline handler is hostile mail that was stopped.
    const isExpected = /status of 401|Executing inline event handler violates/.test(message.text())
    if (message.type() === 'error' && !isExpected) complaints.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const { hostname } = new URL(request.url())
    if (!hostname.endsWith('localhost') && hostname !== '') complaints.push(`third party: ${hostname}`)
  })
  // Long enough for a machine that does much else; it only counts where something fails.
  page.setDefaultTimeout(60_000)
  await page.goto(url)
  return { context, page, complaints }
}

export async function signIn(page: Page, address: string, password: string): Promise<void> {
  await page.getByLabel('Mailadres').fill(address)
  await page.getByLabel('Wachtwoord', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

/** The code of an authenticator app at that time. RFC 6238 */
export function totp(secret: string, now = Date.now()): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  let bits = ''
  for (const letter of secret.replace(/[\s-]/g, '').toUpperCase()) bits += alphabet.indexOf(letter).toString(2).padStart(5, '0')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/**
 * axe on the page as it is, and in dark at 320 px; nothing stands outside it. With `ZEGEL_PICTURES` naming a folder also pictures
 * for people to look at, in light, in dark and at 320 px. The window is as before afterwards.
 */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['ZEGEL_PICTURES']
  if (folder !== undefined) mkdirSync(folder, { recursive: true })
  const size = page.viewportSize() ?? { width: 1440, height: 900 }
  const views = folder === undefined
    ? [['light', size.width, 'light'], ['dark 320', 320, 'dark']] as const
    : [['light', size.width, 'light'], ['dark', size.width, 'dark'], ['320', 320, 'light']] as const
  for (const [suffix, width, colorScheme] of views) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: size.height })
    // At its end a page has nothing under a bar that stays in sight.
    await page.evaluate(() => { scrollTo(0, document.documentElement.scrollHeight) })
    await assertAccessible(page, `${name}, ${suffix}`)
    const overflow = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement
      return scrollWidth - clientWidth
    })
    assert.ok(overflow <= 0, `${name}, ${suffix}: ${overflow} px stand outside the page`)
    if (folder === undefined) continue
    await page.evaluate(() => { scrollTo(0, 0) })
    await page.screenshot({ path: join(folder, `${name}-${suffix}.png`), fullPage: true })
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null })
  await page.setViewportSize(size)
}

/**
 * No violation of WCAG 2.2 A and AA that axe can see. In a frame without scripts axe waits for ever: nothing that it promises
 * itself is kept there.
 */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe[sandbox]:not([sandbox~="allow-scripts"])').withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  assert.deepEqual(violations.map(({ id, nodes }) => `${what}: ${id} at ${nodes.map(({ target }) => target.join(' ')).slice(0, 3).join('; ')}`), [])
}
