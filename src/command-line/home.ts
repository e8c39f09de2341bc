/** The home: one folder with everything a service needs. What lies where, and who may use it. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { Refusal } from '../base/errors.ts'
import { readConfig, type Config } from '../config/config.ts'

/** Format of the home; a home of a newer one is refused, an older one is brought up to date by the migrations. */
export const HOME_FORMAT = 1

export interface Home {
  readonly folder: string
  readonly config: Config
  /** A file of the home; absolute names stay as they are. */
  path(name: string): string
  /** The socket over which commands reach the running service. */
  readonly controlSocket: string
}

/** Longest name of a Unix socket on Linux, less one for the end. */
const SOCKET_NAME_BYTES_MAX = 100

/** Opens an existing home. Throws `Refusal` with what to do when there is none, or when it is of another version. */
export function openHome(args: { readonly folder: string, readonly sets: readonly string[] }): Home {
  const folder = resolve(args.folder)
  const mark = join(folder, 'home.json')
  if (!existsSync(mark)) {
    throw new Refusal('no-home', `${folder} is not a home of Zegel. Make one with: ./zegel init --home ${args.folder} --domain D --admin A --password-stdin`)
  }
  const { format } = JSON.parse(readFileSync(mark, 'utf8')) as { format?: unknown }
  if (typeof format !== 'number' || format > HOME_FORMAT) {
    throw new Refusal('home-of-another-version', `${folder} was made by a newer version of Zegel (format ${String(format)}, `
      + `this program knows ${HOME_FORMAT}). Start it with that version; nothing was changed.`)
  }
  const file = join(folder, 'zegel.yaml')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const config = readConfig({ text, file, sets: args.sets })
  return {
    folder, config, controlSocket: socketOf(folder),
    path: (name) => isAbsolute(name) ? name : join(folder, name),
  }
}

/** Makes an empty home with its configuration file. Refuses a folder that holds something. */
export function makeHome(args: { readonly folder: string, readonly configText: string }): void {
  const folder = resolve(args.folder)
  if (existsSync(join(folder, 'home.json'))) {
    throw new Refusal('home-in-use', `${folder} is a home already. Nothing was changed.`)
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Refusal('home-in-use', `${folder} is not empty. Choose an empty folder; nothing was changed.`)
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, 'zegel.yaml'), args.configText, { mode: 0o600 })
}

/** Says that everything of a new home is there; until then `openHome` refuses it. */
export function finishHome(folder: string): void {
  writeFileSync(join(resolve(folder), 'home.json'), `${JSON.stringify({ format: HOME_FORMAT })}\n`, { mode: 0o600 })
}

/** Whether a service runs over this home now. */
export function isServed(socket: string): Promise<boolean> {
  return new Promise((answer) => {
    const probe = connect(socket)
    probe.once('connect', () => {
      probe.destroy()
      answer(true)
    })
    probe.once('error', () => answer(false))
  })
}

function socketOf(folder: string): string {
  const name = join(folder, 'control.sock')
  if (Buffer.byteLength(name) <= SOCKET_NAME_BYTES_MAX) return name
  const short = createHash('sha256').update(folder).digest('hex').slice(0, 32)
  const user = process.getuid?.() ?? 0
  return join(tmpdir(), `zegel-${user}`, `${short}.sock`)
}
