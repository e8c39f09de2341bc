import { mkdirSync, writeFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

/**
 * Runs every `*.fuzz.ts` target under `src` for a while on mutated seeds. The generator is seeded, so a run can be
 * repeated: a failure writes its input to a file and prints target, seed and file. Exit code 1 when one failed or an
 * input took too long.
 *
 *     npm run fuzz -- [--seconds 10] [--seed 1] [--only part-of-name] [--input FILE]
 */
interface Target {
  readonly name: string
  readonly seeds: readonly Uint8Array[]
  run(input: Uint8Array): void | Promise<void>
}

/** Longest input that is made. */
const INPUT_BYTES_MAX = 64 * 1024
/** An input that takes longer is a failure: a parser has to be linear. */
const SLOW_MS = 1_000
/** Inputs kept beside the seeds to be mutated further. */
const POOL_MAX = 500

/** Bytes that mean something to one parser or another. */
const TELLING = new TextEncoder().encode('\r\n\0 \t"\\(){}<>[]@:;,.=?*-+/%_\u00e9')

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' }, input: { type: 'string' }, out: { type: 'string', default: 'fuzz-crashes' },
  },
})

let failures = 0
for (const target of await targets(values.only)) {
  if (values.input !== undefined) {
    const { readFileSync } = await import('node:fs')
    await target.run(new Uint8Array(readFileSync(values.input)))
    process.stdout.write(`${target.name}: this input is fine\n`)
  } else if (!await fuzzTarget(target, { seed: Number(values.seed), ms: Number(values.seconds) * 1_000 })) {
    failures++
  }
}
process.exitCode = failures === 0 ? 0 : 1

async function targets(only: string): Promise<readonly Target[]> {
  const found: Target[] = []
  const root = resolve(import.meta.dirname, '..')
  for await (const file of glob('src/**/*.fuzz.ts', { cwd: root })) {
    const module = await import(pathToFileURL(join(root, file)).href) as { readonly fuzz?: Target }
    if (module.fuzz === undefined) throw new Error(`${file} exports no fuzz target`)
    if (module.fuzz.name.includes(only)) found.push(module.fuzz)
  }
  return found.sort((a, b) => a.name.localeCompare(b.name))
}

async function fuzzTarget(target: Target, { seed, ms }: { seed: number, ms: number }): Promise<boolean> {
  const random = generator(seed)
  const pool = target.seeds.length === 0 ? [new Uint8Array(0)] : [...target.seeds]
  const until = performance.now() + ms
  let [runs, worstMs] = [0, 0]
  for (const input of pool) if (!(await attempt(target, input, seed)).ok) return false
  while (performance.now() < until) {
    const input = mutate(pool, random)
    const outcome = await attempt(target, input, seed)
    if (!outcome.ok) return false
    worstMs = Math.max(worstMs, outcome.ms)
    runs++
    // Now and then a mutant becomes a parent, so that changes add up.
    if (random(50) === 0) {
      if (pool.length < POOL_MAX) pool.push(input)
      else pool[target.seeds.length + random(POOL_MAX - target.seeds.length)] = input
    }
  }
  process.stdout.write(`${target.name}: ${runs} inputs, worst ${worstMs.toFixed(1)} ms\n`)
  return true
}

async function attempt(
  target: Target, input: Uint8Array, seed: number,
): Promise<{ readonly ok: boolean, readonly ms: number }> {
  const started = performance.now()
  try {
    await target.run(input)
  } catch (error) {
    return failed(target, input, { seed, why: error instanceof Error ? error.stack ?? error.message : String(error) })
  }
  const ms = performance.now() - started
  return ms > SLOW_MS ? failed(target, input, { seed, why: `took ${ms.toFixed(0)} ms` }) : { ok: true, ms }
}

function failed(
  target: Target, input: Uint8Array, { seed, why }: { seed: number, why: string },
): { ok: false, ms: number } {
  mkdirSync(values.out, { recursive: true })
  const file = join(values.out, `${target.name}-${seed}.bin`)
  writeFileSync(file, input)
  process.stdout.write(`${target.name}: FAILED with seed ${seed}, input in ${file}\n${why}\n`)
  return { ok: false, ms: 0 }
}

type Random = (below: number) => number

/** Mulberry32: small, fast, the same on every machine. */
function generator(seed: number): Random {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

function mutate(pool: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = [...pool[random(pool.length)] ?? []]
  for (let round = random(6); round >= 0; round--) {
    const at = random(bytes.length + 1)
    const length = random(Math.min(bytes.length - at, 32) + 1)
    switch (random(7)) {
      case 0: bytes.splice(at, 1, random(256)); break
      case 1: bytes.splice(at, 0, TELLING[random(TELLING.length)] ?? 0); break
      case 2: bytes.splice(at, length); break
      case 3: bytes.splice(at, 0, ...bytes.slice(at, at + length)); break
      case 4: {
        const other = pool[random(pool.length)] ?? new Uint8Array(0)
        bytes = [...bytes.slice(0, at), ...other.subarray(random(other.length + 1))]
        break
      }
      case 5: {
        // A flood: one piece many times over, to find what is not linear.
        if (random(40) === 0) bytes = flood(bytes, { at, length })
        break
      }
      default: bytes.splice(at, 1, (bytes[at] ?? 0) ^ (1 << random(8)))
    }
  }
  return Uint8Array.from(bytes.slice(0, INPUT_BYTES_MAX))
}

function flood(bytes: readonly number[], { at, length }: { at: number, length: number }): number[] {
  const piece = bytes.slice(at, at + Math.max(1, length))
  if (piece.length === 0) return [...bytes]
  const times = Math.floor(INPUT_BYTES_MAX / 2 / piece.length)
  return [...bytes.slice(0, at), ...Array.from({ length: times }, () => piece).flat(), ...bytes.slice(at)]
}
