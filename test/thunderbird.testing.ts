import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A Thunderbird without a screen that does what a test tells it, in its own JavaScript (Marionette). */
export interface Thunderbird {
  /** Runs the body of an async function in Thunderbird; `args` are its parameters by name. Gives what it returns. */
  run<T>(body: string, args?: Readonly<Record<string, unknown>>): Promise<T>
  close(): Promise<void>
}

/** Longest time for one thing that is asked of it, and for its start. */
const ASKED_MS = 120_000

/** Quiet: no first-run pages, no updates, no telemetry, no look at other servers. */
const PREFERENCES: Readonly<Record<string, boolean | number | string>> = {
  'marionette.port': 0, 'datareporting.policy.dataSubmissionEnabled': false, 'app.update.enabled': false,
  'mail.provider.suppress_dialog_on_startup': true, 'mail.spotlight.firstRunDone': true, 'mailnews.start_page.enabled': false,
  'mail.server.default.check_new_mail': false, 'mail.server.default.login_at_startup': false, 'mail.biff.show_alert': false,
  'mail.server.default.autosync_offline_stores': false, 'mail.server.default.offline_download': false,
  'mailnews.database.global.indexer.enabled': false, 'network.dns.disableIPv6': true, 'app.donation.eoy.version.viewed': 999,
}

export async function startThunderbird(): Promise<Thunderbird> {
  const profile = mkdtempSync(join(tmpdir(), 'zegel-thunderbird-'))
  writeFileSync(join(profile, 'user.js'), Object.entries(PREFERENCES)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join(''))
  const child = spawn('thunderbird', [
    '--headless', '--no-remote', '--marionette', '--remote-allow-system-access', '--profile', profile,
  ], { env: { ...process.env, HOME: profile, MOZ_HEADLESS: '1' }, stdio: 'ignore' })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const close = async (): Promise<void> => {
    child.kill('SIGKILL')
    await gone
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const wire = new Wire(connect(await portOf(profile, child), '127.0.0.1'))
    await wire.next()
    await wire.ask('WebDriver:NewSession', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } })
    // Asked for as a capability they are forgotten.
    await wire.ask('WebDriver:SetTimeouts', { script: ASKED_MS, implicit: 0, pageLoad: ASKED_MS })
    await wire.ask('Marionette:SetContext', { value: 'chrome' })
    return {
      close,
      async run<T>(body: string, args: Readonly<Record<string, unknown>> = {}): Promise<T> {
        const script = `const [named, done] = arguments
          const { ${Object.keys(args).join(', ')} } = named
          ;(async () => { ${body} })().then((value) => done({ value: value ?? null }), (error) => done({ error: String(error) }))`
        const { value } = await wire.ask('WebDriver:ExecuteAsyncScript', { script, args: [args] }) as {
          readonly value: { readonly value: T } | { readonly error: string } }
        if ('error' in value) throw new Error(`in Thunderbird: ${value.error}`)
        return value.value
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Marionette's port, which it writes into the profile once it listens. */
async function portOf(profile: string, child: ChildProcess): Promise<number> {
  const file = join(profile, 'MarionetteActivePort')
  const until = Date.now() + ASKED_MS
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') {
    if (child.exitCode !== null || Date.now() > until) throw new Error('Thunderbird did not begin to listen')
    await new Promise((resolve) => { setTimeout(resolve, 100) })
  }
  return Number(readFileSync(file, 'utf8'))
}

/** Marionette's wire: `length:json`, one answer for each question. */
class Wire {
  readonly #socket: Socket
  #input = Buffer.alloc(0)
  #came: unknown[] = []
  #wake: (() => void) | undefined
  #failed: Error | undefined
  #id = 0

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (octets) => {
      this.#input = Buffer.concat([this.#input, octets as Buffer])
      this.#cut()
      this.#wake?.()
    })
    for (const event of ['error', 'close'] as const) {
      socket.on(event, () => {
        this.#failed = new Error('Thunderbird went away')
        this.#wake?.()
      })
    }
  }

  #cut(): void {
    for (;;) {
      const colon = this.#input.indexOf(58)
      const size = Number(this.#input.subarray(0, Math.max(colon, 0)).toString())
      if (colon < 0 || this.#input.length < colon + 1 + size) return
      this.#came.push(JSON.parse(this.#input.subarray(colon + 1, colon + 1 + size).toString()))
      this.#input = this.#input.subarray(colon + 1 + size)
    }
  }

  async next(): Promise<unknown> {
    while (this.#came.length === 0) {
      if (this.#failed !== undefined) throw this.#failed
      await new Promise<void>((wake) => { this.#wake = wake })
    }
    return this.#came.shift()
  }

  async ask(name: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    const packet = JSON.stringify([0, ++this.#id, name, parameters])
    this.#socket.write(`${Buffer.byteLength(packet)}:${packet}`)
    const [, , error, result] = await this.next() as readonly [number, number, unknown, unknown]
    if (error !== null) throw new Error(`${name}: ${JSON.stringify(error).slice(0, 1000)}`)
    return result
  }
}
