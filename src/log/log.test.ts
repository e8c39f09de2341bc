import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLog } from './pino.ts'
import { LOG_VALUE_LENGTH_MAX, redact } from './redact.ts'

function capture(): { lines: string[], stream: { write(line: string): void } } {
  const lines: string[] = []
  return { lines, stream: { write: (line) => void lines.push(line) } }
}

test('a line is one JSON object with time, level, event and facts', () => {
  const { lines, stream } = capture()
  openLog({ level: 'info', stream }).with({ listener: 'smtp' }).info('connection.opened', { count: 3 })
  const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>
  assert.equal(line['msg'], 'connection.opened')
  assert.equal(line['listener'], 'smtp')
  assert.equal(line['count'], 3)
  assert.match(String(line['time']), /^\d{4}-\d\d-\d\dT/)
})

test('addresses, numbers and secrets do not get through, also from errors', () => {
  const { lines, stream } = capture()
  const log = openLog({ level: 'debug', stream })
  log.info('x', { note: 'jan.de.vries@example.nl 111222333 NL91ABNA0417164300 password: hunter2' })
  log.error('y', new Error('no room for piet@example.nl', { cause: new Error('BSN 111.222.333') }))
  const all = lines.join('')
  for (const secret of ['jan.de.vries', 'piet', '111222333', '111.222.333', 'ABNA', 'hunter2']) {
    assert.ok(!all.includes(secret), secret)
  }
  assert.ok(all.includes('(address)@example.nl'))
})

test('a value is cut at its limit', () => {
  assert.equal(redact('a'.repeat(LOG_VALUE_LENGTH_MAX)).length, LOG_VALUE_LENGTH_MAX)
  assert.equal(redact('a'.repeat(LOG_VALUE_LENGTH_MAX + 1)).length, LOG_VALUE_LENGTH_MAX)
})
