import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMessage } from '../message/parse.ts'
import { headerFields } from '../message/rewrite.ts'
import { FILES_MAX, filesOf, mayHoldFiles, PACKED_DEPTH_MAX, withoutFiles } from './message-files.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const attachment = (name: string, text: string): string =>
  `Content-Type: application/octet-stream; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(text, 'latin1').toString('base64')}`
const mixed = (...parts: readonly string[]): string =>
  `MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts.map((part) => `--b\r\n${part}\r\n`).join('')}--b--\r\n`

const headers: readonly (readonly [header: string, may: boolean])[] = [
  ['Subject: x', false], ['Content-Type: text/plain', false], ['Content-Type: text/plain; charset=utf-8; format=flowed', false],
  ['Content-Type: text/html;\r\n charset="utf-8"', false], ['Content-Type: multipart/mixed; boundary=b', true],
  ['Content-Type: text/plain; name=a.exe', true], ['Content-Type: text/calendar', true], ['content-type: application/pdf', true],
  ['Content-Type: text/plain\r\nContent-Disposition: attachment', true], ['Content-Type: nonsense', true], ['Content-Type: text/plain; charset=utf-8; x=y', true],
]
for (const [header, may] of headers) {
  test(`${JSON.stringify(header)} ${may ? 'may' : 'cannot'} hold a file`, () =>
    assert.equal(mayHoldFiles(headerFields(bytes(`${header}\r\n\r\nx`))), may))
}

test('files by all their names, decoded, also below messages inside', () => {
  const inner = `From: c@c.test\r\n${mixed('\r\nhello', attachment('diep.js', 'code'))}`
  const raw = bytes(`From: a@a.test\r\n${mixed('Content-Type: text/plain\r\n\r\nthe letter', attachment('a.pdf', 'one'),
    'Content-Type: image/png; name=een.png\r\nContent-Disposition: inline; filename=twee.exe\r\n\r\nxx',
    `Content-Type: message/rfc822\r\n\r\n${inner}`,
    `Content-Type: application/octet-stream; name=post.eml\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(inner).toString('base64')}`)}`)
  const { files, isAll } = filesOf(raw)
  assert.equal(isAll, true)
  assert.deepEqual(files.map(({ names, bytes: content, inside }) => [names, Buffer.from(content).toString('latin1').slice(0, 4), inside.map((one) => one.names[0])]), [
    [['a.pdf'], 'one', []], [['twee.exe', 'een.png'], 'xx', []], [['diep.js'], 'code', []], [['post.eml'], 'From', ['diep.js']],
  ])
})

test('a message without some of its files keeps everything else, octet for octet', () => {
  const raw = bytes(`From: a@a.test\r\nSubject: s\r\n${mixed('Content-Type: text/plain\r\n\r\nthe letter', attachment('a.pdf', 'one'), attachment('b.exe', 'MZ'), attachment('c.pdf', 'three'))}`)
  const held = filesOf(raw).files.filter(({ names }) => names[0] === 'b.exe')
  const without = Buffer.from(withoutFiles(raw, held.map(({ part }) => ({ part, line: '[held]\r\n' })))).toString('latin1')
  assert.equal(without, Buffer.from(raw).toString('latin1').replace(attachment('b.exe', 'MZ'), 'Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n[held]\r\n'))
  assert.deepEqual(filesOf(bytes(without)).files.map(({ names }) => names[0]), ['a.pdf', 'c.pdf'])
})

test('a message that is itself the file keeps its fields', () => {
  const raw = bytes(`From: a@a.test\r\nContent-Type: application/x-msdownload;\r\n name=a.exe\r\nSubject: s\r\nContent-Transfer-Encoding: base64\r\n\r\nTVqQ\r\n`)
  const [file] = filesOf(raw).files
  assert.ok(file)
  const without = withoutFiles(raw, [{ part: file.part, line: '[held]\r\n' }])
  const parsed = parseMessage(without)
  assert.deepEqual([parsed.subject, parsed.root.type, parsed.root.subtype, Buffer.from(without.subarray(parsed.headerEnd)).toString()], ['s', 'text', 'plain', '[held]\r\n\r\n'])
})

test('all files of one message and not one more; messages inside messages so deep', () => {
  const many = (count: number): Uint8Array => bytes(mixed(...Array.from({ length: count }, () => attachment('a', 'x'))))
  assert.deepEqual([filesOf(many(FILES_MAX)).files.length, filesOf(many(FILES_MAX)).isAll], [FILES_MAX, true])
  assert.deepEqual([filesOf(many(FILES_MAX + 1)).files.length, filesOf(many(FILES_MAX + 1)).isAll], [FILES_MAX, false])
  let packed = mixed(attachment('diep.exe', 'x'))
  for (let depth = 0; depth <= PACKED_DEPTH_MAX; depth++) packed = mixed(attachment('in.eml', packed))
  let [level, depth] = [filesOf(bytes(packed)).files, 0]
  while (level[0] !== undefined && level[0].inside.length > 0) [level, depth] = [level[0].inside, depth + 1]
  assert.equal(depth, PACKED_DEPTH_MAX)
})
