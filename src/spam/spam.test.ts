import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { judgeMessage, proofOf } from './judge.ts'
import { letterOf, TEXTS_MAX } from './letter.ts'
import { partsOf, type Link } from './links.ts'
import { packWeights, readWeights, scoreOf } from './model.ts'
import { LINKS_MAX, readPage, type Page } from './page.ts'
import { signsOf, SIGNS_TOLD_MAX, type Sign } from './signs.ts'
import { loadSpamWeights } from './spam.ts'
import { MARKS_MAX, PLACES } from './places.ts'
import { CIPHER_LENGTH_MIN, PART_LENGTH_MAX, Said, TEXT_LENGTH_MAX } from './said.ts'
import { marksOf } from './tokens.ts'
import { HEAD_BYTES_MAX, TAIL_BYTES_MAX, unitsOfText } from './units.ts'

const shipped = await loadSpamWeights()
assert.ok(shipped)
const weights = shipped
const raw = (head: string, body: string): Uint8Array => Buffer.from(`${head}\r\n\r\n${body}`)
const signsIn = (head: string, body: string): readonly Sign[] => {
  const letter = letterOf(raw(head, body))
  return signsOf(letter, undefined).filter(({ weight }) => weight > 0).map(({ sign }) => sign)
}
const html = 'Content-Type: text/html'

test('weights are kept as they are; another file is none', () => {
  const bytes = packWeights(weights)
  const { bytes: read, ...head } = readWeights(bytes) ?? weights
  const { bytes: kept, ...shippedHead } = weights
  assert.deepEqual(head, shippedHead)
  assert.ok(read.every((weight, at) => weight === kept[at]))
  for (const broken of [
    bytes.subarray(0, 100), bytes.subarray(0, -1), new Uint8Array(40), new Uint8Array(), Buffer.concat([bytes, bytes]),
  ]) {
    assert.ok(readWeights(broken) === undefined)
  }
})

test('the same mail has the same marks, whatever came before', () => {
  const one = raw('From: a@a.test\r\nSubject: hello', 'some words here')
  const before = marksOf(letterOf(one)).places.slice()
  marksOf(letterOf(raw('From: b@b.test', 'quite other words')))
  assert.deepEqual(marksOf(letterOf(one)).places, before)
  assert.ok(before.every((place) => place < PLACES))
})

test('what relays, lists and collections add changes nothing', () => {
  const plain = raw('From: a@a.test\r\nTo: b@b.test\r\nSubject: hello\r\nMessage-ID: <x1@a.test>', 'some words')
  const dressed = raw('Received: from x by y\r\nX-Spam-Status: Yes\r\nX-Mailer: bulk\r\nList-Id: <l.test>\r\nPrecedence: bulk\r\nDelivered-To: z\r\n'
    + 'From: a@a.test\r\nTo: b@b.test\r\nSubject: hello\r\nMessage-ID: <x1@other.test>', 'some words')
  assert.equal(judgeMessage(plain, weights).score, judgeMessage(dressed, weights).score)
})

const signs: readonly (readonly [what: string, head: string, body: string, sign: Sign])[] = [
  ['a link that says another host', `From: a@a.test\r\n${html}`, '<a href="http://evil.test/x">https://www.bank.nl/inloggen</a>', 'link-mismatch'],
  ['a link to an address', `From: a@a.test\r\n${html}`, '<a href="http://203.0.113.9/x">here</a>', 'link-raw-address'],
  ['a link with a name in front', `From: a@a.test\r\n${html}`, '<a href="http://bank.nl@evil.test/">here</a>', 'link-hidden'],
  ['a short link', 'From: a@a.test', 'see https://bit.ly/abc', 'link-hidden'],
  ['a borrowed name', 'From: PayPal Service <x@elders.test>', 'x', 'brand-unproved'],
  ['hidden text', `From: a@a.test\r\n${html}`, `<div style="display:none">${'filler '.repeat(400)}</div>`, 'hidden-text'],
  ['letters that only look like letters', 'From: a@a.test\r\nSubject: =?utf-8?b?8J2QgPCdkIE=?=', 'x', 'hidden-text'],
  ['answers that go elsewhere', 'From: a@a.test\r\nReply-To: b@b.test', 'x', 'reply-elsewhere'],
  ['no author', 'Subject: x', 'x', 'sender-unproved'],
  ['a made-up name', 'From: XkMyfwsP@deck.test', 'x', 'sender-unproved'],
  ['what fraud asks', 'From: a@a.test\r\nSubject: Your mailbox is full', 'Verify your password, your account is suspended.', 'phishing'],
]
for (const [what, head, body, sign] of signs) test(`a sign: ${what}`, () => assert.ok(signsIn(head, body).includes(sign), signsIn(head, body).join(' ')))

test('an honest brand, its own links and an honest name are no signs', () => {
  assert.deepEqual(signsIn(`From: PayPal <service@paypal.nl>\r\n${html}`, '<p>Dag</p><a href="https://www.paypal.nl/x">www.paypal.nl</a>'), [])
  assert.deepEqual(signsIn('From: Marieke Hofstra <marieke@zorggroep.nl>\r\nSubject: Rooster', 'Tot morgen.'), [])
})

test('a well-known name counts for a mail only where its own domain is proved', () => {
  const weight = (from: string, dmarc: 'pass' | 'none'): number => {
    const letter = letterOf(raw(`From: ${from}`, 'Uw pakket komt vandaag.'))
    return signsOf(letter, { spf: 'pass', dkim: 'pass', dmarc }).reduce((sum, one) => sum + one.weight, 0)
  }
  assert.ok(weight('PostNL <noreply@postnl.nl>', 'pass') < weight('PostNL <noreply@postnl.nl>', 'none'))
  assert.equal(weight('PostNL <noreply@postnl-pakket.example>', 'pass'), weight('PostNL <noreply@postnl-pakket.example>', 'none'))
})

function pageOf(source: string): Page & { readonly text: string, readonly links: readonly Link[] } {
  const [said, links]: [Said, Link[]] = [new Said(), []]
  const page = readPage(unitsOfText(source), said, links)
  return { ...page, links, text: said.text(0, said.length).trim().replace(/\s+/g, ' ') }
}

test('a page in one pass: words, links, what is hidden', () => {
  const page = pageOf('<style>x{}</style><p>een &amp; tw&#101;e\u200b</p><!-- c --><a href=\'http://a.test/?x=1&amp;y=2\'>klik <b>hier</b></a><div style="display:none"><div>weg</div></div>einde')
  assert.equal(page.text, 'een & twee klik hier einde')
  assert.deepEqual(page.links, [{ scheme: 'http', host: 'a.test', path: '/?x=1&y=2', port: '', hasUser: false, words: 'klik hier' }])
  assert.deepEqual([page.hiddenLength, page.comments, page.splits], [3, 1, 0])
  assert.equal(pageOf('<a href="http://a.test">x</a>'.repeat(LINKS_MAX)).links.length, LINKS_MAX)
  assert.equal(pageOf('<a href="http://a.test">x</a>'.repeat(LINKS_MAX + 1)).links.length, LINKS_MAX)
})

test('a page that is broken on purpose: words cut by comments, references without an end, a tag that never closes', () => {
  const page = pageOf('V<!-- x -->i<b></b>agra 3 < 4 &copy &#x41 &nosuch; caf&eacute; <font color=red')
  assert.equal(page.text, 'Viagra 3 < 4 © A &nosuch; café')
  assert.equal(page.splits, 2)
  assert.deepEqual(page.tags, ['b', 'font color=red'])
})

test('a comment ends where browsers end it, and only a style hides', () => {
  for (const start of ['<!-->', '<!--->', '<!-- x --!>']) assert.equal(pageOf(`${start}win nu`).text, 'win nu')
  for (const tag of ['<div title="display:none">', '<div style="font-size:1em">', '<div style="font-size:0.9em">', '<p style="opacity:0.8">']) {
    assert.deepEqual([pageOf(`${tag}win nu`).text, pageOf(`${tag}win nu`).hiddenLength], ['win nu', 0], tag)
  }
  for (const tag of ['<div style="font-size:0">', "<div style='opacity:0'>", '<div style=display:none>', '<div class=a style="color:red;font-size:1px">']) {
    assert.equal(pageOf(`${tag}win nu`).text, '', tag)
  }
})

test('a link by its parts, also a broken one', () => {
  assert.deepEqual(partsOf('https:\\\\user@Evil.test:81/a b'), { scheme: 'https', host: 'evil.test', path: '/a b', port: '81', hasUser: true })
  assert.equal(partsOf('mailto:a@b.test').host, '')
  assert.equal(partsOf('').scheme, 'none')
})

const saidIn = (message: Uint8Array): string => {
  const { said, textAt } = letterOf(message)
  return said.text(textAt, said.length)
}

test('of a long text the beginning and the end are looked at, of each part and of a mail so much', () => {
  const line = `${'x'.repeat(62)}\r\n`
  const short = `begin\r\n${line.repeat(HEAD_BYTES_MAX / 128)}end`
  assert.match(saidIn(raw('From: a@a.test', short)), /begin.*end/s)
  const long = `begin\r\n${line.repeat(50)}middle\r\n${line.repeat(2000)}nearly\r\n${line.repeat(2 + TAIL_BYTES_MAX / 64)}end`
  assert.match(saidIn(raw('From: a@a.test', long)), /begin.*middle.*end$/s)
  assert.ok(!saidIn(raw('From: a@a.test', long)).includes('nearly'))
  const [, head = '', tail = ''] = saidIn(raw('From: a@a.test', `${'x'.repeat(PART_LENGTH_MAX)}${'y'.repeat(PART_LENGTH_MAX)}${'z'.repeat(100)}`)).split('\n')
  assert.equal(head.length, PART_LENGTH_MAX)
  assert.ok(/^y*z{100}$/.test(tail) && tail.length <= TAIL_BYTES_MAX)
  const part = `--b\r\nContent-Type: text/plain\r\n\r\n${'x'.repeat(PART_LENGTH_MAX)}\r\n`
  const many = letterOf(raw('Content-Type: multipart/mixed; boundary=b', `${part.repeat(4)}--b--`))
  assert.equal(many.said.length, TEXT_LENGTH_MAX)
})

test('so many texts are looked at, and not more; so many marks are made', () => {
  const part = '--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'
  for (const parts of [TEXTS_MAX, TEXTS_MAX + 1]) {
    assert.equal(saidIn(raw('Content-Type: multipart/mixed; boundary=b', `${part.repeat(parts)}--b--`)), '\nx'.repeat(TEXTS_MAX))
  }
  const many = Array.from({ length: MARKS_MAX }, (_, index) => `w${index.toString(36)}q`).join(' ')
  assert.ok(marksOf(letterOf(raw('From: a@a.test', many))).places.length <= MARKS_MAX)
})

test('a page that begins with endless style sheets is followed to its words', () => {
  assert.match(saidIn(raw(`From: a@a.test\r\n${html}`, `<style>${'p{margin:0}\r\n'.repeat(2000)}</style><p>gevonden</p>${'<i></i>\r\n'.repeat(3000)}`)), /gevonden/)
})

test('a character that a window cuts in two, every charset, and base64 that is cut are read', () => {
  for (const length of [HEAD_BYTES_MAX - 1, HEAD_BYTES_MAX, HEAD_BYTES_MAX + 1]) {
    const text = saidIn(raw(`From: a@a.test\r\nContent-Type: text/html; charset=utf-8`, `<p>${'<i></i>'.repeat(1000)}${'é'.repeat(length)}</p>`))
    assert.match(text, /^\s*é+\s*é*\s*$/)
  }
  assert.equal(saidIn(Buffer.concat([raw('Content-Type: text/plain; charset=iso-8859-1', ''), Buffer.from([0x63, 0xe9])])), '\ncé')
  assert.equal(saidIn(raw('Content-Type: text/plain; charset=utf-8', '😀')), '\n😀')
  assert.equal(saidIn(Buffer.concat([raw('Content-Type: text/plain; charset=koi8-r', ''), Buffer.from([0xc1])])), '\nа')
  const lines = Buffer.from(`${'Een regel tekst. '.repeat(3000)}einde`).toString('base64').replaceAll(/.{76}/g, '$&\r\n')
  assert.match(saidIn(raw('Content-Type: text/plain\r\nContent-Transfer-Encoding: base64', lines)), /^\nEen regel tekst\..*tekst\. einde$/s)
})

test('results of a receiving server count only where they are asked for', () => {
  const fail = raw('Authentication-Results: mx; spf=fail; dkim=fail; dmarc=fail\r\nFrom: a@a.test', 'x')
  assert.ok(judgeMessage(fail, weights, { proof: 'of-message' }).score > judgeMessage(fail, weights).score)
  assert.deepEqual(proofOf('mx; spf=softfail; dkim=none; dmarc=bestguesspass'), { spf: 'fail', dkim: 'none', dmarc: 'pass' })
  assert.equal(proofOf(''), undefined)
})

test('every mail that goes to Junk has reasons, at most so many; every other one has none', () => {
  const bad = raw('From: PayPal <XkMyfwsP@deck.top>\r\nReply-To: x@y.test\r\nSubject: 🎁 You have WON!!! verify your account (kdjfh)\r\nContent-Type: text/html',
    '<div style="display:none">' + 'x '.repeat(2000) + '</div><a href="http://203.0.113.9">https://www.paypal.com</a> claim your reward, your account is suspended')
  const judged = judgeMessage(bad, weights)
  assert.ok(judged.isSpam && judged.isPhishing)
  assert.ok(judged.signs.length > 0 && judged.signs.length <= SIGNS_TOLD_MAX)
  assert.deepEqual(judgeMessage(raw('From: a@a.test\r\nSubject: x', 'tot morgen'), weights).signs, [])
})

for (const [language, subject, text] of [
  ['nl', 'Rooster van week 12', 'Dag Sanne,</p><p>Kun jij dinsdag de late dienst van mij overnemen? Dan neem ik jouw vrijdag.</p><p>Groet,<br>Tom'],
  ['en', 'Minutes of Tuesday', 'Hi Kate,</p><p>Please find the minutes attached. Could you check the second item before noon?</p><p>Best,<br>Ruth'],
  ['de', 'Termin am Montag', 'Guten Tag Frau Lenz,</p><p>passt Ihnen Montag um zehn Uhr? Wir treffen uns im kleinen Saal.</p><p>Viele Grüße<br>Jens'],
  ['fr', 'Réunion de jeudi', 'Bonjour Luc,</p><p>La salle est réservée pour jeudi à neuf heures. Peux-tu apporter les plans ?</p><p>Cordialement,<br>Inès'],
] as const) test(`an ordinary office mail as a page stays out of Junk, ${language}`, () => {
  const head = `From: Iemand <iemand@kantoor.example>\r\nTo: ander@zorg.example\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\n`
  const page = `<html><head><style>p.MsoNormal{margin:0cm}</style></head><body><div class="WordSection1"><p class="MsoNormal">${text}</p><img src="cid:logo"></div></body></html>`
  assert.ok(!judgeMessage(raw(`${head}Content-Type: text/html; charset=utf-8`, page), weights).isSpam)
  const both = `--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text.replaceAll(/<[^>]*>/g, ' ')}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${page}\r\n--b--\r\n`
  assert.ok(!judgeMessage(raw(`${head}Content-Type: multipart/alternative; boundary=b`, both), weights).isSpam)
})

test('a mail is judged alike with the line ends of a network and those of a file', () => {
  const text = 'From: a@a.test\nSubject: hello\nContent-Type: text/plain;\n\tcharset=utf-8\n\nsome words\n\n> of before\nmore\n'
  assert.equal(judgeMessage(Buffer.from(text), weights).score, judgeMessage(Buffer.from(text.replaceAll('\n', '\r\n')), weights).score)
})

test('the score of no marks is the bias', () => assert.equal(scoreOf(weights, { facts: new Uint32Array(), words: new Uint32Array(), grams: new Uint32Array(), hand: new Uint32Array() }), weights.bias))

test('a word of so many units with a digit is a key or a file in letters and says nothing; one unit less, and addresses, are read', () => {
  const said = (body: string): string => {
    const letter = letterOf(raw('From: a@a.test\r\nSubject: s', body))
    return letter.said.text(letter.textAt, letter.said.length).trim()
  }
  const key = `${'Ab'.repeat(CIPHER_LENGTH_MIN / 2 - 1)}C7`
  assert.equal(said(`een ${key} twee`), 'een  twee')
  assert.equal(said(`een ${key.slice(1)} twee`), `een ${key.slice(1)} twee`)
  assert.equal(said('ziektekostenverzekeringsmaatschappij'), 'ziektekostenverzekeringsmaatschappij')
  assert.equal(said(`https://a.test/${key}`), `https://a.test/${key}`)
})

test('files and keys in letters go to the inbox, whatever short words stand in them by chance', () => {
  const proof = { spf: 'none', dkim: 'none', dmarc: 'none' } as const
  for (let mail = 0; mail < 200; mail++) {
    const lines = Array.from({ length: 5 + mail }, (_, line) => createHash('sha512').update(`${mail} ${line}`).digest('base64').slice(0, 72))
    const whole = raw(`From: <meter@toestel.example>\r\nTo: <jan@huis.example>\r\nSubject: meting ${mail}`, lines.join('\r\n'))
    assert.ok(!judgeMessage(whole, weights, { proof }).isSpam, `mail ${mail}`)
  }
})

test('a phrase counts only where a word begins', () => {
  assert.ok(!signsIn('From: jan@huis.example\r\nSubject: vraag', 'Wij leren: learning, zorgverlening, update met Jan, waterproof.').includes('phishing'))
  assert.ok(signsIn('From: jan@huis.example\r\nSubject: vraag', 'Earn today. Een lening, zo geregeld.').includes('phishing'))
})

test('hostile input ends', () => {
  for (const text of ['<'.repeat(50_000), '<a href='.repeat(10_000), '<div style="display:none">'.repeat(5000), '&#'.repeat(30_000), 'http://'.repeat(20_000), '<style>'.repeat(5000)]) {
    judgeMessage(raw(`From: a@a.test\r\n${html}`, text), weights)
    judgeMessage(raw(`From: ${text.slice(0, 5000)}\r\nSubject: ${text.slice(0, 5000)}`, text), weights)
  }
})
