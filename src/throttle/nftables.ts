import { execFile } from 'node:child_process'
import { second } from '../base/sizes.ts'
import type { Log } from '../log/log.ts'
import type { Wall } from './bans.ts'
import type { Range } from './range.ts'

/** Where Debian has it; no search path, so nobody can put another program there. */
export const NFT_PROGRAM = '/usr/sbin/nft'
/** Commands that wait; past it a ban counts in the service only. */
export const NFT_WAITING_MAX = 1000
const NFT_WITHIN_MS = 5 * second

/**
 * The arguments that add one network to its set in `family table`, such as `inet zegel` (docs/receiving.md); given to the program
 * as they are, no shell reads them.
 */
export function addArguments(table: string, { text, kind }: Range, ms: number): readonly string[] {
  const [family = '', name = ''] = table.split(' ')
  const timeout = `${Math.max(1, Math.ceil(ms / second))}s`
  return ['add', 'element', family, name, setOf(kind), '{', text, 'timeout', timeout, '}']
}

/** The arguments that take it out again. */
export function removeArguments(table: string, { text, kind }: Range): readonly string[] {
  const [family = '', name = ''] = table.split(' ')
  return ['delete', 'element', family, name, setOf(kind), '{', text, '}']
}

function setOf(kind: Range['kind']): string {
  return kind === 'ipv4' ? 'banned4' : 'banned6'
}

/**
 * Tells the firewall, one command after another. What it does not take is logged and counts in the service itself all the
 * same.
 */
export function createNftables({ table, log, program = NFT_PROGRAM }: {
  readonly table: string, readonly log: Log, readonly program?: string,
}): Wall {
  let waiting = 0
  let last: Promise<void> = Promise.resolve()

  function run(args: readonly string[]): void {
    if (waiting >= NFT_WAITING_MAX) return
    waiting++
    last = last.then(() => new Promise<void>((resolve) => {
      execFile(program, [...args], { timeout: NFT_WITHIN_MS, env: {} }, (error) => {
        waiting--
        if (error !== null) log.warn('throttle.nftables', { command: args[0] ?? '', problem: error.code ?? 'failed' })
        resolve()
      })
    }))
  }

  return {
    add: (range, ms) => run(addArguments(table, range, ms)),
    remove: (range) => run(removeArguments(table, range)),
  }
}
