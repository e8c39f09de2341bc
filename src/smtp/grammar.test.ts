import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCommand } from './grammar.ts'
import { AUTH_OCTETS_MAX, COMMAND_OCTETS_MAX, DOMAIN_OCTETS_MAX, LABEL_OCTETS_MAX, LOCAL_PART_OCTETS_MAX, PARAMETERS_MAX, PATH_OCTETS_MAX } from './limits.ts'
import { formatReply, reply, replyNames } from './replies.ts'

const parse = (line: string) => parseCommand(new TextEncoder().encode(line))
const malformed = (line: string): string => {
  const command = parse(line)
  return command.verb === 'malformed' ? command.reply : `taken as ${command.verb}`
}

const senders: Readonly<Record<string, string>> = {
  '<>': '', '<a@b.test>': 'a@b.test', '<a@B.TEST>': 'a@b.test', '<A.b+c@b.test>': 'A.b+c@b.test', '<"a"@b.test>': 'a@b.test',
  '<"a b"@b.test>': '"a b"@b.test', '<"a\\"b"@b.test>': '"a\\"b"@b.test', '<"a\\b"@b.test>': 'ab@b.test', '<a@[192.0.2.1]>': 'a@[192.0.2.1]',
  '<a@[IPv6:2001:db8::1]>': 'a@[ipv6:2001:db8::1]', '<@r.test,@s.test:a@b.test>': 'a@b.test', '<zoë@bücher.test>': 'zoë@bücher.test',
  '<a@localhost>': 'a@localhost', '<"a@b"@c.test>': '"a@b"@c.test',
}
for (const [path, address] of Object.entries(senders)) {
  test(`MAIL FROM:${path} is ${address === '' ? 'the null sender' : address}`, () => {
    const command = parse(`MAIL FROM:${path}`)
    assert.equal(command.verb === 'MAIL' ? command.from.address : command.verb, address)
  })
}

const brokenPaths = [
  '', 'a@b.test', '<a@b.test', 'a@b.test>', '<a>', '<@b.test>', '<a@>', '<a@b..test>', '<a@.b>', '<a@b.>', '<a@-b.test>', '<a@b-.test>',
  '<.a@b.test>', '<a.@b.test>', '<a..b@b.test>', '<a b@b.test>', '<"a@b.test>', '<"a"b@b.test>', '<a@b@c.test>', '<a@b.test>x',
  '<a@[]>', '<a@[x y]>', '<a@b_c.test>', '<<a@b.test>>', '<a@b.test,c@d.test>', '<@r.test a@b.test>', '<a@b.test> <c@d.test>', '  <a@b.test>',
]
for (const path of brokenPaths) {
  test(`the path ${path} is refused`, () => {
    assert.match(malformed(`MAIL FROM:${path}`), /bad-sender-syntax|syntax|bad-parameter/)
    assert.match(malformed(`RCPT TO:${path}`), /bad-recipient-syntax|syntax|bad-parameter/)
  })
}

for (const byte of [0, 9, 10, 13, 27, 127]) {
  test(`control character ${byte} is refused everywhere`, () => {
    for (const line of ['NOOP ?', 'MAIL FROM:<a?@b.test>', 'RCPT TO:<a@b.test?>', 'EHLO a?b', '?']) {
      assert.equal(malformed(line.replace('?', String.fromCharCode(byte))), 'syntax')
    }
  })
}

test('bytes that are not UTF-8 are refused', () => {
  assert.equal(parseCommand(Uint8Array.from([...new TextEncoder().encode('MAIL FROM:<'), 0xff, 0xfe, 0x3e])).verb, 'malformed')
})

test('parameters of MAIL and RCPT', () => {
  assert.deepEqual(parse('MAIL FROM:<a@b.test> SIZE=1000 body=8bitmime SMTPUTF8 RET=hdrs ENVID=x+2By AUTH=<>'), {
    verb: 'MAIL', from: { address: 'a@b.test', utf8: false },
    parameters: { sizeBytes: 1000, body: '8BITMIME', smtputf8: true, ret: 'HDRS', envelopeId: 'x+2By' },
  })
  assert.deepEqual(parse('rcpt to:<a@b.test> NOTIFY=success,FAILURE ORCPT=rfc822;a+40b@c.test'), {
    verb: 'RCPT', to: { address: 'a@b.test', utf8: false }, parameters: { notify: 'SUCCESS,FAILURE', originalRecipient: 'rfc822;a+40b@c.test' },
  })
})

const brokenParameters: Readonly<Record<string, string>> = {
  'SIZE': 'bad-parameter', 'SIZE=': 'bad-parameter', 'SIZE=-1': 'bad-parameter', 'SIZE=1e9': 'bad-parameter', 'SIZE=1 SIZE=2': 'bad-parameter',
  'BODY=9BIT': 'bad-parameter', 'BODY=BINARYMIME': 'unsupported-parameter', 'SMTPUTF8=1': 'bad-parameter', 'RET=ALL': 'bad-parameter',
  'ENVID=a+': 'bad-parameter', 'ENVID=a+2b': 'bad-parameter', 'X-FOO=1': 'unsupported-parameter', '=1': 'bad-parameter', 'REQUIRETLS=1': 'bad-parameter',
}
for (const [parameter, name] of Object.entries(brokenParameters)) {
  test(`MAIL with ${parameter}: ${name}`, () => assert.equal(malformed(`MAIL FROM:<a@b.test> ${parameter}`), name))
}
for (const parameter of ['NOTIFY=NEVER,SUCCESS', 'NOTIFY=SUCCESS,SUCCESS', 'NOTIFY=', 'NOTIFY', 'ORCPT=x', 'ORCPT=;x']) {
  test(`RCPT with ${parameter} is refused`, () => assert.equal(malformed(`RCPT TO:<a@b.test> ${parameter}`), 'bad-parameter'))
}

test('the other commands', () => {
  assert.deepEqual(parse('ehlo [192.0.2.1]'), { verb: 'EHLO', client: '[192.0.2.1]' })
  assert.deepEqual(parse('HELO my_pc'), { verb: 'HELO', client: 'my_pc' })
  assert.deepEqual(parse('BDAT 86 LAST'), { verb: 'BDAT', octets: 86, last: true })
  assert.deepEqual(parse('bdat 0'), { verb: 'BDAT', octets: 0, last: false })
  assert.deepEqual(parse('AUTH plain AGEAYg=='), { verb: 'AUTH', mechanism: 'PLAIN', initial: 'AGEAYg==' })
  assert.deepEqual(parse('AUTH LOGIN'), { verb: 'AUTH', mechanism: 'LOGIN' })
  assert.deepEqual(parse('AUTH PLAIN ='), { verb: 'AUTH', mechanism: 'PLAIN', initial: '' })
  for (const verb of ['DATA', 'RSET', 'NOOP', 'QUIT', 'HELP', 'STARTTLS'] as const) assert.deepEqual(parse(`${verb} `), { verb })
  assert.deepEqual(parse('POST / HTTP/1.1'), { verb: 'foreign' })
  for (const line of ['DATA now', 'STARTTLS x', 'BDAT', 'BDAT -1', 'BDAT 1 FIRST', 'BDAT 1x', 'BDAT 1234567890123456', 'EHLO', 'EHLO a b', 'VRFY', 'AUTH', 'MAIL', 'MAIL TO:<a@b>', 'RCPT FROM:<a@b>']) {
    assert.equal(parse(line).verb, 'malformed', line)
  }
  for (const line of ['', ' ', 'XYZZY', 'MAILFROM:<a@b>', 'NOOP\u00e9']) assert.equal(malformed(line), 'unknown-command', line)
})

test('limits, at and one past each', () => {
  const ok = (line: string): boolean => parse(line).verb !== 'malformed'
  const local = (octets: number): string => `MAIL FROM:<${'l'.repeat(octets)}@b.test>`
  assert.deepEqual([ok(local(LOCAL_PART_OCTETS_MAX)), ok(local(LOCAL_PART_OCTETS_MAX + 1))], [true, false])
  const label = (octets: number): string => `MAIL FROM:<a@${'d'.repeat(octets)}.test>`
  assert.deepEqual([ok(label(LABEL_OCTETS_MAX)), ok(label(LABEL_OCTETS_MAX + 1))], [true, false])
  const domain = (octets: number): string => `MAIL FROM:<a@${'d.'.repeat(octets / 2)}${octets % 2 === 1 ? 'd' : 'dd'}>`.replace('.dd>', 'd.d>')
  assert.ok(ok(domain(DOMAIN_OCTETS_MAX)))
  assert.ok(!ok(`MAIL FROM:<a@${'d.'.repeat(DOMAIN_OCTETS_MAX / 2)}dd>`))
  const path = (octets: number): string => `MAIL FROM:<@${'r.'.repeat(100)}r,@${'s.'.repeat(60)}s:${'l'.repeat(octets - 336)}@b.test>`
  const room = PATH_OCTETS_MAX - path(336 + 1).length + 'MAIL FROM:'.length + 336 + 1
  assert.deepEqual([ok(path(room)), ok(path(room + 1))], [true, false])
  assert.deepEqual([ok(`NOOP ${'x'.repeat(COMMAND_OCTETS_MAX - 7)}`), ok(`NOOP ${'x'.repeat(COMMAND_OCTETS_MAX - 6)}`)], [true, false])
  assert.deepEqual([ok(`AUTH PLAIN ${'x'.repeat(AUTH_OCTETS_MAX - 13)}`), ok(`AUTH PLAIN ${'x'.repeat(AUTH_OCTETS_MAX - 12)}`)], [true, false])
  assert.equal(malformed(`MAIL FROM:<a@b.test>${Array.from({ length: PARAMETERS_MAX + 1 }, (_, index) => ` X${index}=1`).join('')}`), 'unsupported-parameter')
})

test('every reply is one that SMTP knows: code, enhanced code of the same class, printable text', () => {
  for (const name of replyNames) {
    const wire = formatReply(reply(name))
    assert.match(wire, /^[2-5]\d\d [\x20-\x7e]*\r\n$/, name)
    const { code, enhanced } = reply(name)
    if (enhanced !== '') assert.equal(enhanced[0], String(code)[0], name)
  }
  assert.equal(formatReply(reply('refused', 'a\r\n250 b\u00e9')), '550 5.7.1 a??250 b?\r\n')
})
