import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { createResolver } from '../dns/resolver.ts'
import { createDnsStub, type StubAnswer } from '../dns/stub.testing.ts'
import { silentLog } from '../log/log.ts'
import { createBimi, locationsOf, type BimiParts } from './bimi.ts'
import { evidenceProblem, MARK_PURPOSE } from './bimi-evidence.ts'
import { LOGO_BYTES_MAX, LOGO_DEPTH_MAX, LOGO_ELEMENTS_MAX, logoProblem } from './bimi-svg.ts'
import type { DmarcCheck } from './types.ts'

const root = '<svg xmlns="http://www.w3.org/2000/svg" version="1.2" baseProfile="tiny-ps" viewBox="0 0 64 64">'
const svg = (inside: string, before = '<title>Lab</title>'): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root}${before}${inside}</svg>\n`
const logo = svg('<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs><!-- a --><path fill="url(#a)" d="M0 0h64v64z"/>')

test('a logo in the profile is taken, at its limits too', () => {
  assert.equal(logoProblem(logo), undefined)
  assert.equal(logoProblem(svg('<g>'.repeat(LOGO_DEPTH_MAX - 1) + '</g>'.repeat(LOGO_DEPTH_MAX - 1))), undefined)
  assert.equal(logoProblem(svg('<g/>'.repeat(LOGO_ELEMENTS_MAX - 4))), undefined)
  assert.equal(logoProblem(svg(' '.repeat(LOGO_BYTES_MAX - svg('').length))), undefined)
})

for (const [what, hostile, why] of [
  ['a script', svg('<script>1</script>'), 'element'], ['an event', svg('<path onload="x()"/>'), 'attribute'], ['an animation', svg('<animate/>'), 'element'],
  ['a picture', svg('<image href="#a"/>'), 'element'], ['HTML inside', svg('<foreignObject/>'), 'element'], ['a link', svg('<a href="#x"/>'), 'element'],
  ['something from outside', svg('<use href="https://x.example/a.svg#b"/>'), 'outside'], ['a fill from outside', svg('<path fill="url(https://x.example/)"/>'), 'outside'],
  ['a fill with data', svg('<path fill="url(data:x)"/>'), 'outside'], ['a style', svg('<path style="fill:red"/>'), 'attribute'], ['a style sheet', svg('<style>a{}</style>'), 'element'],
  ['an entity', svg('&x;'), 'declaration'], ['a DOCTYPE', `<!DOCTYPE svg [<!ENTITY x "y">]>${svg('')}`, 'declaration'], ['CDATA', svg('<![CDATA[x]]>'), 'declaration'],
  ['an instruction', svg('<?php x ?>'), 'declaration'], ['no title', svg('', ''), 'no-title'], ['an empty title', svg('', '<title> </title>'), 'no-title'],
  ['another profile', svg('').replace('tiny-ps', 'tiny'), 'profile'], ['no square', svg('').replace('0 0 64 64', '0 0 64 32'), 'shape'],
  ['a place of its own', svg('').replace('version="1.2"', 'x="1" version="1.2"'), 'shape'], ['a second root', `${svg('')}${root}</svg>`, 'root'], ['another root', '<g></g>', 'root'],
  ['a prefix', svg('<svg:script/>'), 'root'], ['an end that fits nothing', svg('<g></path>'), 'broken'], ['no end', svg('<g>'), 'broken'], ['nothing', '', 'broken'],
  ['the same attribute twice', svg('<path d="a" d="b"/>'), 'attribute'], ['no quotes', svg('<path d=a/>'), 'broken'],
  ['too deep', svg('<g>'.repeat(LOGO_DEPTH_MAX) + '</g>'.repeat(LOGO_DEPTH_MAX)), 'too-deep'], ['too many elements', svg('<g/>'.repeat(LOGO_ELEMENTS_MAX - 3)), 'too-many-elements'],
  ['too large', svg(' '.repeat(LOGO_BYTES_MAX - svg('').length + 1)), 'too-large'],
] as const) {
  test(`no logo: ${what}`, () => assert.equal(logoProblem(hostile), why))
}

test('whatever is put into a logo, what is taken has no way out and runs nothing', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', '/', 'script', 'path', ' ', 'href=', 'onload=', 'https://x', '#a', '&', 'url(', ')', '=', 'd'), maxLength: 30 }), (inside) => {
    if (logoProblem(svg(inside)) !== undefined) return
    for (const [tag] of svg(inside).slice(svg('').indexOf('<title>')).matchAll(/<[^>]*>/g)) assert.equal(/^<script|\son[a-z]+\s*=|=\s*"https/.test(tag), false, tag)
  }), { numRuns: 2000 })
})

const openssl = '/usr/bin/openssl'
const skip = existsSync(openssl) ? false : 'Debian package openssl is not installed'
const folder = mkdtempSync(join(tmpdir(), 'zegel-bimi-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** A mark certificate for `lab.example` with this logo, and its authority. */
function mark({ name = 'lab.example', purpose = MARK_PURPOSE, picture = logo } = {}): { readonly pem: string, readonly authority: X509Certificate } {
  const path = (file: string): string => join(folder, file)
  const run = (...words: readonly string[]): void => void execFileSync(openssl, words, { stdio: 'ignore', cwd: folder })
  run('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Mark authority', '-days', '9')
  run('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'mark.key', '-out', 'mark.csr', '-subj', '/CN=Lab')
  writeFileSync(path('mark.cnf'), `extendedKeyUsage=${purpose}\nsubjectAltName=DNS:${name}\n1.3.6.1.5.5.7.1.12=ASN1:IA5STRING:data:image/svg+xml;base64\\,${gzipSync(picture).toString('base64')}\n`)
  run('x509', '-req', '-in', 'mark.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out', 'mark.pem', '-days', '5', '-extfile', 'mark.cnf')
  return { pem: readFileSync(path('mark.pem'), 'utf8'), authority: new X509Certificate(readFileSync(path('ca.pem'))) }
}

test('a mark certificate proves its own logo for its own domain, in its time, by an authority that was chosen', { skip }, () => {
  const { pem, authority } = mark()
  const right = { domain: 'lab.example', logo, authorities: [authority], now: Date.now() }
  assert.equal(evidenceProblem(pem, right), undefined)
  assert.equal(evidenceProblem(pem, { ...right, logo: svg('<g/>') }), 'other-logo')
  assert.equal(evidenceProblem(pem, { ...right, domain: 'elders.example' }), 'other-domain')
  assert.equal(evidenceProblem(pem, { ...right, now: Date.now() + 30 * 86_400_000 }), 'out-of-time')
  assert.equal(evidenceProblem(pem, { ...right, authorities: [mark().authority] }), 'authority')
  assert.equal(evidenceProblem(mark({ purpose: 'serverAuth' }).pem, right), 'purpose')
  for (const text of ['', 'x', pem.slice(0, 200), pem.replace('M', '!')]) assert.equal(evidenceProblem(text, right), 'no-certificate')
})

test('where logo and evidence lie', () => {
  assert.deepEqual(locationsOf('v=BIMI1; l=https://x.example/a.svg; a=https://x.example/a.pem'), { logo: 'https://x.example/a.svg', evidence: 'https://x.example/a.pem' })
  assert.deepEqual(locationsOf('v=BIMI1; l=; a='), { logo: '', evidence: '' })
  for (const record of ['v=BIMI1', 'v=BIMI1; l=http://x.example/a.svg', 'v=BIMI1; l=javascript:1', 'v=BIMI1; l=https://x.example/a;a=file:///etc/passwd', 'v=BIMI1; l=https://']) {
    assert.equal(locationsOf(record), undefined, record)
  }
})

const texts = (...all: readonly string[]): StubAnswer => ({ records: all.map((data) => ({ type: 'TXT' as const, data })) })
const passed = (record: string): DmarcCheck => ({ result: 'pass', policy: 'reject', published: { domain: 'lab.example', record, dkim: true, spf: true } })
const strict = passed('v=DMARC1; p=reject')

test('only a proved author under an enforcing policy with evidence passes; mail never waits for it', { skip }, async (t) => {
  const { pem, authority } = mark()
  const stub = await createDnsStub({
    'TXT default._bimi.lab.example': texts('v=BIMI1; l=https://lab.example/logo.svg; a=https://lab.example/mark.pem'),
    'TXT default._bimi.bare.example': texts('v=BIMI1; l=https://lab.example/logo.svg'),
    'TXT default._bimi.declines.example': texts('v=BIMI1; l=;'), 'TXT default._bimi.silent.example': 'servfail',
    'TXT default._bimi.two.example': texts('v=BIMI1; l=https://a.example/', 'v=BIMI1; l=https://b.example/'),
  })
  t.after(() => stub.close())
  const fetched: string[] = []
  const parts: BimiParts = {
    resolver: createResolver(
      { servers: [stub.server], validating: false, clock: { now: () => 0 }, timeoutMs: 60_000 },
    ), authorities: [authority],
    clock: { now: () => Date.now() }, log: silentLog,
    fetch: (url) => {
      fetched.push(url)
      return Promise.resolve({ text: url.endsWith('.pem') ? pem : logo })
    },
  }
  const bimi = createBimi(parts)
  const known = async (domain: string, dmarc = strict): Promise<string> => {
    assert.equal(bimi.result(domain, dmarc), 'none', 'not known yet')
    await bimi.settled()
    return bimi.result(domain, dmarc)
  }
  assert.equal(await known('lab.example'), 'pass')
  assert.deepEqual(fetched.sort(), ['https://lab.example/logo.svg', 'https://lab.example/mark.pem'])
  for (const [domain, result] of [['bare.example', 'fail'], ['two.example', 'fail'], ['declines.example', 'none'], ['nothing.example', 'none'], ['silent.example', 'temperror']] as const) {
    assert.equal(await known(domain), result, domain)
  }
  for (const record of ['v=DMARC1; p=none', 'v=DMARC1; p=reject; sp=none', 'v=DMARC1; p=quarantine; pct=50', 'v=DMARC1; p=reject; t=y']) assert.equal(bimi.result('lab.example', passed(record)), 'none', record)
  assert.equal(bimi.result('lab.example', { ...strict, result: 'fail' }), 'none')
  assert.equal(createBimi({ ...parts, authorities: [] }).result('lab.example', strict), 'none', 'off')
})
