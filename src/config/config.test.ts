import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../base/errors.ts'
import { CONFIG_BYTES_MAX, readConfig } from './config.ts'
import { options } from './options.ts'

const file = 'zegel.yaml'

function problemsOf(text: string, sets: readonly string[] = []): string {
  try {
    readConfig({ text, file, sets })
  } catch (error) {
    assert.ok(error instanceof Refusal)
    assert.equal(error.reason, 'configuration')
    return error.message
  }
  assert.fail('nothing was refused')
}

test('an empty file gives the defaults', () => {
  const config = readConfig({ text: '', file, sets: [] })
  assert.equal(config['smtp.listen'], '127.0.0.1:2525')
  assert.deepEqual(Object.keys(config).sort(), Object.keys(options).sort())
})

test('nested and dotted keys are the same, and --set wins', () => {
  const text = 'smtp:\n  listen: 127.0.0.1:26\nimap.listen: off\ndelivery:\n  routes:\n    partner.example: 127.0.0.1:2600\n'
  const config = readConfig({ text, file, sets: ['smtp.listen=127.0.0.1:27', 'delivery.routes={"a.example": "127.0.0.1:1"}'] })
  assert.equal(config['smtp.listen'], '127.0.0.1:27')
  assert.equal(config['imap.listen'], 'off')
  assert.deepEqual(config['delivery.routes'], { 'a.example': '127.0.0.1:1' })
})

test('a typing error stops the start, with line and a hint', () => {
  const problem = problemsOf('hostname: mail.example.nl\nsmtp:\n  lissen: 127.0.0.1:25\n')
  assert.match(problem, /zegel\.yaml:3: smtp\.lissen is not a setting; did you mean smtp\.listen\?/)
})

test('a wrong value names what is allowed, and every problem is told at once', () => {
  const problem = problemsOf('smtp.maxMessageBytes: 12\nimap:\n  plaintextLogin: always\n', ['hold.webSeconds=-1'])
  assert.match(problem, /zegel\.yaml:1: smtp\.maxMessageBytes must be a whole number from 65536 to 268435456/)
  assert.match(problem, /zegel\.yaml:3: imap\.plaintextLogin must be one of: never, loopback/)
  assert.match(problem, /--set hold\.webSeconds: hold\.webSeconds must be a whole number/)
})

test('text that is not YAML, or not a map, is refused with its line', () => {
  assert.match(problemsOf('hostname: "open\n'), /zegel\.yaml:\d+: /)
  assert.match(problemsOf('- a\n- b\n'), /must be a map of settings/)
  assert.match(problemsOf('a: &x 1\nb: *x\n'), /is not a setting|alias/i)
})

test('a file at the limit is read, one byte more is refused', () => {
  const comment = '#'.repeat(CONFIG_BYTES_MAX)
  assert.equal(readConfig({ text: comment, file, sets: [] })['hostname'], 'localhost')
  assert.match(problemsOf(`${comment}#`), /larger than 256 KiB/)
})

test('--set without a value or with an unknown key is refused', () => {
  assert.match(problemsOf('', ['smtp.listen']), /must be key=value/)
  assert.match(problemsOf('', ['nothing.here=1']), /nothing\.here is not a setting/)
})
