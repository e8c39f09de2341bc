/** What a disk may hold after a power cut, case by case; and how strace's lines are read. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Disk } from './disk.ts'
import { fateOf, fates, SECTOR_BYTES, type Fate } from './fates.ts'
import { numbersFrom } from './random.ts'
import { readTrace, type Operation } from './trace.ts'
import { Copies, Digests, writeState } from './written.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-disk-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const copies = new Copies(join(folder, 'copies'))
let written = 0

/** Content of file `f` in one state, or undefined when there is no such file. */
function fileAfter(disk: Disk, fate: Fate, seed = 1, name = 'f'): string | undefined {
  const target = join(folder, `state${++written}`)
  writeState(target, disk.state({ below: numbersFrom(seed), fate }), copies)
  const path = join(target, name)
  return existsSync(path) ? readFileSync(path, 'latin1') : undefined
}

const at = (line: number, endLine = line): { readonly line: number, readonly endLine: number } => ({ line, endLine })
const write = (line: number, text: string, place = 0): Operation => ({ do: 'write', ...at(line), path: '/h/f', at: place, bytes: Buffer.from(text) })
const create: Operation = { do: 'create', ...at(1), path: '/h/f', kind: 'file', empty: false }
const sync = (line: number, path: string, beganLine = line): Operation => ({ do: 'sync', line, beganLine, path })

function diskWith(...operations: readonly Operation[]): Disk {
  const disk = new Disk('/h')
  for (const operation of operations) disk.apply(operation)
  return disk
}

test('a synced file without a synced folder may have no name', () => {
  const disk = diskWith(create, write(2, 'one'), sync(3, '/h/f'))
  assert.equal(fileAfter(disk, 'dropped'), undefined)
  assert.equal(fileAfter(disk, 'kept'), 'one')
  disk.apply(sync(4, '/h'))
  assert.equal(fileAfter(disk, 'dropped'), 'one')
})

test('a sync keeps what had ended before it began, and nothing else', () => {
  const disk = diskWith(create, sync(2, '/h'), write(3, 'one'), { ...write(4, 'two'), endLine: 6 } as Operation, sync(7, '/h/f', 5))
  assert.equal(fileAfter(disk, 'dropped'), 'one')
  assert.equal(fileAfter(disk, 'kept'), 'two')
})

test('a torn write has whole sectors of the old and of the new', () => {
  const size = 8 * SECTOR_BYTES
  const disk = diskWith(create, sync(2, '/h'), write(3, 'a'.repeat(size)), sync(4, '/h/f'), write(5, 'b'.repeat(size)))
  const seen = new Set<string>()
  for (let seed = 0; seed < 60; seed++) {
    const text = fileAfter(disk, 'mixed', seed) ?? ''
    const sectors = Array.from({ length: 8 },
      (_, index) => text.slice(index * SECTOR_BYTES, (index + 1) * SECTOR_BYTES))
    assert.ok(sectors.every((one) => /^(a+|b+)$/.test(one) && one.length === SECTOR_BYTES))
    seen.add(sectors.map((one) => one[0]).join(''))
  }
  assert.ok(seen.has('aaaaaaaa') && seen.has('bbbbbbbb') && seen.size > 10)
})

test('a rename is one step: the old name or the new one, never both and never neither', () => {
  const disk = diskWith(create, write(2, 'x'), sync(3, '/h/f'), sync(4, '/h'), { do: 'rename', ...at(5), path: '/h/f', to: '/h/g' })
  for (let seed = 0; seed < 20; seed++) {
    assert.equal((fileAfter(disk, 'mixed', seed) === 'x') !== (fileAfter(disk, 'mixed', seed, 'g') === 'x'), true)
  }
})

test('a removed file may come back whole until its folder is synced', () => {
  const disk = diskWith(create, write(2, 'x'), sync(3, '/h/f'), sync(4, '/h'), { do: 'remove', ...at(5), path: '/h/f' })
  assert.equal(fileAfter(disk, 'dropped'), 'x')
  disk.apply(sync(6, '/h'))
  assert.equal(fileAfter(disk, 'dropped'), undefined)
})

test('cutting a file short waits for a sync too', () => {
  const disk = diskWith(create, sync(2, '/h'), write(3, 'long'), sync(4, '/h/f'), { do: 'cut', ...at(5), path: '/h/f', sizeBytes: 1 })
  assert.equal(fileAfter(disk, 'dropped'), 'long')
  assert.equal(fileAfter(disk, 'kept'), 'l')
})

test('each fate is met by as many states as it says', () => {
  const counts = new Map<Fate, number>()
  const below = numbersFrom(7)
  for (let draw = 0; draw < 10_000; draw++) {
    const fate = fateOf(below)
    counts.set(fate, (counts.get(fate) ?? 0) + 1)
  }
  for (const { fate, of100 } of fates) assert.ok(Math.abs((counts.get(fate) ?? 0) / 100 - of100) < 2, fate)
  assert.equal(fates.reduce((sum, { of100 }) => sum + of100, 0), 100)
})

test('what bad luck may do to three writes that wait, fate by fate', () => {
  const three = (): Disk => diskWith(create, sync(2, '/h'), write(3, 'old'), sync(4, '/h/f'), write(5, 'A', 0), write(6, 'B', 1), write(7, 'CC', 2))
  const seen = (fate: Fate): Set<string | undefined> => {
    const disk = three()
    return new Set(Array.from({ length: 80 }, (_, seed) => fileAfter(disk, fate, seed)))
  }
  assert.deepEqual(seen('dropped'), new Set(['old']))
  assert.deepEqual(seen('kept'), new Set(['ABCC']))
  assert.deepEqual(seen('late'), new Set(['ABCC', 'oBCC', 'olCC', 'old']))
  assert.ok([...seen('nearly')].every((text) => ['oBCC', 'AlCC', 'ABd', 'ABCC'].includes(text ?? '')))
  assert.deepEqual(seen('names'), new Set(['old']))
  assert.deepEqual(seen('nameless'), new Set(['ABCC']))
  assert.ok([...seen('lengths')].every((text) => text?.length === 4))
  assert.ok(seen('lengths').has('old\0'))
})

test('names without content, content without names', () => {
  const disk = diskWith(create, write(2, 'one'))
  assert.equal(fileAfter(disk, 'names'), '')
  assert.equal(fileAfter(disk, 'nameless'), undefined)
})

test('one file has everything and the others nothing', () => {
  const other: Operation = { do: 'create', ...at(1), path: '/h/g', kind: 'file', empty: false }
  const disk = diskWith(create, other, sync(2, '/h'), write(3, 'one'), { do: 'write', ...at(4), path: '/h/g', at: 0, bytes: Buffer.from('two') })
  for (let seed = 0; seed < 20; seed++) {
    const both = `${fileAfter(disk, 'one-file', seed)} ${fileAfter(disk, 'one-file', seed, 'g')}`
    assert.ok(both === 'one ' || both === ' two', both)
  }
})

test('equal states are told to be equal, others not', () => {
  const disk = diskWith(create, sync(2, '/h'), write(3, 'one'), sync(4, '/h/f'), write(5, 'two'))
  const digests = new Digests()
  const of = (fate: Fate): string => {
    for (let seed = 0; ; seed++) {
      const state = disk.state({ below: numbersFrom(seed), fate })
      if (state.rubbish === undefined) return digests.of(state)
    }
  }
  assert.equal(of('dropped'), of('names'))
  assert.notEqual(of('dropped'), of('kept'))
  const before = of('dropped')
  disk.apply(sync(6, '/h/f'))
  assert.notEqual(of('dropped'), before)
})

const hex = (text: string): string => [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')

async function read(lines: readonly string[]): Promise<readonly Operation[]> {
  const file = join(folder, 'calls')
  writeFileSync(file, `${lines.join('\n')}\n`)
  return readTrace({ file, folder: '/h', marksFile: '/m' })
}

test('lines of strace: interrupted calls are put together, failed and foreign ones left out', async () => {
  const [f, m] = [hex('/h/f'), hex('/m')]
  assert.deepEqual(await read([
    `10 openat(AT_FDCWD<${hex('/')}>, "${f}", O_RDWR|O_CREAT, 0600) = 5<${f}>`,
    `10 pwrite64(5<${f}>, "${hex('ab')}", 2, 100 <unfinished ...>`,
    `11 write(6<${hex('/elsewhere')}>, "${hex('no')}", 2) = 2`,
    `11 write(7<${m}>, "${hex('said')}", 4) = 4`,
    '10 <... pwrite64 resumed>)             = 2',
    `10 fdatasync(5<${f}> <unfinished ...>`,
    '10 <... fdatasync resumed>)            = 0',
    `10 unlink("${f}") = -1 ENOENT (No such file or directory)`,
    '10 +++ exited with 0 +++',
  ]), [
    { do: 'create', line: 1, endLine: 1, path: '/h/f', kind: 'file', empty: false },
    { do: 'write', line: 2, endLine: 5, path: '/h/f', at: 100, bytes: Buffer.from('ab') },
    { do: 'mark', line: 4, text: 'said' },
    { do: 'sync', line: 7, beganLine: 6, path: '/h/f' },
  ])
})

test('a call that was cut off by a kill was done or not; a sync that was cut off promises nothing', async () => {
  const f = hex('/h/f')
  assert.deepEqual(await read([
    `10 pwrite64(5<${f}>, "${hex('ab')}", 2, 0 <unfinished ...>`,
    `11 fdatasync(5<${f}> <unfinished ...>`,
    `12 pwrite64(5<${f}>, "${hex('cd')}", 2, 2 <unfinished ...>`,
    '12 <... pwrite64 resumed>)             = ?',
    '10 +++ killed by SIGKILL +++', '11 +++ killed by SIGKILL +++', '12 +++ killed by SIGKILL +++',
  ]), [
    { do: 'write', line: 1, endLine: 5, path: '/h/f', at: 0, bytes: Buffer.from('ab'), isUnsure: true },
    { do: 'write', line: 3, endLine: 4, path: '/h/f', at: 2, bytes: Buffer.from('cd'), isUnsure: true },
  ])
})

test('a call that changes the home and is not understood is an error', async () => {
  const f = hex('/h/f')
  await assert.rejects(read([`10 writev(5<${f}>, [{iov_base="${hex('a')}", iov_len=1}], 1) = 1`]), /not understood/)
  await assert.rejects(read([`10 rename("${hex('/x')}", "${f}") = 0`]), /came into the home/)
  await assert.rejects(read([`10 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, 5<${f}>, 0) = 0x7f`]), /by memory/)
})
