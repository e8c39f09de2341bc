/** A real Rspamd with a rule of our own, in a folder and on a socket of its own; it asks no DNS and loads no lists. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const rspamd = '/usr/bin/rspamd'

/** For the `skip` of a test: why there is no Rspamd, or false. */
export const skipRspamd = existsSync(rspamd) ? false : 'rspamd is not installed'

/** A mail with this word gets 8 points from it, as its own settings' "add header". */
export const rspamdWord = 'zegel-own-rspamd-word'

export interface TestRspamd {
  /** As in the configuration: `unix:/...`. */
  readonly address: string
  readonly folder: string
  /** Ends it and waits; its folder stays until `close`. */
  stop(): Promise<void>
  close(): Promise<void>
}

/** Longest that starting may take on a busy machine. */
const WAIT_MS = 120_000

/** Starts it with the settings that `docs/receiving.md` tells administrators to use, and waits until it answers. */
export async function startRspamd(): Promise<TestRspamd> {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-rspamd-'))
  const socket = join(folder, 'worker.sock')
  const file = (name: string): string => join(folder, name)
  // All endings of the world take half a minute to compile.
  writeFileSync(file('endings.txt'), 'com\nnl\nexample\ntest\n')
  writeFileSync(file('rules.lua'), `config['regexp'] = config['regexp'] or {}\nconfig['regexp']['ZEGEL_WORD'] = { re = '/${rspamdWord}/P', score = 8.0, group = 'own' }\n`)
  writeFileSync(file('rspamd.conf'), [
    'options {', `pidfile = "${file('pid')}"; tempdir = "${folder}"; hs_cache_dir = "${folder}"; cache_file = "${file('symbols.cache')}";`,
    `control_socket = "${file('control.sock')} mode=0600"; url_tld = "${file('endings.txt')}"; filters = "regexp"; allow_raw_input = true;`,
    'history_rows = 1; history_file = ""; dns { nameserver = ["127.0.0.1:9"]; timeout = 0.05; retransmits = 1; sockets = 1; }', '}',
    `logging { type = "file"; filename = "${file('rspamd.log')}"; level = "warning"; log_urls = false; }`,
    `worker "normal" { bind_socket = "${socket} mode=0600"; count = 1; mime = true; }`,
    'modules { path = "/usr/share/rspamd/plugins"; }', 'regexp { }', `lua = "${file('rules.lua')}";`,
    'metric { name = "default"; actions { reject = 15; add_header = 6; greylist = 4; } unknown_weight = 0; }', '',
  ].join('\n'))
  const child = spawn(rspamd, ['--insecure', '--no-fork', '--config', file('rspamd.conf')], { stdio: 'ignore' })
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }
  try {
    await until(() => answers(socket), child)
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  return {
    address: `unix:${socket}`, folder, stop,
    async close() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function until(ask: () => Promise<boolean>, child: ChildProcess): Promise<void> {
  const end = performance.now() + WAIT_MS
  while (!await ask()) {
    if (performance.now() > end || child.exitCode !== null) throw new Error('rspamd did not answer')
    await pause(20)
  }
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ socketPath, path: '/ping', agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.on('error', () => resolve(false))
  })
}
